"""Errors of one input that could not be read as an article."""

from __future__ import annotations

from qa.errors.base import QaError


class ReadingError(QaError):
    """One input could not be read as an article. The others are not affected."""


class PathMissing(ReadingError):
    """The path does not exist."""

    en = "{path} does not exist. Check the path; relative paths start at the current folder."
    zh = "找不到 {path}。请检查路径；相对路径从当前目录算起。"


class PathUnreadable(ReadingError):
    """The file or folder may not be read."""

    en = "{path} may not be read ({problem}). Give yourself read permission, for example: chmod u+r"
    zh = "没有权限读取 {path}（{problem}）。请先获得读权限，例如：chmod u+r"


class FolderWithoutArticles(ReadingError):
    """A folder in which no file has a known ending."""

    en = "The folder {path} has no article. Files are taken that end in: {endings}."
    zh = "目录 {path} 里没有文章。能收录的文件后缀：{endings}。"


class FileEmpty(ReadingError):
    """A file without a character in it."""

    en = "{path} is empty. Save the article's text in it and ingest again."
    zh = "{path} 是空文件。请写入文章内容后重新收录。"


class FileBinary(ReadingError):
    """Not text, whatever its name says."""

    en = "{path} is not a text file. Export the article as Markdown, HTML or plain text."
    zh = "{path} 不是文本文件。请把文章导出为 Markdown、HTML 或纯文本。"


class FileTooLarge(ReadingError):
    """Larger than an article can be."""

    en = "{path} has {size} bytes; at most {limit} are read. Split it into articles."
    zh = "{path} 有 {size} 字节，上限是 {limit}。请拆分成多篇文章。"


class EncodingUnknown(ReadingError):
    """None of the encodings that are tried decodes it."""

    en = "The encoding of {path} was not recognised. Save it as UTF-8."
    zh = "无法识别 {path} 的编码。请另存为 UTF-8。"


class FrontMatterBroken(ReadingError):
    """The YAML between the two lines of three dashes does not parse."""

    en = "The front matter of {path} is not valid YAML: {problem}. Correct it between the two --- lines."
    zh = "{path} 的 front matter 不是合法的 YAML：{problem}。请改正两行 --- 之间的内容。"


class TextMissing(ReadingError):
    """There is no paragraph: nothing, headings only, or boilerplate only."""

    en = "{path} has no paragraph of text ({headings} headings). There is nothing to answer from; add the text."
    zh = "{path} 没有正文段落（标题 {headings} 个），无从回答。请补上正文。"


class MarkupTooDeep(ReadingError):
    """HTML that no browser would show either: so many tags in one another that reading it would take for ever."""

    en = "{path} has too many tags that are not closed, or too many attributes in one tag. Save it as Markdown or text."
    zh = "{path} 里没有闭合的标签太多，或一个标签的属性太多。请另存为 Markdown 或纯文本。"


class FileKindUnknown(ReadingError):
    """A file that was sent under a name whose ending is none of an article's."""

    en = "{path} does not end in what articles end in. Files are taken that end in: {endings}."
    zh = "{path} 的后缀不是文章的后缀。能收录的文件后缀：{endings}。"


class FileNameTwice(ReadingError):
    """Two files that were sent together have one name: the second would take the place of the first."""

    en = "{path} came twice under this name, and only the first was taken. Give the second another name."
    zh = "有两个文件都叫 {path}，只收录了第一个。请给第二个换一个名字。"


class ArchiveBroken(ReadingError):
    """A file that ends in .zip and is none, or is cut off."""

    en = "{path} is not a whole zip file: {problem}. Make it again, or send the articles themselves."
    zh = "{path} 不是完整的 zip 文件：{problem}。请重新打包，或直接上传文章。"


class ArchiveTooLarge(ReadingError):
    """A zip file with more in it than is unpacked."""

    en = "{path} was not unpacked: {problem}. Split it into smaller ones."
    zh = "{path} 没有解压：{problem}。请拆分成几个小一些的压缩包。"


class ArchiveWithoutArticles(ReadingError):
    """A zip file in which no file has a known ending."""

    en = "There is no article in {path}. Files are taken that end in: {endings}."
    zh = "{path} 里没有文章。能收录的文件后缀：{endings}。"


class ArchivedFileUnfit(ReadingError):
    """A file in a zip file that is encrypted, a link, another zip file, or packed in a way that is not taken."""

    en = "{path} was left out: {problem}. Put it into the zip file as a plain file, or send it by itself."
    zh = "{path} 没有收录：{problem}。请作为普通文件重新打包，或单独上传。"


class DateUnknown(ReadingError):
    """The date is none; the article goes in without one."""

    en = "The date {value!r} of {path} was not understood, so the article has none. Write it as 2021-12-03."
    zh = "{path} 的日期 {value!r} 无法理解，这篇文章将没有日期。请写成 2021-12-03 的形式。"
