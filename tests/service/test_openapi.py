"""The description of the API: whole, true, and held to by a program that makes up requests from it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic.json_schema import models_json_schema

from qa import output
from qa.service import showing
from qa.service.openai.errors import PATHS
from qa.service.problems.details import MEDIA_TYPE
from qa.service.problems.meanings import KINDS
from qa.service.shapes import answered, answered_articles, answered_notes, describing, openapi
from qa.service.shapes.answered import Shape
from tests.service.conftest import Serve, Served
from tests.service.described import Described, event_schema
from tests.test_docs import ANSWER, ARTICLE, CHUNK, ITEM, PASSAGE, RECORD, REPORT, SUMMARY

Json = dict[str, Any]


@pytest.fixture(scope="module")
def described(standing: Served) -> Described:
    return Described(standing.client.get("/openapi.json").json())


def operations(described: Described) -> Iterator[tuple[str, str, Json]]:
    for path, methods in described.openapi["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for each in value.values():
            yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)


def test_every_schema_that_is_named_is_there(described: Described) -> None:
    schemas = described.openapi["components"]["schemas"]
    named = {reference.rpartition("/")[2] for reference in references(described.openapi)}
    assert named == schemas.keys() | described.openapi["components"]["examples"].keys()
    assert {"Answer", "Problem", "Question"} <= named


def test_every_operation_says_what_it_is(described: Described) -> None:
    ids = []
    for method, path, operation in operations(described):
        assert operation["summary"], path
        assert not operation["summary"].endswith("."), path
        assert len(operation["description"]) >= len(operation["summary"]), path
        assert operation["tags"][0] in openapi.TAGS, path
        assert "<" not in operation["description"], (method, path)
        ids.append(operation["operationId"])
    assert len(ids) == len(set(ids))
    assert "post_ask" in ids


def test_every_operation_has_every_problem(described: Described) -> None:
    for method, path, operation in operations(described):
        responses = operation["responses"]
        wanted = {"400", "408", "413", "503"} | (set() if PATHS.fullmatch(path) else {"422", "500"})
        if operation["security"]:
            wanted |= {"401", "403", "429"}
        if "requestBody" in operation:
            wanted |= {"415"}
        assert wanted <= responses.keys(), (method, path, wanted - responses.keys())
        for status, response in responses.items():
            if int(status) < 400 or PATHS.fullmatch(path) or MEDIA_TYPE not in response["content"]:
                continue
            content = response["content"][MEDIA_TYPE]
            for code in content["examples"]:
                assert KINDS[code]
                example = described.openapi["components"]["examples"][code]
                assert example["value"]["status"] == int(status)
                described.validate(content["schema"], example["value"])


def test_a_key_is_asked_for_where_the_library_is(described: Described) -> None:
    assert described.openapi["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    secured = {path: bool(operation["security"]) for _, path, operation in operations(described)}
    assert secured["/v1/ask"]
    assert secured["/v1/status"]
    assert not secured["/healthz"]
    assert not secured["/problems/{code}"]


def test_every_request_has_an_example_that_is_taken(standing: Served, described: Described) -> None:
    for method, path, operation in operations(described):
        for kind, content in operation.get("requestBody", {}).get("content", {}).items():
            if kind != "application/json":
                continue
            name = content["schema"].get("$ref", "").rpartition("/")[2]
            schema = described.openapi["components"]["schemas"].get(name, content["schema"])
            assert schema.get("examples"), f"{method} {path} has no example"
            if "{" in path or path.startswith("/v1/articles"):
                continue  # these write
            for example in schema["examples"]:
                response = standing.client.request(method, path, json=example)
                assert response.status_code == 200, (path, example, response.text)
                described.check(response)


def test_every_answer_has_an_example_of_its_shape(described: Described) -> None:
    named = set()
    for _, path, operation in operations(described):
        for status, response in operation["responses"].items():
            for content in response.get("content", {}).values():
                if int(status) < 300 and "$ref" in content.get("schema", {}):
                    if path.startswith("/v1/evaluations"):
                        continue  # there are none in these tests
                    described.validate(content["schema"], content["example"])
                    named.add(content["schema"]["$ref"].rpartition("/")[2])
    assert named == set(openapi.examples())


def test_streams_name_their_events(described: Described) -> None:
    stream = described.operation("POST", "/v1/ask")["responses"]["200"]["content"]["text/event-stream"][
        "schema"
    ]
    for name, shape in {
        "understood": "Understood",
        "sentence": "Sentence",
        "answer": "Answer",
        "problem": "Problem",
    }.items():
        assert event_schema(stream, name) == {"$ref": f"#/components/schemas/{shape}"}
        assert f"`{name}`" in stream["description"]


SHAPES: dict[type[Shape], Json] = {
    answered.Answer: showing.to_json(ANSWER),
    answered.Passages: output.passages("q", [PASSAGE]),
    answered.CheckReport: showing.to_json(REPORT),
    answered_notes.Summary: showing.to_json(SUMMARY),
    answered_articles.Record: showing.to_json(RECORD),
    answered_articles.Article: {**showing.to_json(ARTICLE), "chunks": [showing.to_json(CHUNK)]},
    answered_articles.Removed: output.removed([RECORD]),
    answered_articles.IngestItem: showing.to_json(ITEM),
}


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_the_shapes_are_those_that_are_sent(shape: type[Shape]) -> None:
    """Field by field, as they are documented for the command: nothing is missing, and nothing is more."""
    _, schemas = models_json_schema([(shape, "serialization")], ref_template="#/components/schemas/{model}")
    described = Described({"components": {"schemas": schemas["$defs"]}, "paths": {}})
    described.validate(describing.reference(shape), SHAPES[shape])
    assert list(SHAPES[shape]) == list(shape.model_fields)


# What one field allows can depend on another, which no schema says here. What OpenAI's clients send is taken as OpenAI does, and
# whatever comes as a bare text is an article.
CONFIGURATION = """
[checks]
positive_data_acceptance.enabled = false

[[operations]]
include-path = ["/v1/chat/completions", "/v1/articles"]
include-method = "POST"
checks.negative_data_rejection.enabled = false
"""


def test_made_up_requests(serve: Serve, tmp_path: Path) -> None:
    """No failure inside, no status and no answer that is not described, whatever is sent."""
    served = serve(serve_rate=1_000_000)
    _, secret = served.service.keys.add("schemathesis", scope="write")
    (tmp_path / "schemathesis.toml").write_text(CONFIGURATION, encoding="utf-8")
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        *("run", f"{served.url}/openapi.json", "--header", f"Authorization: Bearer {secret}"),
        *("--phases", "examples,coverage,fuzzing", "--max-examples", "2", "--generation-deterministic"),
        *("--no-color", "--warnings", "off"),
    ]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=120, check=False)
    assert ran.returncode == 0, ran.stdout[ran.stdout.find("= FAILURES") :][:6000]
    assert (
        f"Tested: {len(list(operations(Described(served.client.get('/openapi.json').json()))))}" in ran.stdout
    )
