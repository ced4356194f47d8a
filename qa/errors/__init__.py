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

from qa.errors.base import (
    QaError,
    Teller,
    told_by,
)
from qa.errors.configuration import (
    ConfigError,
    ConfigInvalid,
    ConfigUnreadable,
)
from qa.errors.embedding import (
    EmbedderUnavailable,
    EmbeddingError,
    EmbeddingInvalid,
)
from qa.errors.evaluation import (
    EvaluationError,
    ExtraMissing,
    GateFailed,
    GateInvalid,
    GoldMissing,
    JudgementUnreadable,
    RunDamaged,
    RunInUse,
    RunsApart,
    RunStopped,
    RunUnknown,
    SuiteBroken,
    SuiteEmpty,
    SuiteUnknown,
)
from qa.errors.library import (
    ArticleAmbiguous,
    ArticleUnknown,
    FiltersTooNarrow,
    LibraryDamaged,
    LibraryEmpty,
    LibraryError,
    LibraryLocked,
    LibraryMismatch,
    LibraryUnreachable,
    LibraryUnwritable,
)
from qa.errors.log import (
    AnswerUnknown,
    LogError,
    LogUnusable,
)
from qa.errors.prompts import (
    PromptBroken,
    PromptError,
    PromptMissing,
    PromptVariableMissing,
)
from qa.errors.reading import (
    ArchiveBroken,
    ArchivedFileUnfit,
    ArchiveTooLarge,
    ArchiveWithoutArticles,
    DateUnknown,
    EncodingUnknown,
    FileBinary,
    FileEmpty,
    FileKindUnknown,
    FileNameTwice,
    FileTooLarge,
    FolderWithoutArticles,
    FrontMatterBroken,
    MarkupTooDeep,
    PathMissing,
    PathUnreadable,
    ReadingError,
    TextMissing,
)
from qa.errors.servers import (
    ServerAnswerBroken,
    ServerError,
    ServerFailed,
    ServerModelUnknown,
    ServerPaused,
    ServerQuota,
    ServerRefused,
    ServerTimeout,
    ServerUnauthorized,
    ServerUnreachable,
)
from qa.errors.service import (
    AddressOpen,
    AnswerTooSlow,
    CompletionInvalid,
    FilesTooMany,
    HeadBroken,
    HostUnknown,
    JobUnknown,
    KeyMissing,
    KeyNameTaken,
    KeyNameUnknown,
    KeysUnusable,
    KeyWrong,
    MediaTypeUnknown,
    MethodUnknown,
    ModelUnknown,
    OriginForeign,
    PortTaken,
    QuotaSpent,
    RateExceeded,
    RequestBroken,
    RequestInvalid,
    RequestTooLarge,
    RequestTooSlow,
    ResourceUnknown,
    SavedNoteChanged,
    SavedNotesUnusable,
    SavedNoteUnknown,
    ScopeTooNarrow,
    ServiceBusy,
    ServiceError,
    ServiceStopping,
    UploadUnwritable,
)
from qa.errors.usage import (
    ArgumentInvalid,
    CheckEmpty,
    CheckTooLong,
    QuestionEmpty,
    QuestionTooLong,
    UsageError,
)
from qa.errors.writing import (
    FileChanged,
    FileUnwritable,
    NoteError,
    NoteExists,
    NotePlaceMissing,
    NoteUnfit,
    OutputExists,
    OutputUnwritable,
)

__all__ = [
    "AddressOpen",
    "AnswerTooSlow",
    "AnswerUnknown",
    "ArchiveBroken",
    "ArchiveTooLarge",
    "ArchiveWithoutArticles",
    "ArchivedFileUnfit",
    "ArgumentInvalid",
    "ArticleAmbiguous",
    "ArticleUnknown",
    "CheckEmpty",
    "CheckTooLong",
    "CompletionInvalid",
    "ConfigError",
    "ConfigInvalid",
    "ConfigUnreadable",
    "DateUnknown",
    "EmbedderUnavailable",
    "EmbeddingError",
    "EmbeddingInvalid",
    "EncodingUnknown",
    "EvaluationError",
    "ExtraMissing",
    "FileBinary",
    "FileChanged",
    "FileEmpty",
    "FileKindUnknown",
    "FileNameTwice",
    "FileTooLarge",
    "FileUnwritable",
    "FilesTooMany",
    "FiltersTooNarrow",
    "FolderWithoutArticles",
    "FrontMatterBroken",
    "GateFailed",
    "GateInvalid",
    "GoldMissing",
    "HeadBroken",
    "HostUnknown",
    "JobUnknown",
    "JudgementUnreadable",
    "KeyMissing",
    "KeyNameTaken",
    "KeyNameUnknown",
    "KeyWrong",
    "KeysUnusable",
    "LibraryDamaged",
    "LibraryEmpty",
    "LibraryError",
    "LibraryLocked",
    "LibraryMismatch",
    "LibraryUnreachable",
    "LibraryUnwritable",
    "LogError",
    "LogUnusable",
    "MarkupTooDeep",
    "MediaTypeUnknown",
    "MethodUnknown",
    "ModelUnknown",
    "NoteError",
    "NoteExists",
    "NotePlaceMissing",
    "NoteUnfit",
    "OriginForeign",
    "OutputExists",
    "OutputUnwritable",
    "PathMissing",
    "PathUnreadable",
    "PortTaken",
    "PromptBroken",
    "PromptError",
    "PromptMissing",
    "PromptVariableMissing",
    "QaError",
    "QuestionEmpty",
    "QuestionTooLong",
    "QuotaSpent",
    "RateExceeded",
    "ReadingError",
    "RequestBroken",
    "RequestInvalid",
    "RequestTooLarge",
    "RequestTooSlow",
    "ResourceUnknown",
    "RunDamaged",
    "RunInUse",
    "RunStopped",
    "RunUnknown",
    "RunsApart",
    "SavedNoteChanged",
    "SavedNoteUnknown",
    "SavedNotesUnusable",
    "ScopeTooNarrow",
    "ServerAnswerBroken",
    "ServerError",
    "ServerFailed",
    "ServerModelUnknown",
    "ServerPaused",
    "ServerQuota",
    "ServerRefused",
    "ServerTimeout",
    "ServerUnauthorized",
    "ServerUnreachable",
    "ServiceBusy",
    "ServiceError",
    "ServiceStopping",
    "SuiteBroken",
    "SuiteEmpty",
    "SuiteUnknown",
    "Teller",
    "TextMissing",
    "UploadUnwritable",
    "UsageError",
    "told_by",
]
