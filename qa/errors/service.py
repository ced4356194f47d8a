"""Errors of the service: requests that are not met, and a service that cannot start."""

from __future__ import annotations

from qa.errors.base import QaError


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
