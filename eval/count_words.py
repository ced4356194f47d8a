"""Count in how many of many texts each common word stands, for the check's own estimate of rarity.

    python -m eval.count_words ../shared/data/news_3000.jsonl

Writes qa/grounding/rarity.txt: lines of an inverse document frequency (natural logarithm of texts over texts with the
word, to one decimal) and the words that have it. Words in fewer than ten texts, and people's names, are left out:
what is not listed is rare.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter, defaultdict
from pathlib import Path

from qa import text as zh
from qa.grounding.rarity import FILE

_FEWEST = 10


def main() -> None:
    """Count and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    arguments = parser.parse_args()
    texts = [
        json.loads(line)["text"] for line in arguments.file.read_text(encoding="utf-8").splitlines() if line
    ]
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(
            {
                word
                for word, tag in zh.tagged_words(zh.fold(text))
                if "一" <= word[0] <= "鿿" and not tag.startswith(("nr", "m"))
            }
        )
    lines: defaultdict[float, list[str]] = defaultdict(list)
    for word, count in counts.items():
        if count >= _FEWEST:
            lines[round(math.log(len(texts) / count), 1)].append(word)
    written = [f"{rarity} {' '.join(sorted(words))}" for rarity, words in sorted(lines.items())]
    head = f"# made by eval/count_words.py from {len(texts)} Chinese news texts"
    FILE.write_text("\n".join([head, *written]) + "\n", encoding="utf-8")
    print(f"{sum(map(len, lines.values()))} words, {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
