"""What errors say to those who ask over a network.

They have no command line, so that no message may send them to one; and neither the folders of this machine nor the
addresses behind it are theirs to know. An error that is about what they sent speaks for itself; for the others there is
a text here, and where there is none, that of the nearest class above. The whole story is in the log.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath, PureWindowsPath

from starlette.types import ASGIApp, Receive, Scope, Send

from qa import errors, language
from qa.errors import QaError
from qa.masking import mask
from qa.output import Json

LOOK = " Whoever runs the service finds the reason in its log, under the id of the request."
LOOK_ZH = "管理员可按请求编号在服务日志中查看原因。"

# About what was sent, and without a command or a place in it.
OWN: frozenset[type[QaError]] = frozenset(
    {
        errors.CheckTooLong,
        errors.ArgumentInvalid,
        errors.FileBinary,
        errors.FileTooLarge,
        errors.EncodingUnknown,
        errors.FrontMatterBroken,
        errors.TextMissing,
        errors.MarkupTooDeep,
        errors.FileKindUnknown,
        errors.FileNameTwice,
        errors.ArchiveBroken,
        errors.ArchiveTooLarge,
        errors.ArchiveWithoutArticles,
        errors.ArchivedFileUnfit,
        errors.DateUnknown,
        errors.ArticleAmbiguous,
        errors.KeyMissing,
        errors.KeyWrong,
        errors.ScopeTooNarrow,
        errors.HeadBroken,
        errors.RequestBroken,
        errors.RequestInvalid,
        errors.CompletionInvalid,
        errors.ModelUnknown,
        errors.RequestTooLarge,
        errors.RequestTooSlow,
        errors.AnswerTooSlow,
        errors.ResourceUnknown,
        errors.MethodUnknown,
        errors.MediaTypeUnknown,
        errors.JobUnknown,
        errors.FilesTooMany,
        errors.UploadUnwritable,
        errors.SavedNoteUnknown,
        errors.SavedNoteChanged,
        errors.RateExceeded,
        errors.QuotaSpent,
        errors.ServiceBusy,
        errors.ServiceStopping,
    }
)

TEXTS: dict[type[QaError], tuple[str, str]] = {
    QaError: ("This could not be done." + LOOK, "无法完成这一操作。" + LOOK_ZH),
    errors.QuestionEmpty: (
        "The question {question!r} has no word in it. Ask in Chinese or English.",
        "问题 {question!r} 里没有任何文字。请用中文或英文提问。",
    ),
    errors.QuestionTooLong: (
        "The question has {length} characters; at most {limit} are allowed. Shorten it.",
        "问题有 {length} 个字符，上限是 {limit}。请缩短问题。",
    ),
    errors.CheckEmpty: (
        "There is no word in the text to check. Send at least one sentence.",
        "要核对的内容里没有任何文字。请至少给出一句话。",
    ),
    errors.ReadingError: ("{path} could not be read. Send it again.", "无法读取 {path}。请重新上传。"),
    errors.FolderWithoutArticles: (
        "There is no article in {path}. Files are taken that end in: {endings}.",
        "{path} 里没有文章。能收录的文件后缀：{endings}。",
    ),
    errors.FileEmpty: (
        "{path} is empty. Put the article's text in it and send it again.",
        "{path} 是空文件。请写入文章内容后重新上传。",
    ),
    errors.LibraryError: (
        "The library cannot be used as it is." + LOOK,
        "文库目前无法使用。" + LOOK_ZH,
    ),
    errors.LibraryEmpty: (
        "The library has no article yet. Upload one first, with a key that may write.",
        "文库里还没有文章。请先用可写的钥匙上传。",
    ),
    errors.LibraryLocked: (
        "Something else is writing to the library. Try again in a moment.",
        "另一项工作正在写入文库。请稍后再试。",
    ),
    errors.LibraryUnwritable: (
        "The library cannot be written to; what was in it is kept." + LOOK,
        "文库无法写入；已收录的内容不受影响。" + LOOK_ZH,
    ),
    errors.LibraryUnreachable: (
        "The store of the library does not answer. Try again in a moment.",
        "文库的存储暂时没有响应。请稍后再试。",
    ),
    errors.ArticleUnknown: (
        "No article is called {reference!r}. The list of articles has all ids and titles.",
        "没有名为 {reference!r} 的文章。全部编号和标题见文章列表。",
    ),
    errors.FiltersTooNarrow: (
        "No article fits the filters: {filters}. Let more through.",
        "没有符合条件的文章：{filters}。请放宽条件。",
    ),
    errors.EmbeddingError: (
        "The text could not be embedded." + LOOK,
        "无法为文字计算向量。" + LOOK_ZH,
    ),
    errors.NoteUnfit: (
        "The note does not have the form of one: {problem}. Ask for another length.",
        "编辑导语不合要求：{problem}。请换一个字数要求。",
    ),
    errors.RunUnknown: (
        "There is no run {run} of the evaluation. The list of runs has them all.",
        "找不到评测运行 {run}。全部运行见评测列表。",
    ),
    errors.AnswerUnknown: (
        "There is no answer {reference!r} in the log, or several begin so. Give its whole id.",
        "记录中没有编号为 {reference!r} 的回答，或有多个以此开头。请给出完整的编号。",
    ),
    errors.KeysUnusable: (
        "The service cannot look up keys at the moment, and lets nobody in." + LOOK,
        "服务暂时无法核对钥匙，因此不放行任何请求。" + LOOK_ZH,
    ),
    errors.OriginForeign: (
        "Pages of {origin} may not use this service. Whoever runs it can allow them.",
        "不允许 {origin} 的网页使用这个服务。管理员可以放行。",
    ),
    errors.HostUnknown: (
        "This service does not go by the name {host}. Whoever runs it can add the name.",
        "这个服务不叫 {host}。管理员可以添加这个名称。",
    ),
    errors.ServerError: ("The model failed. Try again later.", "模型出错。请稍后再试。"),
    errors.ServerUnauthorized: (
        "The model's server did not accept the key of this service." + LOOK,
        "模型服务器没有接受本服务的密钥。" + LOOK_ZH,
    ),
    errors.ServerModelUnknown: (
        "The model's server does not know the model {model!r}." + LOOK,
        "模型服务器上没有模型 {model!r}。" + LOOK_ZH,
    ),
    errors.ServerQuota: (
        "The quota of the model is used up. Wait{wait}, then try again.",
        "模型的额度已用尽。请等待{wait}后再试。",
    ),
    errors.ServerRefused: (
        "The model's server refused the request ({status})." + LOOK,
        "模型服务器拒绝了请求（{status}）。" + LOOK_ZH,
    ),
    errors.ServerFailed: (
        "The model's server failed ({status}). Try again later.",
        "模型服务器出错（{status}）。请稍后再试。",
    ),
    errors.ServerUnreachable: (
        "The model's server cannot be reached. Try again later.",
        "无法连接模型服务器。请稍后再试。",
    ),
    errors.ServerTimeout: (
        "The model did not answer within {seconds:g} s. Try again.",
        "模型在 {seconds:g} 秒内没有响应。请重试。",
    ),
    errors.ServerPaused: (
        "The model failed {times} times in a row and is not asked again for {seconds:.0f} s. Try again then.",
        "模型连续 {times} 次出错，{seconds:.0f} 秒内不再询问。请到时再试。",
    ),
    errors.ServerAnswerBroken: (
        "The model's server sent what is not an answer." + LOOK,
        "模型服务器返回的不是回答。" + LOOK_ZH,
    ),
}

# An argument whose allowed values name what only who runs the service can set.
MODELLESS = (
    "There is no model here that could write: mode = {value!r}. Ask without a mode, or for extractive.",
    "这里没有可用的模型：mode = {value!r}。请不填 mode，或用 extractive。",
)


class InternalError(QaError):
    """What is no error of ours; a client is told no more than that it happened."""

    en, zh = TEXTS[QaError]


def ours(error: Exception) -> QaError:
    """Return an error that can be told: this one, or that something went wrong."""
    return error if isinstance(error, QaError) else InternalError()


def message(error: QaError) -> str:
    """Return what an error says to a client, in the language in force.

    >>> language.use("en")
    >>> message(errors.LibraryEmpty(store="/srv/library/store"))
    'The library has no article yet. Upload one first, with a key that may write.'
    >>> language.use(None)
    """
    given = _shown(type(error), error.details)
    return mask(language.say(*texts(type(error), given)).format(**given))


def details(kind: type[QaError], given: Mapping[str, object]) -> dict[str, str]:
    """Return the fields of an error that a client may know: those that its message is made of.

    >>> details(errors.ServerFailed, {"url": "http://10.0.0.8/v1", "status": 502, "problem": "bad gateway"})
    {'status': '502'}
    """
    shown = _shown(kind, given)
    template = texts(kind, given)[0]
    names = shown if template == kind.en else fields(template)
    return {name: mask(str(shown[name])) for name in names}


def to_json(error: Exception) -> Json:
    """Return an error as it stands within a result: that of one file of several, say.

    >>> to_json(errors.FileBinary(path="/srv/uploads/7/a.md"))["details"]
    {'path': 'a.md'}
    """
    told = ours(error)
    return {"code": told.code, "message": message(told), "details": details(type(told), told.details)}


def nearest(kind: type[QaError]) -> type[QaError]:
    """Return the class, or the nearest above it, that says something of its own to a client."""
    return next(above for above in kind.__mro__ if above in OWN or above in TEXTS)


def texts(kind: type[QaError], given: Mapping[str, object] | None = None) -> tuple[str, str]:
    """Return what an error says to a client, in English and Chinese: templates over its details."""
    if kind is errors.ArgumentInvalid and given and given.get("name") == "mode":
        return MODELLESS
    found = nearest(kind)
    return (kind.en, kind.zh) if found in OWN else TEXTS[found]


def fields(template: str) -> Iterator[str]:
    """Return the names of the fields of a template.

    >>> list(fields("{model!r} needs {seconds:g} s"))
    ['model', 'seconds']
    """
    return (name for _, name, _, _ in string.Formatter().parse(template) if name)


def file_name(place: str) -> str:
    """Return the file's name where this is an absolute path, of any system; anything else as it is.

    >>> file_name("/srv/articles/a.md"), file_name("C:\\\\articles\\\\a.md"), file_name("支付周刊 2021/3")
    ('a.md', 'a.md', '支付周刊 2021/3')
    """
    for kind in (PurePosixPath, PureWindowsPath):
        path = kind(place)
        if path.is_absolute():
            return path.name
    return place


def _shown(kind: type[QaError], given: Mapping[str, object]) -> dict[str, object]:
    if issubclass(kind, errors.ReadingError):
        return {**given, "path": file_name(str(given.get("path", "")))}
    return dict(given)


class ToldToClients:
    """An ASGI layer under which every error says what it says to clients, also within an answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        with errors.told_by(message):
            await self._app(scope, receive, send)
