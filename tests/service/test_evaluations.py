"""The runs of the evaluation over HTTP, and their reports in a browser's frame."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from qa.cli.reports import RunReports
from qa.evaluation.results import measured
from qa.evaluation.runs.run_folder import RunFolder, runs_folder
from qa.service.access.passes import MOST, Passes
from qa.service.service import make_service
from qa.settings import Settings
from tests.cheap_embedder import CheapEmbedder
from tests.evaluation.report.made_runs import Made, small
from tests.service.conftest import Serve, Served

RUN = "20240101-000000-small-0001"


def keep(home: Path, made: Made, id: str = RUN) -> None:
    """Put a run into a home, as one that was made there."""
    about = replace(made.run.info, id=id, settings={"home": str(home), "rerank": "true"})
    folder = RunFolder.create(runs_folder(home) / id, about, made.suite)
    folder.write_places(made.places)
    with folder.writing():
        for record in made.run.questions:
            folder.append(record)
    measured(folder)


@pytest.fixture
def evaluated(serve: Serve, tmp_path: Path) -> Served:
    """A service whose home has one run."""
    home = tmp_path / "home"
    keep(home, small())
    settings = Settings(home=home)
    return serve(make_service(settings, RunReports(home), embedder=CheapEmbedder()))


def spoken(language: str) -> dict[str, str]:
    return {"Accept-Language": language}


def opened(served: Served, **headers: str) -> str:
    shape = served.client.get(f"/v1/evaluations/{RUN}", headers=headers).json()
    return str(shape["report"])


def test_runs_are_listed_with_their_figures(evaluated: Served) -> None:
    shape = evaluated.client.get("/v1/evaluations", headers=spoken("zh")).json()
    (run,) = shape["runs"]
    assert (run["id"], run["mode"], run["gated"]) == (RUN, "extractive", True)
    figures = {figure["name"]: figure for figure in run["figures"]}
    assert figures["answer hit"]["title"] == "答案命中"
    assert figures["answer hit"]["words"].endswith("%")
    english = evaluated.client.get("/v1/evaluations", headers=spoken("en")).json()
    assert {figure["title"] for figure in english["runs"][0]["figures"]} >= {"Answer hit"}


def test_report_is_shown_by_its_own_style_and_nothing_else(evaluated: Served) -> None:
    for path in (f"/evaluations/{RUN}", opened(evaluated)):
        response = evaluated.client.get(path)
        assert response.status_code == 200
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert response.headers["x-frame-options"] == "SAMEORIGIN"
        assert "no-store" in response.headers["cache-control"]
        policy = response.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'self'" in policy
        assert "unsafe" not in policy
        (style,) = re.findall(r"<style>(.*?)</style>", response.text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"style-src 'sha256-{digest}'" in policy


def test_report_is_in_the_language_of_who_opened_it(evaluated: Served) -> None:
    # A frame sends the languages of the browser, not that of the page.
    for language, lang in (("zh", "zh-CN"), ("en", "en")):
        address = opened(evaluated, **spoken(language))
        for browsers in ("zh", "en"):
            page = evaluated.client.get(address, headers=spoken(browsers)).text
            assert f'<html lang="{lang}">' in page


def test_report_names_no_folder_of_this_machine(evaluated: Served, tmp_path: Path) -> None:
    page = evaluated.client.get(f"/evaluations/{RUN}").text
    assert "rerank" in page
    assert str(tmp_path) not in page
    assert str(tmp_path) not in evaluated.client.get("/v1/evaluations").text


def test_what_is_no_run_is_not_found(evaluated: Served, tmp_path: Path) -> None:
    keep(tmp_path / "elsewhere", small(), "secret")
    elsewhere = str(runs_folder(tmp_path / "elsewhere") / "secret")
    for run in ("none", RUN[:8], "last", "...", elsewhere, f"../../../elsewhere/eval/runs/{RUN}"):
        quoted = httpx.URL(f"/evaluations/{run.replace('/', '%2F')}")
        for path in (str(quoted), f"/v1{quoted}"):
            response = evaluated.client.get(path)
            assert response.status_code == 404, path
            assert response.json()["code"] in ("RunUnknown", "ResourceUnknown")


def test_key_is_needed_and_a_pass_is_enough_for_one_report(evaluated: Served) -> None:
    _, secret = evaluated.service.keys.add("reader")
    with_key = {"Authorization": f"Bearer {secret}"}
    for path in ("/v1/evaluations", f"/v1/evaluations/{RUN}", f"/evaluations/{RUN}"):
        assert evaluated.client.get(path).status_code == 401
        assert evaluated.client.get(path, headers=with_key).status_code == 200
    address = opened(evaluated, **with_key)
    assert evaluated.client.get(address).status_code == 200
    assert evaluated.client.get("/reports/guessed").status_code == 404
    assert evaluated.client.get(f"{address}/../../v1/articles").status_code == 401


def test_damaged_run_is_told_without_its_place(evaluated: Served, tmp_path: Path) -> None:
    (runs_folder(tmp_path / "home") / RUN / "questions.jsonl").write_text("{\n")
    response = evaluated.client.get(f"/evaluations/{RUN}")
    assert response.status_code == 500
    assert str(tmp_path) not in response.text


def test_service_without_evaluations_has_an_empty_list(served: Served) -> None:
    assert served.client.get("/v1/evaluations").json() == {"runs": []}
    assert served.client.get("/evaluations/any").status_code == 404


def test_pass_ends_and_the_oldest_goes_first() -> None:
    assert (passes := Passes(seconds=-1)).read(passes.issue(RUN, "zh")) is None
    passes = Passes()
    first, *others = [passes.issue(f"run-{number}", "zh") for number in range(MOST + 1)]
    assert passes.read(first) is None
    assert all(passes.read(each) for each in others)
    assert len({first, *others}) == MOST + 1
