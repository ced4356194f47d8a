"""Errors of writing into files: output, and notes in the files of their articles."""

from __future__ import annotations

from qa.errors.base import QaError


class OutputUnwritable(QaError):
    """A file that something was to be saved to cannot be written."""

    en = "{path} cannot be written ({problem}). Name another file, in a folder that you may write to."
    zh = "无法写入 {path}（{problem}）。请换一个文件名，并确认目录可写。"


class OutputExists(QaError):
    """A file that something was to be saved to is there already."""

    en = "{path} exists and was not replaced. Name another file, or add --force."
    zh = "{path} 已存在，没有覆盖。请换一个文件名，或加上 --force。"


class NoteError(QaError):
    """An editor's note could not be put into the file of its article. The file is as it was."""


class NoteExists(NoteError):
    """The article has a note, in its front matter or in its text."""

    exit_code = 3

    en = "{path} has an editor's note already, and it was left as it is. --force replaces it."
    zh = "{path} 已有编辑导语，没有改动。要替换请加上 --force。"


class NotePlaceMissing(NoteError):
    """There is no front matter that could be added to; ``problem`` says why."""

    en = (
        "No note can be written into {path}: {problem}. "
        "Print it and put it in by hand: qa note, without --write (--format html for a page)."
    )
    zh = "无法把编辑导语写入 {path}：{problem}。请不加 --write 运行 qa note，再手工放进去（网页可用 --format html）。"


class NoteUnfit(NoteError):
    """The note that was written does not have the form that was asked for."""

    exit_code = 3

    en = (
        "The note for {path} was not written into it, since it does not have the form of one: {problem}. "
        "Look at it without --write, or ask for another --length."
    )
    zh = "{path} 的编辑导语没有写入，因为它不合要求：{problem}。可不加 --write 查看，或改用别的 --length。"


class FileChanged(NoteError):
    """The file is not what it was when the article was read; ``remedy`` is the command to run."""

    en = "{path} has changed since it was read, and was left as it is. Run again: {remedy}"
    zh = "{path} 在读取之后有改动，因此没有写入。请重新运行：{remedy}"


class FileUnwritable(NoteError):
    """The file or its folder may not be written to."""

    en = "{path} may not be written to ({problem}). Give yourself write permission on it and on its folder."
    zh = "没有权限写入 {path}（{problem}）。请取得该文件及其目录的写权限。"
