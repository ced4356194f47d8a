"""Summaries as they leave the command: on the screen or in a file, and on standard error what is to be known of them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from qa.cli.screen import show_json
from qa.cli.texts import text
from qa.errors import OutputExists, OutputUnwritable
from qa.language import say
from qa.models import Summary
from qa.publishing.places import one_line

Format = Literal["text", "markdown", "html", "json"]


def require_out(out: str | None, *, force: bool) -> Path | None:
    """Return the file that is to be written, before anything is done that would be lost without it.

    Raises :class:`OutputExists` or :class:`OutputUnwritable`.
    """
    if out is None:
        return None
    path = Path(out).expanduser().resolve()  # where a link points to, not the link
    if path.is_dir():
        raise OutputUnwritable(path=out, problem=say("it is a folder", "它是一个目录"))
    if not path.parent.is_dir():
        raise OutputUnwritable(path=out, problem=say("its folder does not exist", "所在目录不存在"))
    if path.exists() and not force:
        raise OutputExists(path=out)
    return path


def deliver(
    summaries: Sequence[Summary],
    shape: dict[str, object],
    chosen: Format,
    out: Path | None,
    *,
    cite: bool,
) -> None:
    """Print summaries, or write them to a file as a whole; ``shape`` is what they are as JSON."""
    from qa.publishing import pages

    if chosen == "json" and out is None:
        show_json(shape)
        return
    if chosen == "json":
        import json

        made = json.dumps(shape, ensure_ascii=False, indent=2) + "\n"
    else:
        setting = {"text": pages.as_text, "markdown": pages.as_markdown, "html": pages.as_html}[chosen]
        made = setting(summaries, cite=cite)
    if out is None:
        print(made, end="", flush=True)
    else:
        save(made, out)


def save(made: str, out: Path) -> None:
    """Write a text to a file as a whole, and say so on standard error. Raises :class:`OutputUnwritable`."""
    from qa.publishing.whole_file import write_whole

    try:
        write_whole(out, made.encode())
    except OSError as error:
        raise OutputUnwritable(path=out, problem=error.strerror or str(error)) from error
    print(text("summary.saved", path=out), file=sys.stderr)


def remark(summary: Summary, *, is_one: bool, explain: bool, unfit: bool = True) -> None:
    """Say on standard error what an editor has to know before publishing, or with ``explain`` all there is to know.

    ``unfit`` is unset where somebody else says what is wrong with its form.
    """
    title = "" if is_one else f"《{one_line(summary.title)}》 "
    if summary.fallback:
        _say(text("summary.fallback", title=title, why=one_line(summary.fallback)))
    if explain:
        _explain(summary, title)
    elif unfit and not summary.ok:
        problem = "; ".join(
            one_line(f"{check.name}: {check.detail}") for check in summary.checks if not check.ok
        )
        _say(text("summary.unfit", title=title, problem=problem))
    for dropped in summary.dropped:
        _say(text("summary.dropped", title=title, text=one_line(dropped.text), why=one_line(dropped.why)))


def _explain(summary: Summary, title: str) -> None:
    made = {"mode": summary.mode, "seconds": summary.seconds, "rounds": summary.rounds}
    _say(text("summary.made", title=title, **made))
    if summary.model:
        usage = summary.usage
        _say(
            text(
                "ask.model_cached" if usage.cached else "ask.model",
                model=one_line(summary.model),
                prompt=summary.prompt or "-",
                tokens_in=usage.tokens_in,
                tokens_out=usage.tokens_out,
            )
        )
    for check in summary.checks:
        _say(one_line(f"{'✓' if check.ok else '✗'} {check.name}: {check.detail}"))
    counted = "summary.articles" if summary.form == "digest" else "summary.sections"
    _say(text(counted, covered=len(summary.covered), missing=len(summary.missing)))
    for path in summary.missing:
        _say(text("summary.missing", path=one_line(" › ".join(path))))


def _say(line: str) -> None:
    print(line, file=sys.stderr)
