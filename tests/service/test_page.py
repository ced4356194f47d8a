"""The page as it is served, and as it is written."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
from pathlib import Path
from shutil import which
from typing import Any
from urllib.parse import urlsplit

import pytest

from qa.service.routes.page import FOLDER, TYPES, files
from qa.summarizing.form.counting import length
from tests.service.conftest import Served

MOST_BYTES = 150_000
SOURCES = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.iterdir()) if path.is_file()}
SCRIPTS = {name: text for name, text in SOURCES.items() if name.endswith(".js")}
STYLES = {name: text for name, text in SOURCES.items() if name.endswith(".css")}
INDEX = SOURCES["index.html"]
TEXT_LINES = SCRIPTS["texts.js"].partition("`\n")[2].partition("\n`")[0].splitlines()
TEXTS = {name: both for name, *both in (line.split(" | ") for line in TEXT_LINES)}


def raw(served: Served, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    """Ask with a path exactly as it is written: no client tidies it."""
    connection = http.client.HTTPConnection(urlsplit(served.url).netloc, timeout=10)
    try:
        connection.putrequest("GET", path, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


# --- as it is served ------------------------------------------------------------------------------------


def test_page_and_each_of_its_files_are_served_as_what_they_are(served: Served) -> None:
    paths = {"/": "index.html", "/favicon.ico": "icon.svg", **{f"/page/{name}": name for name in SOURCES}}
    for path, name in paths.items():
        response, content = raw(served, path)
        assert response.status == 200, path
        assert content.decode() == SOURCES[name], path
        assert response.headers["content-type"] == TYPES[Path(name).suffix]
        assert response.headers["x-content-type-options"] == "nosniff"


def test_policy_lets_in_nothing_but_its_own_files(served: Served) -> None:
    response, _ = raw(served, "/")
    policy = dict(
        part.strip().split(" ", 1) for part in response.headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    for name in ("form-action", "base-uri", "frame-ancestors", "font-src", "trusted-types"):
        assert policy[name] == "'none'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in response.headers["content-security-policy"]
    assert response.headers["x-frame-options"] == "DENY"


def test_file_that_is_known_is_not_sent_again(served: Served) -> None:
    first, content = raw(served, "/page/main.js")
    etag = first.headers["etag"]
    assert first.headers["cache-control"] == "no-cache"
    for known in (etag, f'"other", W/{etag}', "*"):
        again, nothing = raw(served, "/page/main.js", If_None_Match=known)
        assert (again.status, nothing, again.headers["etag"]) == (304, b"", etag)
        assert again.headers["content-security-policy"]
    other, whole = raw(served, "/page/main.js", If_None_Match='"other"')
    assert (other.status, whole) == (200, content)
    assert raw(served, "/page/h.js")[0].headers["etag"] != etag


def test_packed_where_the_client_can_unpack(served: Served) -> None:
    plain = served.client.get("/page/main.js", headers={"Accept-Encoding": "identity"})
    packed = served.client.get("/page/main.js", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    for refused in ("gzip;q=0", "br, gzip; q=0.0, identity"):
        plain = served.client.get("/page/main.js", headers={"Accept-Encoding": refused})
        assert "content-encoding" not in plain.headers
    assert packed.text == plain.text == SCRIPTS["main.js"]
    assert packed.headers["etag"] != plain.headers["etag"]
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"


def test_head_tells_the_same_without_the_content(served: Served) -> None:
    for path in ("/", "/page/base.css"):
        response = served.client.head(path, headers={"Accept-Encoding": "identity"})
        assert response.status_code == 200
        assert response.content == b""
        assert int(response.headers["content-length"]) > 0


def test_no_path_leads_out_of_the_page(served: Served) -> None:
    for path in (
        "/page/",
        "/page/none.js",
        "/page/../app.py",
        "/page/../../settings.py",
        "/page/%2e%2e/app.py",
        "/page/..%2fapp.py",
        "/page/..%5c..%5cetc%5cpasswd",
        "/page//etc/passwd",
        "/page/%2fetc%2fpasswd",
        "/page/main.js/../../app.py",
        "/page/main.js%00.css",
        "/page/./main.js",
        "/page/MAIN.JS",
    ):
        response, content = raw(served, path)
        assert response.status == 404, path
        assert json.loads(content)["code"] == "ResourceUnknown"


def test_page_is_for_everybody_and_what_is_in_the_library_is_not(served: Served) -> None:
    served.service.keys.add("reader")
    assert served.client.get("/").status_code == 200
    assert served.client.get("/page/main.js").status_code == 200
    assert served.client.get("/v1/articles").status_code == 401


# --- as it is written -----------------------------------------------------------------------------------


def test_it_is_small() -> None:
    assert sum(len(file.content) for file in files().values()) <= MOST_BYTES


def test_everything_that_is_named_is_there() -> None:
    named = set(re.findall(r'(?:href|src)="/page/([^"]+)"', INDEX))
    assert named <= files().keys()
    for name, text in SCRIPTS.items():
        imported = set(re.findall(r'(?:from|import\() ?"\./([^"]+)"', text))
        assert imported <= SCRIPTS.keys(), name
        named |= imported
    assert files().keys() - named == {"index.html"}, "nothing leads to these"


def test_nothing_is_loaded_from_elsewhere() -> None:
    for name, text in SOURCES.items():
        addresses = set(re.findall(r"(?:https?:)?//[\w-]+\.[\w.-]+[^\s\"'`]*", text))
        assert addresses <= {"http://www.w3.org/2000/svg"}, name


def test_no_markup_is_made_of_text() -> None:
    forbidden = re.compile(
        r"innerHTML|outerHTML\s*\+?=|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|srcdoc"
        r"|createContextualFragment|javascript:|setHTML|\.style\.cssText|setAttribute\(\"(?:on|style)"
    )
    for name, text in SCRIPTS.items():
        assert not forbidden.findall(text), name
        assert not re.search(r"\bset(?:Timeout|Interval)\(\s*[\"'`]", text), name
        assert not re.search(r"style: [\"'`]", text), name


def test_index_has_no_script_style_or_handler_of_its_own() -> None:
    assert not re.search(r"<script(?![^>]*\bsrc=)", INDEX)
    assert "<style" not in INDEX
    assert not re.search(r"\s(?:on\w+|style)\s*=", INDEX)


def test_storage_is_only_where_it_may_be_closed() -> None:
    users = {name for name, text in SCRIPTS.items() if re.search(r"\b(?:local|session)Storage\.", text)}
    assert users == {"early.js"}, "others ask kept.js, which lives without"


def test_each_text_is_in_both_languages() -> None:
    assert len(TEXTS) == len(TEXT_LINES) > 100
    for name, both in TEXTS.items():
        chinese, english = both
        assert re.search(r"[\u3000-\u9fff\uff00-\uffef]|^English$", chinese), name
        # An example is a question about a Chinese article, so it is asked in Chinese.
        assert name in ("ask.example", "language.other") or not re.search(r"[\u3400-\u9fff]", english), name
        assert _fields(chinese) == _fields(english), name


def test_texts_that_are_shown_are_there_and_those_that_are_there_are_shown() -> None:
    sources = "\n".join((INDEX, *SCRIPTS.values()))
    shown = set(re.findall(r'\bt\("([\w.-]+)"', sources))
    shown |= set(re.findall(r'data-(?:text|label)="([\w.-]+)"', sources))
    # Such as t(`form.${name}`) and t(is ? "a" : "b").
    beginnings = tuple(re.findall(r"\bt\(`([\w.-]+\.)\$\{", sources))
    shown |= {
        each for pair in re.findall(r't\([^()`]*\? "([\w.-]+)" : "([\w.-]+)"', sources) for each in pair
    }
    assert shown <= TEXTS.keys()
    assert {name for name in TEXTS if name not in shown and not name.startswith(beginnings)} == set()


def _fields(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def test_controls_keep_to_one_set_of_colours() -> None:
    for name, text in STYLES.items():
        if name not in ("base.css", "print.css"):
            assert not re.search(r"#[0-9a-f]{3,8}\b(?!\w*[^;]*\{)|rgba?\(", text), name


# --- what it computes for itself ------------------------------------------------------------------------


@pytest.mark.skipif(which("node") is None, reason="computed by node")
def test_length_is_counted_as_the_service_counts() -> None:
    given = [
        "2024 年用 ChatGPT 写了 3.5 万字。",
        "𠮷野家，e\u0301clair 👩‍👩‍👧 don’t 1,234.5% —— ",
        "",
        " \n\t\u3000",
        "a-b_c d.e, 50%。（《桥》）",
    ]
    code = 'import { length } from "./counting.js"; '
    assert _computed(f"{code}console.log(JSON.stringify({json.dumps(given)}.map(length)))") == [
        length(text) for text in given
    ]


@pytest.mark.skipif(which("node") is None, reason="computed by node")
def test_places_are_cut_by_code_points() -> None:
    text = "𠮷野家开店。\n\n第二段𠮷字，\n还是第二段。"
    ranges = [{"id": "1", "start": 0, "end": 6}, {"id": "2", "start": 3, "end": 12}]
    code = f"""
import {{ paragraphs, pieces, unitsIn }} from "./offsets.js";
const text = {json.dumps(text)}, units = unitsIn(text);
console.log(JSON.stringify(paragraphs(text).map((one) => pieces(text, {json.dumps(ranges)}, units, one.start, one.end))));
"""
    first, second = _computed(code)
    assert [(piece["text"], piece["ids"]) for piece in first] == [
        ("𠮷野家", ["1"]),
        ("开店。", ["1", "2"]),
    ]
    assert [(piece["text"], piece["ids"]) for piece in second] == [
        (text[8:12], ["2"]),
        (text[12:], []),
    ]


def _computed(code: str) -> Any:
    done = subprocess.run(
        ["node", "--input-type=module", "-e", code], cwd=FOLDER, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
