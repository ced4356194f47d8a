"""The note that an editor saved beside an article."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import Field
from starlette.responses import Response

from qa import errors
from qa.errors import ArgumentInvalid, ArticleUnknown
from qa.language import say
from qa.models import ArticleRecord
from qa.service.naming import article_named_whole
from qa.service.responding import answer, while_connected
from qa.service.saved_notes import LONGEST_SAVED, Condition, SavedNote, anything, shape
from qa.service.service import Service
from qa.service.shapes import answered_notes, describing
from qa.service.shapes.asked import Asked, like

router = APIRouter(tags=["notes"])

Named = Annotated[
    str, Path(max_length=1000, description="An article's id, or its whole title.", examples=["备付金"])
]
PATH = "/v1/articles/{reference:path}/note"


NOTE = (
    errors.SavedNoteUnknown,
    errors.SavedNotesUnusable,
    *describing.ARTICLE,
    *describing.LIBRARY,
)


class NoteToSave(Asked):
    """A note to save."""

    model_config = like(text="渡船每天有六班。")

    text: str = Field(min_length=1, max_length=LONGEST_SAVED)


@router.get(PATH, responses=describing.responses(answered_notes.SavedNote, *NOTE))
async def saved_note(request: Request, reference: Named) -> Response:
    """Return the note that was saved for an article, with its earlier versions; its version is the `ETag`."""
    return await _told(request, reference, lambda service, article, _: service.notes.of(article))


@router.put(
    PATH,
    responses=describing.responses(
        answered_notes.SavedNote, errors.ArgumentInvalid, errors.SavedNoteChanged, *NOTE
    ),
)
async def save_note(request: Request, reference: Named, asked: NoteToSave) -> Response:
    """Save a note. With `If-Match`, only over that version; with `If-None-Match: *`, only as the first."""
    key = request.scope.get("state", {}).get("key")
    expected = _condition(request)

    def save(service: Service, article: str, record: ArticleRecord | None) -> SavedNote:
        if record is None:
            raise ArticleUnknown(reference=reference)
        if not asked.text.strip():
            allowed = say("a text; DELETE removes the note", "非空文字；要删除请用 DELETE")
            raise ArgumentInvalid(name="text", value=asked.text, allowed=allowed)
        return service.notes.save(
            article,
            record.title,
            asked.text,
            revision=record.revision,
            by=key.name if key else None,
            expected=expected,
        )

    return await _told(request, reference, save)


@router.delete(PATH, responses=describing.responses(answered_notes.SavedNote, errors.SavedNoteChanged, *NOTE))
async def remove_note(request: Request, reference: Named) -> Response:
    """Remove the note of an article, and return what it was. With `If-Match`, only that version."""
    expected = _condition(request)
    return await _told(
        request, reference, lambda service, article, _: service.notes.remove(article, expected=expected)
    )


async def _told(
    request: Request,
    reference: str,
    do: Callable[[Service, str, ArticleRecord | None], SavedNote],
) -> Response:
    service: Service = request.app.state.service

    def work() -> tuple[SavedNote, str | None]:
        record = _record(service, reference)
        note = do(service, record.id if record else reference, record)
        return note, record.revision if record else None

    note, revision = await while_connected(request, service.searches, work)
    response = answer(shape(note, revision))
    response.headers["ETag"] = f'"{note.tag}"'
    return response


def _record(service: Service, reference: Named) -> ArticleRecord | None:
    """Return the article that is meant; None for one that was removed, where a note of that id is left.

    Which note is replaced is not guessed, so that only the id or the whole title will do.

    :raises ArticleUnknown: there is neither an article nor a note.
    """
    try:
        return article_named_whole(service.assistant, reference)
    except ArticleUnknown:
        if service.notes.has(reference):
            return None
        raise


def _condition(request: Request) -> Condition:
    """Return what the headers of a request expect to find: all that they say has to hold."""
    match, none_match = request.headers.get("if-match"), request.headers.get("if-none-match")
    if match is None and none_match is None:
        return anything
    return lambda found: (
        (match is None or _is_named(found, match))
        and not (none_match is not None and _is_named(found, none_match))
    )


def _is_named(found: SavedNote | None, tags: str) -> bool:
    """Whether a header means the note that is there: by its tag, or as whatever is there."""
    # A proxy that packs what it hands on makes a tag a weak one; the text is the same.
    named = [tag.strip().removeprefix("W/").strip('"') for tag in tags.split(",")]
    return found is not None and ("*" in named or found.tag in named)
