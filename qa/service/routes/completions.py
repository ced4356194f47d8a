"""The library as a model, for whatever speaks OpenAI's Chat Completions."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, closing
from typing import Annotated, NamedTuple
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from qa import errors, language
from qa import text as zh
from qa.answering.languages.which import language_of
from qa.assistant import Assistant
from qa.errors import CompletionInvalid
from qa.language import say
from qa.models import Citation, Mode
from qa.query import LONGEST_QUERY, require_query
from qa.servers import OWN_NAME
from qa.service.openai import answered, models, tasks
from qa.service.openai import errors as openai_errors
from qa.service.openai.asked import Completion
from qa.service.openai.completing import Ended, Limits, Pieces, completed, joined
from qa.service.openai.content import Content, Link
from qa.service.openai.describing import STREAM
from qa.service.openai.messages import Asked, asked
from qa.service.openai.reply import DONE, Reply
from qa.service.responding import answer, events, while_connected
from qa.service.service import Service
from qa.service.shapes import describing

router = APIRouter(tags=["models"])


_RESPONSES = describing.responses(
    answered.ChatCompletion,
    errors.ModelUnknown,
    errors.CompletionInvalid,
    *describing.QUESTION,
    *describing.MODEL,
)
_RESPONSES[200]["content"]["text/event-stream"] = STREAM


@router.post("/v1/chat/completions", responses=_RESPONSES)
async def complete(request: Request, completion: Completion) -> Response:
    """Answer the last question of a chat from the library, as OpenAI's API does.

    The `content` is the sentences with numbers, then where each number stands; the numbers are in `annotations`, too, and
    the whole answer is in `zhangju`. System messages are not obeyed and tools not called. With `stream`, each sentence is
    sent as soon as it is checked, as a ChatCompletionChunk; the last event is `[DONE]`. Hanging up stops the model.
    """
    service: Service = request.app.state.service
    _require_stranger(request)
    mode = models.mode_of(completion.model, service.settings)
    completion.require_possible()
    content, reply = Content(_link(request)), Reply(completion.model)
    limits = Limits(completion.tokens, tuple(completion.stops))

    def prepare() -> _Begun:
        # On the thread, since it takes the longer, the more messages there are.
        chat = asked(completion.messages)
        reply.asked = zh.count_tokens(chat.question[:LONGEST_QUERY])
        spoken = language_of(chat.question[:LONGEST_QUERY]) or language.current()
        return _Begun(_pieces(service.assistant, chat, completion, mode), spoken)

    def whole() -> Ended:
        begun = prepare()
        with language.spoken(begun.spoken):
            return joined(completed(begun.pieces, content, limits))

    def work(begun: _Begun, tell: Callable[[str | Ended], None]) -> None:
        with language.spoken(begun.spoken), closing(completed(begun.pieces, content, limits)) as parts:
            for part in parts:
                tell(part)

    if not completion.stream:
        ended = await while_connected(request, service.answers, whole)
        return answer(reply.whole(content, ended))
    parts = await service.answers.listen(prepare, work)
    is_counted = completion.stream_options is not None and bool(completion.stream_options.include_usage)
    return events(request, _events(parts, content, reply, is_counted=is_counted), openai_errors.event)


class _Begun(NamedTuple):
    """An answer of which nothing is there yet, and the language to speak in about it."""

    pieces: Pieces
    spoken: language.Language


def _pieces(assistant: Assistant, chat: Asked, completion: Completion, mode: Mode | None) -> Pieces:
    """Return the answer as it comes, after all that can be known to be wrong with the question."""
    if tasks.is_task(chat.question):
        return tasks.declined(chat.question)
    require_query(chat.question)
    filters = completion.zhangju.filters.filters(assistant)
    conversation = assistant.chat(filters=filters, mode=mode, history=chat.history)
    assistant.require_articles()
    return conversation.stream(chat.question)


async def _events(
    parts: AsyncGenerator[str | Ended], content: Content, reply: Reply, *, is_counted: bool
) -> AsyncGenerator[bytes]:
    async with aclosing(parts):
        yield reply.chunk({"role": "assistant", "content": ""})
        async for part in parts:
            if isinstance(part, str):
                yield reply.chunk({"content": part})
                continue
            yield reply.last(content, part)
            yield reply.chunk({}, part.finish_reason)
            if is_counted:
                yield reply.counted(part)
            yield DONE


def _require_stranger(request: Request) -> None:
    """Raise :class:`CompletionInvalid` where Zhangju asks itself: it would ask, and ask, until no place is left."""
    if request.headers.get("user-agent", "").startswith(OWN_NAME):
        raise CompletionInvalid(
            param="model",
            problem=say(
                "Zhangju is asked by Zhangju, which needs a language model: QA_LLM_BASE_URL leads here",
                "章句问到了自己，而它需要一个语言模型：QA_LLM_BASE_URL 指向了这里",
            ),
        )


def _link(request: Request) -> Link:
    """Return what tells the address of a citation: the article's own, else its place on the page of this service."""
    page = str(request.base_url)

    def link(citation: Citation) -> str:
        if citation.source and citation.source.startswith(("https://", "http://")):
            return citation.source
        place = f"{quote(citation.article, safe='')}/{citation.section}/{citation.start}-{citation.end}"
        return f"{page}#/article/{place}"

    return link


@router.get("/v1/models", responses=describing.responses(answered.ModelList))
async def all_models(request: Request) -> Response:
    """List the names by which the library goes as a model."""
    service: Service = request.app.state.service
    shown = [models.shown(name) for name in models.names(service.settings)]
    return answer({"object": "list", "data": shown})


@router.get("/v1/models/{model:path}", responses=describing.responses(answered.Model, errors.ModelUnknown))
async def one_model(
    request: Request, model: Annotated[str, Path(max_length=200, examples=[models.DEFAULT])]
) -> Response:
    """Tell whether there is a model of this name."""
    service: Service = request.app.state.service
    models.mode_of(model, service.settings)
    return answer(models.shown(model))
