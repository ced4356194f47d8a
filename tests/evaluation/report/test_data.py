from __future__ import annotations

import json

from qa.evaluation.comparing import compare
from qa.evaluation.report.data import data
from tests.evaluation.report.made_runs import info, large, made, small


def test_it_is_json_and_says_what_the_page_says() -> None:
    now, then = large(), large(skill=0.6, info=info("before"))
    told = json.loads(
        json.dumps(data(*now.parts, then.run, compare(then.scores, now.scores)), allow_nan=False)
    )
    assert told["run"]["id"] == now.run.info.id
    assert told["suite"]["name"] == "ferry"
    recall = now.scores.figures["recall@1"]
    assert told["figures"]["recall@1"] == {
        "value": recall.value, "low": recall.low, "high": recall.high, "count": recall.count,
        "group": "retrieval", "better": "higher", "is_headline": True,
    }  # fmt: skip
    assert told["curves"].keys() == {"recall_by_k", "risk_coverage", "calibration"}
    assert told["comparison"]["before"] == "before"
    assert "answer hit" in {each["name"] for each in told["comparison"]["differences"]}
    assert len(told["questions"]) == 60
    assert [each["ok"] for each in told["gates"]] == [True, False, True]
    assert len(told["sentences"]) == 120
    assert told["notes"][1] == {"article": "lost.md", "summary": None, "seconds": 0.0, "failure": {"code": "path_missing", "message": "没有这个文件"}}  # fmt: skip
    assert all("text" not in passage for each in told["questions"] for passage in each["passages"])


def test_each_question_has_its_outcome_ranks_and_reasons() -> None:
    told = {each["id"]: each for each in data(*small().parts)["questions"]}
    assert {id: each["outcome"] for id, each in told.items()} == {
        "failed": "failed", "untrue": "untrue", "wrong": "wrong", "refused": "refused", "right": "right", "kept": "right",
    }  # fmt: skip
    assert told["wrong"]["gold_ranks"] == [2]
    assert told["refused"]["gold_ranks"] == [None]
    assert told["failed"]["failure"] == {"code": "server_timeout", "message": "没有在 60 秒内响应"}
    assert told["failed"]["answer"] is None
    assert told["untrue"]["supports"] == [{"score": 0.4, "supported": False}]
    assert [passage["is_gold"] for passage in told["wrong"]["passages"]] == [False, True]
    assert told["wrong"]["answer"]["dropped"] == [{"text": "桥面每月检查。", "why": "出处里没有「每月」"}]


def test_kinds_have_the_figures_over_their_questions_alone() -> None:
    kinds = data(*small().parts)["kinds"]
    assert kinds["fact"]["answer hit"]["value"] == 1.0
    assert kinds["list"]["answer hit"]["value"] == 0.0
    assert kinds["far"]["refusal recall"]["value"] == 1.0
    assert kinds["near"]["refusal recall"]["value"] == 0.0
    assert "answer hit" not in kinds["far"]


def test_an_empty_run() -> None:
    told = data(*made((), ()).parts)
    assert told["questions"] == []
    assert told["comparison"] is None
