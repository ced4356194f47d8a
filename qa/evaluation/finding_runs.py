"""Which run is meant: by its id, the beginning of its id, ``last``, its label, or its folder."""

from __future__ import annotations

from pathlib import Path

from qa.errors import RunDamaged, RunUnknown
from qa.evaluation.record import RunInfo
from qa.evaluation.run_folder import INFO, RunFolder, runs_folder

LAST = "last"


def runs(home: Path) -> list[tuple[RunFolder, RunInfo]]:
    """Return the runs of a home, the newest first; a folder that is none, or that is damaged, is left out."""
    found: list[tuple[RunFolder, RunInfo]] = []
    try:
        paths = [path for path in runs_folder(home).iterdir() if (path / INFO).is_file()]
    except OSError:
        return []
    for path in paths:
        folder = RunFolder(path)
        try:
            found.append((folder, folder.info))
        except RunDamaged:
            continue
    return sorted(found, key=lambda run: (run[1].started, run[1].id), reverse=True)


def find_run(reference: str, home: Path) -> RunFolder:
    """Return the one run that is meant; the first way in which any fits decides.

    Of several that have the same label, the newest is meant. Raises :class:`RunUnknown`, also where several ids begin
    so, and :class:`RunDamaged` for a run that is named by its folder or its whole id.
    """
    path = Path(reference).expanduser() if reference.startswith("~") else Path(reference)
    named = runs_folder(home) / reference
    for place in (path, named) if reference.strip() else ():
        if (place / INFO).is_file():
            folder = RunFolder(place)
            _ = folder.info  # raises, if it is damaged
            return folder
    known = runs(home)
    if reference == LAST and known:
        return known[0][0]
    begun = [folder for folder, info in known if reference and info.id.startswith(reference)]
    if len(begun) == 1:
        return begun[0]
    labelled = [folder for folder, info in known if reference and info.label == reference]
    if labelled:
        return labelled[0]
    raise RunUnknown(run=reference)
