// Files that are dropped, also those of folders, down to the last.

const KIND = /\.(?:md|markdown|html?|txt|zip)$/i;

/** What misses the place for it must not take the page away. */
export function forgiveMisses() {
  for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => event.preventDefault());
}

/** Return the files of a drop: all that were dropped themselves, and of folders those that may be articles. */
export async function filesOf(transfer) {
  // Entries have to be asked for at once: after the event there are none.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) return [...transfer.files];
  const found = await Promise.all(entries.map((entry) => within(entry, () => true)));
  return found.flat();
}

async function within(entry, isWanted) {
  if (entry.isFile && !isWanted(entry.name)) return [];
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject)); // a hundred at a time
    if (!some.length) return found;
    for (const one of some) found.push(...(await within(one, (name) => KIND.test(name))));
  }
}
