"""A run that is kept, and a judge's marks in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from qa.assistant import OnProgress
from qa.evaluation.judging import OnStep, judge, label
from qa.evaluation.record import Judgement
from qa.evaluation.results import measured, scores_of
from qa.evaluation.run_folder import RunFolder
from qa.evaluation.shapes import figure
from qa.llm import ChatModel
from qa.llm_setup import make_server_chat, require_model
from qa.models import Progress
from qa.prompting import load_prompt
from qa.settings import Settings

CACHE = "judge.sqlite3"
"""What the file of a judge's texts is called in the home, where the setting ``llm_cache`` names no other."""

_JUDGEMENTS = "judgements.jsonl"


def judge_run(
    folder: RunFolder,
    settings: Settings,
    *,
    chat: ChatModel | None = None,
    concurrency: int = 1,
    rate: float | None = None,
    on_progress: OnProgress | None = None,
) -> tuple[Judgement, ...]:
    """Have the answers of a run judged, each put on record as soon as it is, and measure the run again.

    What the same judge has judged before is kept, and only what failed is asked again; another judge's marks go. Texts of the judge
    are cached, so that a run with the same answers costs nothing.

    :param settings: With the judge's model and server, and the prompts.
    :param chat: Used instead of the model that the settings name.
    :raises ArgumentInvalid: there is no model.
    :raises RunInUse: another process writes the run.
    :raises ServerError: the server cannot be reached, or refuses the key or the model.
    """
    if chat is None:
        require_model(settings)
        # No circuit: a server that is left alone for a while would fail the answers of that while.
        chat = make_server_chat(settings)
    prompt = load_prompt("judge", settings.prompts)
    name = label(chat, prompt)
    with folder.writing():
        run = folder.read()
        if run.info.judge not in (None, name):
            folder.write(_JUDGEMENTS, "")
            run = replace(run, judgements=())
        folder.write_info(replace(run.info, judge=name))
        try:
            return judge(
                run,
                folder.suite,
                chat,
                prompt,
                cache=settings.llm_cache or settings.home / CACHE,
                concurrency=concurrency,
                rate=rate,
                known=run.judgements,
                on_progress=_told(on_progress),
                on_judgement=folder.append,
            )
        finally:
            measured(folder)


def _told(on_progress: OnProgress | None) -> OnStep | None:
    if on_progress is None:
        return None
    return lambda done, total: on_progress(Progress("ask", done, total))


def to_json(folder: RunFolder, judgements: Sequence[Judgement]) -> dict[str, Any]:
    """Return what a judge made of a run as plain JSON: its figures, and each judgement."""
    figures = [each for each in scores_of(folder).figures.values() if each.group == "judge"]
    return {
        "run": folder.path.name,
        "judge": folder.info.judge,
        "judged": sum(each.failure is None for each in judgements),
        "failed": sum(each.failure is not None for each in judgements),
        "figures": [figure(each) for each in figures],
        "judgements": [asdict(each) for each in judgements],
    }
