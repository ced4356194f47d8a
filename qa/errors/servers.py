"""Errors of a model's server."""

from __future__ import annotations

from qa.errors.base import QaError


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

    en = "{url} cannot be reached: {problem}. Start the server, look at the network, or correct the base URL."
    zh = "无法连接 {url}：{problem}。请启动服务器、检查网络，或改正网址。"


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
