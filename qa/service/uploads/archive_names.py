"""The names of the files in a zip file, which are only bytes unless the one who packed it says more."""

from __future__ import annotations

from collections.abc import Sequence
from zipfile import ZipInfo

from qa.errors import ReadingError
from qa.reading.encoding import decoded
from qa.service.uploads.names import safe_name

_IS_UTF8 = 0x800


def entry_names(entries: Sequence[ZipInfo]) -> list[str]:
    """Return the names of entries, fit to be shown.

    Windows packs names in the encoding of its language (GBK in China, Big5 in Taiwan) and says nothing of it; macOS
    packs them in UTF-8 and says nothing either. All names of a file are in one: together they tell which.
    """
    unsaid = [_raw(entry) for entry in entries if not entry.flag_bits & _IS_UTF8]
    encoding = _encoding(unsaid)
    return [
        safe_name(
            entry.orig_filename
            if entry.flag_bits & _IS_UTF8
            else _raw(entry).decode(encoding, errors="replace")
        )
        for entry in entries
    ]


def _raw(entry: ZipInfo) -> bytes:
    return entry.orig_filename.encode("cp437")  # what zipfile has read them as


def _encoding(names: Sequence[bytes]) -> str:
    together = b"\n".join(names)
    try:
        together.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return decoded(together, name="").encoding
        except ReadingError:
            return "gb18030"
    return "utf-8"
