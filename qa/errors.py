"""Everything that can go wrong and that a user can do something about.

::

    QaError
    ├── UsageError                 what was asked for cannot be meant                       (exit code 2)
    │   ├── QuestionEmpty
    │   ├── QuestionTooLong
    │   ├── CheckEmpty
    │   ├── CheckTooLong
    │   └── ArgumentInvalid
    ├── ConfigError
    │   ├── ConfigUnreadable
    │   └── ConfigInvalid
    ├── ReadingError               one input; the others still go in
    │   ├── PathMissing
    │   ├── PathUnreadable
    │   ├── FolderWithoutArticles
    │   ├── FileEmpty
    │   ├── FileBinary
    │   ├── FileTooLarge
    │   ├── EncodingUnknown
    │   ├── FrontMatterBroken
    │   ├── TextMissing
    │   ├── MarkupTooDeep
    │   ├── FileKindUnknown
    │   ├── FileNameTwice
    │   ├── ArchiveBroken          a .zip
    │   ├── ArchiveTooLarge
    │   ├── ArchiveWithoutArticles
    │   ├── ArchivedFileUnfit      one of the files in it
    │   └── DateUnknown            (a warning: the article goes in without a date)
    ├── LibraryError
    │   ├── LibraryEmpty
    │   ├── LibraryLocked
    │   ├── LibraryMismatch
    │   ├── LibraryDamaged
    │   ├── LibraryUnwritable
    │   ├── LibraryUnreachable
    │   ├── ArticleUnknown
    │   ├── ArticleAmbiguous
    │   └── FiltersTooNarrow
    ├── EmbeddingError
    │   ├── EmbedderUnavailable
    │   └── EmbeddingInvalid
    ├── PromptError
    │   ├── PromptMissing
    │   ├── PromptBroken
    │   └── PromptVariableMissing
    ├── OutputUnwritable
    ├── OutputExists
    ├── NoteError                  an editor's note could not be put into the file of its article; the others still are
    │   ├── NoteExists
    │   ├── NotePlaceMissing
    │   ├── NoteUnfit              what was written does not have the form of a note    (exit code 3)
    │   ├── FileChanged
    │   └── FileUnwritable
    ├── EvaluationError
    │   ├── SuiteUnknown
    │   ├── SuiteBroken            one line of one of its files, or its settings
    │   ├── SuiteEmpty
    │   ├── GoldMissing            sections or articles that a suite names are not in the library
    │   ├── RunUnknown
    │   ├── RunDamaged
    │   ├── RunInUse
    │   ├── RunStopped             after too many failures in a row; what is done is kept
    │   ├── RunsApart              two runs that cannot be compared, or a run that cannot be resumed with these settings
    │   ├── GateInvalid
    │   ├── GateFailed             (exit code 3)
    │   ├── JudgementUnreadable    kept with the answer that it is about; the others are judged
    │   └── ExtraMissing           packages that come with zhangju[eval]
    ├── LogError                   the log of answers
    │   ├── LogUnusable            (a warning while answering: the answer is given without being logged)
    │   └── AnswerUnknown
    ├── ServiceError               a request to the service, or the service itself
    │   ├── AddressOpen            the service would be reachable from other machines, and has no key
    │   ├── PortTaken
    │   ├── KeysUnusable           the file of keys
    │   ├── KeyNameTaken
    │   ├── KeyNameUnknown
    │   ├── KeyMissing             401
    │   ├── KeyWrong               401
    │   ├── ScopeTooNarrow         403
    │   ├── OriginForeign          403
    │   ├── HostUnknown            421
    │   ├── HeadBroken             400, a request whose head cannot be meant
    │   ├── RequestBroken          400, not JSON, or no form
    │   ├── RequestInvalid         422, one of its fields
    │   ├── CompletionInvalid      400, one of the fields, where it is asked as of an OpenAI model
    │   ├── ModelUnknown           404, of the models that the service itself is asked for
    │   ├── RequestTooLarge        413
    │   ├── RequestTooSlow         408
    │   ├── AnswerTooSlow          504
    │   ├── ResourceUnknown        404
    │   ├── MethodUnknown          405
    │   ├── MediaTypeUnknown       415
    │   ├── JobUnknown             404
    │   ├── FilesTooMany           413
    │   ├── UploadUnwritable       507
    │   ├── SavedNoteUnknown       404
    │   ├── SavedNoteChanged       412
    │   ├── SavedNotesUnusable
    │   ├── RateExceeded           429
    │   ├── QuotaSpent             429
    │   ├── ServiceBusy            429
    │   └── ServiceStopping        503
    └── ServerError                a model's server, for chat or for embeddings
        ├── ServerUnauthorized     401, 403
        ├── ServerModelUnknown     404
        ├── ServerQuota            429
        ├── ServerRefused          any other 4xx
        ├── ServerFailed           5xx
        ├── ServerUnreachable
        ├── ServerTimeout
        ├── ServerPaused           failed several times in a row, and is not asked for a while
        └── ServerAnswerBroken     not what the protocol says: HTML, cut off, not UTF-8

Every error says what happened, to which input, and what to do, in the language in force. The fields of an
error are its keyword arguments, kept in ``details`` for programs.

>>> from qa import language
>>> language.use("en")
>>> print(PathMissing(path="a.md"))
a.md does not exist. Check the path; relative paths start at the current folder.
>>> language.use("zh")
>>> print(PathMissing(path="a.md"))
找不到 a.md。请检查路径；相对路径从当前目录算起。
>>> language.use(None)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import ClassVar, TypeAlias

from qa import language


class QaError(Exception):
    """The root. Subclasses give ``en`` and ``zh``: templates over the keyword arguments."""

    en: ClassVar[str] = "{message}"
    zh: ClassVar[str] = "{message}"
    exit_code: ClassVar[int] = 1

    def __init__(self, **details: object) -> None:
        self.details = details
        super().__init__(self.message("en"))

    def message(self, lang: language.Language) -> str:
        """Return the message in one language."""
        return (self.zh if lang == "zh" else self.en).format(**self.details)

    def __str__(self) -> str:
        tell = _teller.get()
        return tell(self) if tell else self.message(language.current())

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions are pickled by their positional args, and these have none.
        return (_rebuild, (type(self), self.details))

    @property
    def code(self) -> str:
        """The error's stable name in JSON: the class name."""
        return type(self).__name__


Teller: TypeAlias = Callable[[QaError], str]

_teller: ContextVar[Teller | None] = ContextVar("teller", default=None)


@contextmanager
def told_by(tell: Teller) -> Iterator[None]:
    """Have every error say, within a block, in this thread or task only, what ``tell`` returns.

    Who asks over a network can run none of the commands that the messages name. :meth:`QaError.message` is what it
    always is.

    >>> with told_by(lambda error: "It is not there."):
    ...     str(PathMissing(path="a.md"))
    'It is not there.'
    """
    token = _teller.set(tell)
    try:
        yield
    finally:
        _teller.reset(token)


def _rebuild(kind: type[QaError], details: dict[str, object]) -> QaError:
    return kind(**details)


class OutputUnwritable(QaError):
    """A file that something was to be saved to cannot be written."""

    en = "{path} cannot be written ({problem}). Name another file, in a folder that you may write to."
    zh = "无法写入 {path}（{problem}）。请换一个文件名，并确认目录可写。"


class OutputExists(QaError):
    """A file that something was to be saved to is there already."""

    en = "{path} exists and was not replaced. Name another file, or add --force."
    zh = "{path} 已存在，没有覆盖。请换一个文件名，或加上 --force。"


# --- notes in files -------------------------------------------------------------------------------------


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


# --- what was asked for ---------------------------------------------------------------------------------


class UsageError(QaError):
    """What was asked for cannot be meant."""

    exit_code = 2


class QuestionEmpty(UsageError):
    """The question has no letter, character or digit in it."""

    en = "The question {question!r} has no word in it. Ask in Chinese or English, for example: qa ask '…？'"
    zh = "问题 {question!r} 里没有任何文字。请用中文或英文提问，例如：qa ask '……？'"


class QuestionTooLong(UsageError):
    """The question is longer than can be meant."""

    en = "The question has {length} characters; at most {limit} are allowed. Shorten it, or ingest the text."
    zh = "问题有 {length} 个字符，上限是 {limit}。请缩短问题；如果是一篇文章，请先用 qa ingest 收录。"


class CheckEmpty(UsageError):
    """The text that is to be checked has no letter, character or digit in it."""

    en = "There is no word in the text to check. Give a sentence, a file or -, for example: qa check note.md"
    zh = "要核对的内容里没有任何文字。请给出句子、文件或 -，例如：qa check note.md"


class CheckTooLong(UsageError):
    """The text is longer than what is checked at a time."""

    en = "The text to check has {length} characters; at most {limit} are checked at a time. Split it."
    zh = "要核对的内容有 {length} 个字符，一次最多核对 {limit} 个。请分成几份。"


class ArgumentInvalid(UsageError):
    """An argument has a value that is not allowed; ``allowed`` says which are."""

    en = "{name} = {value!r} is not allowed. Allowed: {allowed}."
    zh = "{name} = {value!r} 不可用。可用的取值：{allowed}。"


# --- configuration --------------------------------------------------------------------------------------


class ConfigError(QaError):
    """The configuration cannot be used."""


class ConfigUnreadable(ConfigError):
    """A configuration file is not TOML, or cannot be read."""

    en = "The configuration file {path} cannot be read: {problem}. Correct it or move it away."
    zh = "配置文件 {path} 无法读取：{problem}。请改正，或把它移走。"


class ConfigInvalid(ConfigError):
    """A setting has a value that is not allowed."""

    en = "The setting {name} = {value!r} (from {source}) is not valid: {problem}. Correct it there."
    zh = "配置项 {name} = {value!r}（来自 {source}）无效：{problem}。请在该处改正。"


# --- reading --------------------------------------------------------------------------------------------


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


# --- the library ----------------------------------------------------------------------------------------


class LibraryError(QaError):
    """The library cannot do what was asked."""


class LibraryEmpty(LibraryError):
    """There is no article yet."""

    en = "The library at {store} has no article. Add some first: qa ingest PATH"
    zh = "文库 {store} 里还没有文章。请先收录：qa ingest PATH"


class LibraryLocked(LibraryError):
    """Another process is writing."""

    en = "Another process{holder} is writing to the library at {store}. Wait for it, then try again."
    zh = "另一个进程{holder}正在写入文库 {store}。请等它结束后再试。"


class LibraryMismatch(LibraryError):
    """The index was made by other parts or parameters than those configured now."""

    en = (
        "The library at {store} was made with {field} = {stored}, and now {field} = {configured} is configured. "
        "Set it back, or rebuild the library: qa reindex"
    )
    zh = (
        "文库 {store} 建立时 {field} = {stored}，现在配置的是 {field} = {configured}。"
        "请改回原来的配置，或重建文库：qa reindex"
    )


class LibraryDamaged(LibraryError):
    """The files of the store cannot be opened."""

    en = (
        "The library at {store} is damaged: {problem}. Restore it from a backup, or move the folder away and "
        "ingest the articles again: qa ingest PATH"
    )
    zh = "文库 {store} 已损坏：{problem}。请从备份恢复，或移走该目录后重新收录：qa ingest PATH"


class LibraryUnwritable(LibraryError):
    """No space, or no permission to write."""

    en = (
        "The library at {store} cannot be written: {problem}. Free some space or take write permission, then run "
        "the same command again; what was already in is kept."
    )
    zh = "文库 {store} 无法写入：{problem}。请腾出空间或取得写权限，再运行同一条命令；已收录的内容不受影响。"


class LibraryUnreachable(LibraryError):
    """The Chroma server does not answer."""

    en = "The Chroma server at {store} does not answer: {problem}. Start it, or correct QA_STORE."
    zh = "Chroma 服务器 {store} 没有响应：{problem}。请启动它，或改正 QA_STORE。"


class ArticleUnknown(LibraryError):
    """No article has this id, title or path."""

    en = "No article is called {reference!r}. `qa list` shows all ids and titles."
    zh = "没有名为 {reference!r} 的文章。用 `qa list` 查看全部编号和标题。"


class ArticleAmbiguous(LibraryError):
    """Several articles fit; ``candidates`` names them."""

    en = "{reference!r} fits several articles: {candidates}. Give the id."
    zh = "{reference!r} 对应多篇文章：{candidates}。请给出编号。"


class FiltersTooNarrow(LibraryError):
    """There are articles, but none that the filters let through; ``filters`` says which these are."""

    en = "No article fits the filters: {filters}. `qa list` shows dates, authors and categories; ask for more of them."
    zh = "没有符合条件的文章：{filters}。用 `qa list` 查看日期、作者和分类，再放宽条件。"


# --- embedding ------------------------------------------------------------------------------------------


class EmbeddingError(QaError):
    """Texts could not be embedded."""


class EmbedderUnavailable(EmbeddingError):
    """The embedder is not installed, or does not run on this machine."""

    en = "The embedder {name!r} cannot be used here: {problem}. Choose another, for example: QA_EMBEDDER=use"
    zh = "嵌入模型 {name!r} 在这里不可用：{problem}。请换一个，例如：QA_EMBEDDER=use"


class EmbeddingInvalid(EmbeddingError):
    """A vector has the wrong dimension, or is not a number, or is missing."""

    en = "The embedder {name!r} gave an unusable vector: {problem}. Check QA_EMBEDDING_MODEL and its server."
    zh = "嵌入模型 {name!r} 给出的向量不可用：{problem}。请检查 QA_EMBEDDING_MODEL 及其服务器。"


# --- prompts --------------------------------------------------------------------------------------------


class PromptError(QaError):
    """A prompt cannot be used."""


class PromptMissing(PromptError):
    """There is no prompt of this name."""

    en = "There is no prompt {name!r} in {folders}. Restore {name}.md, or unset QA_PROMPTS."
    zh = "在 {folders} 中没有名为 {name!r} 的提示词。请恢复 {name}.md，或取消 QA_PROMPTS。"


class PromptBroken(PromptError):
    """A prompt's front matter or template does not parse."""

    en = "The prompt {path} is broken: {problem}. Correct it, or delete it to use the built-in one."
    zh = "提示词 {path} 有误：{problem}。请改正，或删除它以使用内置的提示词。"


class PromptVariableMissing(PromptError):
    """A template uses a variable that it is not given."""

    en = "The prompt {path} uses the variable {variable!r} on line {line}, which it is not given. Given: {given}."
    zh = "提示词 {path} 第 {line} 行用到了没有提供的变量 {variable!r}。可用的变量：{given}。"


# --- the log --------------------------------------------------------------------------------------------


class EvaluationError(QaError):
    """A suite, a run or a comparison."""


class SuiteUnknown(EvaluationError):
    """There is no suite of this name, nor a file or folder that holds one."""

    en = "there is no suite {suite}. Name a folder with suite.toml, a file of questions or of a benchmark, or one of: {known}."
    zh = "找不到评测集 {suite}。请指定含有 suite.toml 的目录、问题文件或基准文件，或以下之一：{known}。"


class SuiteBroken(EvaluationError):
    """A file of a suite cannot be read; ``line`` counts from 1 and is 0 where the whole file is meant."""

    en = "{path}, line {line}: {problem}. Correct the line and run it again."
    zh = "{path} 第 {line} 行：{problem}。请改正后重新运行。"


class SuiteEmpty(EvaluationError):
    """A suite without a question, a note or a sentence, or none that was chosen."""

    en = "{path} holds nothing to ask ({problem}). Add a line to it, or choose less narrowly."
    zh = "{path} 里没有可以评测的内容（{problem}）。请补充内容，或放宽筛选条件。"


class GoldMissing(EvaluationError):
    """Sections that answer questions are not in the library; they are named, and not scored as misses."""

    en = "{count} gold section(s) of {suite} are not in its articles:\n{missing}\nCorrect the headings in the suite, or the articles."
    zh = "{suite} 有 {count} 个标准章节在文章里找不到：\n{missing}\n请改正评测集里的标题，或检查文章。"


class RunUnknown(EvaluationError):
    """There is no run of this id."""

    en = "there is no run {run}. `qa eval list` shows the runs; a folder of one may be named too."
    zh = "找不到评测运行 {run}。`qa eval list` 可列出全部；也可以直接指定目录。"


class RunDamaged(EvaluationError):
    """A file of a run is not what was written."""

    en = "{path} of a run cannot be read: {problem}. Run the suite again, or delete the folder."
    zh = "运行记录 {path} 无法读取：{problem}。请重新运行，或删除该目录。"


class RunInUse(EvaluationError):
    """Another process is writing the same run."""

    en = "run {run} is being written by another process. Wait for it, or begin another run without --resume."
    zh = "运行 {run} 正由另一个进程写入。请等它结束，或不加 --resume 另开一次运行。"


class RunStopped(EvaluationError):
    """So many questions failed in a row that the others would, too."""

    en = "run {run} was stopped after {times} failures in a row, and what is done is kept. The last one: {problem} Go on with: --resume {run}"
    zh = "运行 {run} 连续失败 {times} 次，已停止；已完成的部分不受影响。最后一次：{problem} 之后可用 --resume {run} 继续。"


class RunsApart(EvaluationError):
    """Two runs have nothing in common that could be compared, or a run was begun otherwise than it is resumed."""

    en = "{one} and {other} do not go together: {problem}. {remedy}"
    zh = "{one} 与 {other} 无法放在一起：{problem}。{remedy}"


class GateInvalid(EvaluationError):
    """A bound that is not FIGURE>=NUMBER or FIGURE<=NUMBER, or names no figure."""

    en = "the gate {gate} cannot be used: {problem}. Write it like recall@5>=0.95; `qa eval show RUN` lists the figures."
    zh = "门槛 {gate} 无法使用：{problem}。请写成 recall@5>=0.95 的形式；`qa eval show RUN` 可列出各项指标。"
    exit_code = 2


class GateFailed(EvaluationError):
    """A figure is under its bound."""

    en = "{count} gate(s) failed: {failed}. `qa eval show last --only wrong` shows the questions."
    zh = "{count} 项未达到门槛：{failed}。`qa eval show last --only wrong` 可查看相关问题。"
    exit_code = 3


class JudgementUnreadable(EvaluationError):
    """What a judge wrote has not all of its marks."""

    en = "the judge {model} gave no whole mark from 1 to 5 for {missing}; it wrote: {written}. Judge again with another --model."
    zh = "裁判 {model} 没有给出{missing}的 1 到 5 分，它写的是：{written}。请用 --model 换一个模型重新评判。"


class ExtraMissing(EvaluationError):
    """Packages that an evaluation needs are not installed."""

    en = "{package} is not installed. Evaluation needs more packages: pip install 'zhangju[eval]'."
    zh = "没有安装 {package}。评测需要更多的包：pip install 'zhangju[eval]'。"


class LogError(QaError):
    """The log of answers."""


class LogUnusable(LogError):
    """The log's file cannot be read or written, or is none."""

    en = (
        "The log {path} cannot be used: {problem}. Move it away or correct it, or set QA_LOG to another file."
    )
    zh = "无法使用记录文件 {path}：{problem}。请移走或修复它，或用 QA_LOG 指定别的文件。"


class AnswerUnknown(LogError):
    """No answer in the log has this id, or several begin with it."""

    en = "The log {path} has no answer {reference!r}, or several that begin so. `qa log` lists them."
    zh = "记录 {path} 中没有编号为 {reference!r} 的回答，或有多个以此开头。用 `qa log` 查看。"


# --- servers --------------------------------------------------------------------------------------------


# --- the service ----------------------------------------------------------------------------------------


class ServiceError(QaError):
    """A request to the service could not be met, or the service could not start."""


class AddressOpen(ServiceError):
    """The address can be reached from other machines, and there is no key that would keep them out."""

    en = "{host} can be reached from other machines, and there is no key. Make one first: qa keys add NAME"
    zh = "{host} 可以从别的机器访问，而现在一把钥匙也没有。请先建一把：qa keys add NAME"


class PortTaken(ServiceError):
    """The address cannot be bound."""

    en = "{host}:{port} cannot be listened on: {problem}. Choose another, for example: qa serve --port {next}"
    zh = "无法监听 {host}:{port}：{problem}。请换一个端口，例如：qa serve --port {next}"


class KeysUnusable(ServiceError):
    """The file of keys cannot be read or written, or is none."""

    en = "The keys in {path} cannot be used: {problem}. Correct the file, or move it away and make new keys."
    zh = "{path} 里的钥匙不可用：{problem}。请改正该文件，或把它移走后重新建钥匙。"


class KeyNameTaken(ServiceError):
    """There is a key of this name."""

    en = "There is a key called {name!r} already. Choose another name, or revoke it: qa keys revoke {name}"
    zh = "已经有名为 {name!r} 的钥匙。请换一个名字，或先吊销它：qa keys revoke {name}"


class KeyNameUnknown(ServiceError):
    """No key has this name or id."""

    en = "No key is called {name!r}. `qa keys list` shows them."
    zh = "没有名为 {name!r} 的钥匙。用 `qa keys list` 查看全部。"


class KeyMissing(ServiceError):
    """A request without a key, where one is asked for."""

    en = "This needs a key. Send it in the header Authorization (Bearer)."
    zh = "这里需要钥匙。请放在请求头 Authorization（Bearer）里。"


class KeyWrong(ServiceError):
    """The key is none of ours, or is revoked or expired."""

    en = "The key is not known, or no longer valid. Ask who runs the service for another."
    zh = "钥匙不对，或已失效。请向管理员要一把新的。"


class ScopeTooNarrow(ServiceError):
    """The key may read, and this writes."""

    en = "The key may only read, and this changes the library. Use a key with the scope write."
    zh = "这把钥匙只能读，而这一操作会改动文库。请使用可写的钥匙。"


class OriginForeign(ServiceError):
    """A web page of another place tries to use the service."""

    en = "Pages of {origin} may not use this service. Whoever runs it can allow them: QA_SERVE_ORIGINS"
    zh = "不允许 {origin} 的网页使用这个服务。管理员可用 QA_SERVE_ORIGINS 放行。"


class HostUnknown(ServiceError):
    """The service is called by a name that is not its own."""

    en = "This service does not go by the name {host}. Whoever runs it can add it: QA_SERVE_HOSTS"
    zh = "这个服务不叫 {host}。管理员可用 QA_SERVE_HOSTS 添加。"


class HeadBroken(ServiceError):
    """The head of a request is not HTTP, contradicts itself, or is endless."""

    en = "The head of the request cannot be used: {problem}. Send one that HTTP/1.1 allows."
    zh = "请求头不可用：{problem}。请按 HTTP/1.1 发送。"


class RequestBroken(ServiceError):
    """The body is not what its type says."""

    en = "The body of the request cannot be read: {problem}. Send what the Content-Type says."
    zh = "请求的正文无法读取：{problem}。请让正文与 Content-Type 一致。"


class RequestInvalid(ServiceError):
    """Fields of the request have values that are not allowed."""

    en = "The request is not valid: {problem}. /openapi.json describes what is."
    zh = "请求无效：{problem}。允许的写法见 /openapi.json。"


class CompletionInvalid(ServiceError):
    """A field of a request in OpenAI's form has a value that is not taken; ``param`` says which."""

    en = "{param} is not valid: {problem}. /openapi.json describes what is."
    zh = "{param} 无效：{problem}。允许的写法见 /openapi.json。"


class ModelUnknown(ServiceError):
    """The service does not go by this name as a model."""

    en = "There is no model {model!r} here. There are: {known}."
    zh = "这里没有模型 {model!r}。现有：{known}。"


class RequestTooLarge(ServiceError):
    """More bytes than are taken."""

    en = "The request is larger than {limit} bytes. Send it in parts."
    zh = "请求超过 {limit} 字节。请分几次发送。"


class RequestTooSlow(ServiceError):
    """The body of the request did not arrive in time."""

    en = "The request was still not whole after {seconds:g} s and was given up. Send it faster, or in parts."
    zh = "过了 {seconds:g} 秒请求仍未传完，已放弃。请加快发送，或分几次发送。"


class AnswerTooSlow(ServiceError):
    """The request could not be answered in the time that one may take."""

    en = "This took longer than {seconds:g} s and was given up. Ask for less at once."
    zh = "超过 {seconds:g} 秒，已放弃。请一次少要一些。"


class ResourceUnknown(ServiceError):
    """Nothing is at this path."""

    en = "There is nothing at {path}. /openapi.json lists what there is."
    zh = "{path} 处没有内容。/openapi.json 列出了全部地址。"


class MethodUnknown(ServiceError):
    """There is something at this path, but not for this method."""

    en = "{path} does not take {method}. Allowed: {allowed}."
    zh = "{path} 不接受 {method}。可用：{allowed}。"


class MediaTypeUnknown(ServiceError):
    """The Content-Type is none that is taken here."""

    en = "A body of the type {type!r} is not taken here. Allowed: {allowed}."
    zh = "这里不接受类型为 {type!r} 的正文。可用：{allowed}。"


class JobUnknown(ServiceError):
    """No job has this id, or it ended long ago."""

    en = "There is no job {job!r}. Jobs are forgotten some time after they end."
    zh = "没有任务 {job!r}。任务结束一段时间后即被清除。"


class SavedNoteUnknown(ServiceError):
    """No note is saved for the article."""

    en = "No note is saved for the article {article}. Save one with PUT."
    zh = "文章 {article} 没有保存过编辑导语。可用 PUT 保存。"


class SavedNoteChanged(ServiceError):
    """The note is not the version that was to be replaced: somebody else saved in between."""

    en = "The note of the article {article} was saved by {by} meanwhile. Load it, then save again."
    zh = "文章 {article} 的编辑导语已由 {by} 另行保存。请重新载入后再保存。"


class SavedNotesUnusable(ServiceError):
    """A saved note cannot be read or written."""

    en = "The saved note of the article {article} cannot be read or written: {problem}. Look at its file in notes/."
    zh = "文章 {article} 已保存的编辑导语无法读写：{problem}。请检查 notes 目录中的文件。"


class FilesTooMany(ServiceError):
    """More files in one upload than are taken."""

    en = "There are more than {limit} files in this upload. Send them in several, or as a .zip."
    zh = "一次上传的文件超过了 {limit} 个。请分几次上传，或打包成 .zip。"


class UploadUnwritable(ServiceError):
    """There is no room for what is uploaded."""

    en = "The upload could not be kept: {problem}. Nothing of it is in. Free some space there, then send it again."
    zh = "无法保存上传的内容：{problem}。没有收录任何文件。请腾出空间后重新上传。"


class RateExceeded(ServiceError):
    """More requests in a short time than the key may make."""

    en = "More than {limit} requests a minute. Try again in {seconds} s."
    zh = "每分钟超过了 {limit} 次请求。请 {seconds} 秒后再试。"


class QuotaSpent(ServiceError):
    """All the requests that the key may make in a day."""

    en = "The {limit} requests of today are spent. Try again in {seconds} s."
    zh = "今天的 {limit} 次请求已用完。请 {seconds} 秒后再试。"


class ServiceBusy(ServiceError):
    """As many requests are waiting as may wait."""

    en = "The service is busy. Try again in {seconds} s."
    zh = "服务正忙。请 {seconds} 秒后再试。"


class ServiceStopping(ServiceError):
    """The service is being stopped."""

    en = "The service is stopping. Try again in {seconds} s."
    zh = "服务正在停止。请 {seconds} 秒后再试。"


# --- servers of models ----------------------------------------------------------------------------------


class ServerError(QaError):
    """A model's server did not do what was asked. ``url`` is its base URL, ``model`` the model's name."""


class ServerUnauthorized(ServerError):
    """401 or 403."""

    en = "{url} refused the key ({status}). Check QA_LLM_API_KEY, QA_EMBEDDING_API_KEY or OPENAI_API_KEY."
    zh = "{url} 拒绝了密钥（{status}）。请检查 QA_LLM_API_KEY、QA_EMBEDDING_API_KEY 或 OPENAI_API_KEY。"


class ServerModelUnknown(ServerError):
    """404."""

    en = "{url} does not know the model {model!r} (404). Check the model's name and that the URL ends in /v1."
    zh = "{url} 上没有模型 {model!r}（404）。请检查模型名，以及网址是否以 /v1 结尾。"


class ServerQuota(ServerError):
    """429, after the retries."""

    en = "{url} says that the quota or the rate limit is used up (429). Wait{wait}, or check the plan."
    zh = "{url} 表示额度或速率限制已用尽（429）。请等待{wait}，或检查套餐。"


class ServerRefused(ServerError):
    """Any other 4xx."""

    en = "{url} refused the request ({status}): {problem}. Check the model {model!r} and its limits."
    zh = "{url} 拒绝了请求（{status}）：{problem}。请检查模型 {model!r} 及其限制。"


class ServerFailed(ServerError):
    """5xx, after the retries."""

    en = "{url} failed ({status}): {problem}. Try again later, or look at the server's log."
    zh = "{url} 出错（{status}）：{problem}。请稍后再试，或查看服务器日志。"


class ServerUnreachable(ServerError):
    """No connection."""

    en = "{url} cannot be reached: {problem}. Start the server, or correct the base URL."
    zh = "无法连接 {url}：{problem}。请启动服务器，或改正网址。"


class ServerTimeout(ServerError):
    """No answer in time."""

    en = "{url} did not answer within {seconds:g} s. Try again, or raise QA_LLM_TIMEOUT."
    zh = "{url} 在 {seconds:g} 秒内没有响应。请重试，或调高 QA_LLM_TIMEOUT。"


class ServerPaused(ServerError):
    """Failed several times in a row, and is therefore not asked for a while."""

    en = "{url} failed {times} times in a row and is not asked again for {seconds:.0f} s. The last time: {problem}"
    zh = "{url} 连续 {times} 次出错，{seconds:.0f} 秒内不再询问。最后一次：{problem}"


class ServerAnswerBroken(ServerError):
    """The answer is not what the protocol says."""

    en = "{url} sent what is not an OpenAI-compatible answer: {problem}. Check the base URL (…/v1)."
    zh = "{url} 返回的不是 OpenAI 兼容的内容：{problem}。请检查网址（……/v1）。"
