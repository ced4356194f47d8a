"""The figures: each is counted where it happens, none has more series than the program has names, and the page lists them."""

from __future__ import annotations

import re
import time
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from qa.models import Answer, Repaired
from qa.service.observing.metrics import MOST_MODELS, Metrics
from tests.openai_server import OpenAIServer, answer, status
from tests.service.conftest import Serve, Served
from tests.service.test_observing import QUESTION, STREAM

DOCS = Path(__file__).parents[2] / "docs/observing.md"


class Figures(dict[str, float]):
    """Every series with its value; a series that is not there is 0."""

    def __missing__(self, series: str) -> float:
        return 0.0


def figures(text: str) -> Figures:
    found = Figures()
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f'{name}="{value}"' for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


def read(served: Served) -> Figures:
    told = served.client.get("/metrics")
    assert told.status_code == 200
    assert told.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return figures(told.text)


def until(served: Served, series: str, value: float) -> Figures:
    """Return the figures once one has a value: a request is counted after its answer was sent."""
    limit = time.monotonic() + 20
    while (found := read(served))[series] != value:
        assert time.monotonic() < limit, (series, found[series])
        time.sleep(0.01)
    return found


def test_requests(served: Served) -> None:
    client = served.client
    client.post("/v1/search", json={"query": "渡船"})
    client.get("/v1/search")
    client.get("/v1/articles/none")
    client.get("/nowhere/1")
    client.get("/nowhere/2")
    client.get("/v1/status", headers={"Host": "evil.example"})
    found = until(served, 'zhangju_denied_total{reason="HostUnknown"}', 1)
    assert found['zhangju_requests_total{method="POST",route="/v1/search",status="200"}'] == 1
    assert found['zhangju_requests_total{method="GET",route="/v1/search",status="405"}'] == 1
    assert found['zhangju_requests_total{method="GET",route="/v1/articles/{reference}",status="404"}'] == 1
    assert found['zhangju_requests_total{method="GET",route="(unknown)",status="404"}'] == 2
    assert found['zhangju_request_seconds_count{route="/v1/search"}'] == 2
    assert found['zhangju_problems_total{code="ArticleUnknown"}'] == 1
    assert found['zhangju_problems_total{code="ResourceUnknown"}'] == 2
    assert found['zhangju_stage_seconds_count{stage="retrieve"}'] == 1
    assert found['zhangju_stage_seconds_count{stage="embed"}'] == 1
    assert found["zhangju_requests_in_flight"] == 1  # this one
    assert found['zhangju_workers_places{workers="search"}'] == served.service.settings.serve_searches


def test_answers_without_a_model(served: Served) -> None:
    served.client.post("/v1/ask", json=QUESTION)
    served.client.post("/v1/ask", json={"question": "月球背面最大的陨石坑叫什么名字？"}, headers=STREAM)
    served.client.post("/v1/notes", json={"article": "渡口"})
    found = read(served)
    assert found['zhangju_answers_total{mode="extractive",status="answered"}'] == 1
    assert found['zhangju_answers_total{mode="extractive",status="refused"}'] == 1
    assert sum(value for name, value in found.items() if name.startswith("zhangju_refusals_total")) == 1
    assert found['zhangju_summaries_total{form="note",mode="extractive"}'] == 1
    assert found['zhangju_checked_sentences_total{outcome="supported"}'] > 0


def test_answers_of_a_model(serve: Serve, openai_server: OpenAIServer) -> None:
    openai_server.chat = answer("2018年起，备付金由人民银行集中存管[2]。月亮是奶酪做的[1]。")
    served = serve(llm_base_url=openai_server.url, llm_cache="true")
    for headers in ({}, STREAM):
        served.client.post("/v1/ask", json=QUESTION, headers=headers)
    openai_server.chat = status(400)
    served.client.post("/v1/ask", json={"question": "渡船每天开几班？"})
    found = read(served)
    assert found['zhangju_answers_total{mode="generative",status="answered"}'] == 2
    assert found['zhangju_answers_total{mode="extractive",status="answered"}'] == 1
    assert found['zhangju_fallbacks_total{what="answer"}'] == 1
    assert found['zhangju_dropped_sentences_total{reason="unsupported"}'] == 2
    assert (
        found["zhangju_repaired_citations_total"]
        == found['zhangju_checked_sentences_total{outcome="repaired"}']
    )
    assert found['zhangju_llm_answers_total{model="test-model",outcome="stop"}'] == 1
    assert found['zhangju_llm_answers_total{model="test-model",outcome="ServerRefused"}'] == 1
    assert found["zhangju_llm_cache_hits_total"] == 1
    assert found['zhangju_llm_seconds_count{model="test-model"}'] == 2
    assert found['zhangju_llm_first_seconds_count{model="test-model"}'] == 1
    asked = openai_server.requests[0]
    sent = sum(len(message["content"]) for message in asked.json["messages"])
    assert found['zhangju_tokens_total{direction="in",model="test-model"}'] == sent
    assert found['zhangju_tokens_total{direction="out",model="test-model"}'] > 20


def test_jobs(serve: Serve) -> None:
    served = serve(empty=True)
    article = {"name": "码头", "text": "# 码头\n\n码头每天清晨五点开门。"}
    for many in (1, 2):
        assert served.client.post("/v1/articles", json=article).status_code == 202
        found = until(served, 'zhangju_jobs_total{outcome="done"}', many)
    assert found['zhangju_articles_total{outcome="added"}'] == 1
    assert found['zhangju_articles_total{outcome="unchanged"}'] == 1
    assert found['zhangju_stage_seconds_count{stage="ingest"}'] == 2
    assert found['zhangju_embedding_cache_total{result="miss"}'] > 0


def test_a_client_that_hangs_up(serve: Serve, openai_server: OpenAIServer) -> None:
    openai_server.chat = answer("2018年起，备付金由人民银行集中存管[1]。", pause=0.1)
    served = serve(llm_base_url=openai_server.url)
    with (
        httpx.Client(base_url=served.url, timeout=0.3, trust_env=False) as client,
        pytest.raises(httpx.ReadTimeout),
    ):
        client.post("/v1/ask", json=QUESTION)
    found = until(served, 'zhangju_hung_up_total{route="/v1/ask"}', 1)
    assert found['zhangju_requests_total{method="POST",route="/v1/ask",status="499"}'] == 1
    until(served, 'zhangju_llm_answers_total{model="test-model",outcome="stopped"}', 1)
    found = until(served, 'zhangju_workers_working{workers="answer"}', 0)
    assert found['zhangju_answers_total{mode="generative",status="answered"}'] == 0


def test_whoever_may_not_read_may_not_count(serve: Serve) -> None:
    served = serve()
    secret = served.service.keys.add("reader")[1]
    assert served.client.get("/metrics").status_code == 401
    told = served.client.get("/metrics", headers={"Authorization": f"Bearer {secret}"})
    assert figures(told.text)['zhangju_denied_total{reason="KeyMissing"}'] == 1


def test_no_series_comes_from_a_client(served: Served) -> None:
    def stir(round_: int) -> None:
        for number in range(8):
            some = f"x{round_}{number}"
            served.client.get(f"/{some}?{some}={some}", headers={"X-Request-ID": some, "User-Agent": some})
            served.client.request("REPORT" if number % 2 else "SEARCH", f"/v1/articles/{some}")
            served.client.get(f"/v1/articles/{some}", headers={"Host": some})
            served.client.get(f"/v1/articles/{some}", headers={"Authorization": f"Bearer {some}"})
            served.client.post("/v1/search", json={"query": some, some: some})
            served.client.post("/v1/chat/completions", json={"model": some, "messages": []})

    stir(1)
    before = set(read(served))
    stir(2)
    after = set(read(served))
    assert after - before <= {name for name in after if 'route="/metrics"' in name}
    assert 'method="OTHER"' in "".join(after)


def test_models_and_ends_are_bounded() -> None:
    metrics = Metrics()
    for number in range(3 * MOST_MODELS):
        metrics.ended(
            "llm", 1.0, {"model": f"m{number}\n\ud800", "finish": f"f{number}", "tokens_in": 1}, None
        )
    text = metrics.exposed().decode()
    assert (
        len(set(re.findall(r'zhangju_tokens_total\{direction="in",model="([^"]*)"', text))) == MOST_MODELS + 1
    )
    assert set(re.findall(r'zhangju_llm_answers_total\{.*outcome="([^"]*)"', text)) == {"other"}


def test_each_service_counts_for_itself() -> None:
    one, other = Metrics(), Metrics()
    one.told(Answer("answered", "", "", (), "generative", repaired=(Repaired("", (), (), ""),)), "")
    assert figures(one.exposed().decode())["zhangju_repaired_citations_total"] == 1
    assert figures(other.exposed().decode())["zhangju_repaired_citations_total"] == 0


def test_the_page_lists_what_there_is(served: Served) -> None:
    rows = re.findall(
        r"^\| `((?:zhangju|process)_\w+)` \| (\w+) \|(.*?)\|", DOCS.read_text(encoding="utf-8"), re.MULTILINE
    )
    listed = {name: (kind, tuple(re.findall(r"`(\w+)`", labels))) for name, kind, labels in rows}
    there = {}
    text = served.client.get("/metrics").text
    labels = {
        collector._name: collector._labelnames  # type: ignore[attr-defined]
        for collector in served.service.observation.metrics.registry._collector_to_names
        if hasattr(collector, "_labelnames")
    }
    for name, kind in re.findall(r"^# TYPE (\S+) (\S+)$", text, re.MULTILINE):
        there[name] = (kind, tuple(labels.get(name.removesuffix("_total"), ())))
    there["zhangju_build_info"] = ("gauge", ("version", "python"))
    assert listed == there


def test_the_page_names_metrics_that_there_are() -> None:
    text = DOCS.read_text(encoding="utf-8")
    table = set(re.findall(r"^\| `(zhangju_\w+)`", text, re.MULTILINE))
    used = {re.sub(r"_(bucket|sum|count)$", "", name) for name in re.findall(r"zhangju_\w+", text)}
    assert used == table
