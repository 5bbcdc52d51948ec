"""The command line: help with examples, errors that explain the fix, exit codes, plain output in a pipe."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import httpx
import pytest
import typer
from rich.cells import cell_len
from rich.console import Console

from api.cli import output, run
from api.cli.declared_options import parse
from api.cli.program import program
from graph.errors import AllianceError, BadValueError
from tests.each import each


def commands() -> Iterator[tuple[str, Callable[..., object]]]:
    def walk(group: typer.Typer, path: str) -> Iterator[tuple[str, Callable[..., object]]]:
        for command in group.registered_commands:
            assert command.callback is not None
            yield f"{path} {command.name or command.callback.__name__}".strip(), command.callback
        for inner in group.registered_groups:
            assert inner.typer_instance is not None
            yield from walk(inner.typer_instance, f"{path} {inner.typer_instance.info.name}".strip())

    return walk(program(), "")


@pytest.fixture
def idle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder without a running server."""
    monkeypatch.setenv("ALLIANCE_DATA", str(tmp_path))
    for name in ("ALLIANCE_URL", "NEO4J_URI"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def running_api(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLIANCE_URL", str(client.base_url))


def test_all_commands_are_registered() -> None:
    expected = {
        "up",
        "status",
        "stop",
        "serve",
        "ask",
        "export",
        "questions",
        "measure",
        "measures",
        "partners",
        "scenario",
        "search",
        "load",
        "check",
        "new",
        "import",
        "template",
        "edit set",
        "edit add",
        "edit remove",
        "edit rename",
        "edit same-as",
        "edits",
        "drafts",
        "draft show",
        "review",
        "publish",
        "undo",
        "log",
        "diff",
        "packages",
        "unload",
        "simulate",
        "doctor",
        "db dump",
        "db load",
        "db adopt",
        "db rebuild",
        "keys create",
        "keys list",
        "keys revoke",
        "mcp",
        "match",
    }
    assert {name for name, _ in commands()} == expected


@each(("name", "callback"), list(commands()), ids=lambda value: value if isinstance(value, str) else "")
def test_every_command_has_help_with_an_example(name: str, callback: Callable[..., object], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*name.split(), "--help"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "Example:" in shown
    assert f"alliance {name}" in shown.partition("Example:")[2]


def test_version_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("alliance-explorer ")


@pytest.mark.parametrize("words", [["ask", "alliance-members"], ["questions"], ["search", "a"]])
def test_error_without_a_server_suggests_starting_one(words: list[str], idle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words) == 1
    assert "alliance up" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["chek"], "check"),
        (["up", "--prot", "1"], "--port"),
        (["load"], "alliance load"),
        (["load", "a", "--replace", "--merge"], "exclude"),
        (["load", "a", "--back"], "alone"),
        (["simulate", "x", "--scale", "provinc"], "province"),
        (["check", "x", "--format", "xml"], "json"),
        (["serve"], "NEO4J_URI"),
    ],
)
def test_invalid_arguments_exit_with_2_and_a_hint(words: list[str], hint: str, idle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words) == 2
    assert hint in capsys.readouterr().err


def test_status_and_stop_without_a_running_server(idle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["status"]) == 1
    assert run(["stop"]) == 0
    assert "Nothing is running" in capsys.readouterr().out


def test_new_package_passes_the_check(idle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["new", str(idle / "mine")]) == 0
    assert run(["check", str(idle / "mine")]) == 0
    assert run(["new", str(idle / "mine")]) == 2


def test_check_shows_warnings_and_passes(idle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["new", str(idle / "mine")])
    file = idle / "mine" / "nodes" / "source.csv"
    columns = file.read_text(encoding="utf-8").splitlines()[0].split(",")
    row = {"id": "source:1", "name": "X\u200bY", "kind": "article", "origin": "documented"}
    file.write_text(",".join(columns) + "\n" + ",".join(row.get(name, "") for name in columns) + "\n", encoding="utf-8")
    capsys.readouterr()
    assert run(["check", str(idle / "mine")]) == 0
    assert "row 2, column name ['X\\u200bY']" in capsys.readouterr().err


def test_check_reports_problems_as_json(idle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["new", str(idle / "mine")])
    file = idle / "mine" / "nodes" / "county.csv"
    columns = file.read_text(encoding="utf-8").splitlines()[0].split(",")
    row = {"id": "county:1", "name": "X", "origin": "documentd"}
    file.write_text(",".join(columns) + "\n" + ",".join(row.get(name, "") for name in columns) + "\n", encoding="utf-8")
    capsys.readouterr()
    assert run(["check", str(idle / "mine"), "--format", "json"]) == 2
    body = json.loads(capsys.readouterr().out)
    assert body["ok"] is False
    assert {"nodes/county.csv"} == {problem["file"] for problem in body["problems"]}


def test_options_are_parsed_in_both_spellings() -> None:
    assert parse(["--county", "桂阳县", "--limit=5", "--as-of", "2024"]) == {"county": "桂阳县", "limit": "5", "as_of": "2024"}


@each("words", [["x"], ["--a"], ["--a", "--b", "1"], ["--a", "1", "--a", "2"]])
def test_malformed_options_are_rejected(words: list[str]) -> None:
    with pytest.raises(BadValueError):
        parse(words)


def test_piped_output_is_plain_csv(running_api: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", "enterprises-fed-by-programs", "--county", "桂阳县"]) == 0
    text = capsys.readouterr().out
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["enterprise"], row["enterprise_name"], row["enterprise_name_zh"], row["origin"]) for row in rows] == [
        ("enterprise:x", "Works X", "甲厂", "documented")
    ]
    assert "\x1b" not in text


def test_json_output_is_the_api_response(running_api: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", "enterprises-fed-by-programs", "--origin", "documented", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["meta"]["origins"]["documented"] == 1


def test_table_shows_row_count_and_origins(running_api: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", "enterprises-fed-by-programs", "--format", "table"]) == 0
    shown = capsys.readouterr().out
    assert "2 rows (1 documented, 1 simulated)" in shown


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["ask", "enterprises-fed-by-program"], "enterprises-fed-by-programs"),
        (["ask", "enterprises-fed-by-programs", "--conty", "x"], "--county"),
        (["ask", "enterprises-fed-by-programs", "--limit", "0"], "--limit must be a whole number from 1 to"),
        (["ask", "enterprises-fed-by-programs", "--year", "abc"], "--year must be a whole number"),
        (["ask", "enterprises-fed-by-programs", "--limit", "1.5"], "not '1.5'"),
        (["measure", "alignment", "--limit", "many"], "--limit must be a whole number"),
        (["ask", "programs-feeding-enterprise", "--enterprise", "厂"], "enterprise:"),
        (["ask", "enterprises-fed-by-programs", "--county", "贵阳市"], "贵阳市"),
        (["ask", "programs-feeding-enterprise"], "--enterprise VALUE"),
        (["ask", "programs-feeding-enterprise", "--enterprise", "Works Y"], "enterprise:z"),
        (["search", "a", "--origin", "documentd"], "documented"),
    ],
)
def test_errors_name_a_valid_alternative(words: list[str], hint: str, running_api: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words) == 2
    assert hint in capsys.readouterr().err


def test_questions_and_search(running_api: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["questions"]) == 0
    assert "county-pipelines" in capsys.readouterr().out
    assert run(["questions", "county-pipelines"]) == 0
    assert "Options:" in capsys.readouterr().out
    assert run(["search", "桂阳"]) == 0
    assert "county:431021" in capsys.readouterr().out


def test_ask_without_a_name_lists_the_questions(running_api: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask"]) == 0
    assert "county-pipelines" in capsys.readouterr().out


def test_an_answer_without_rows_says_what_to_try(running_api: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", "enterprises-fed-by-programs", "--year", "1999", "--limit", "5"]) == 0
    assert "No rows. Try without --year." in capsys.readouterr().err


@pytest.mark.parametrize("words", [["ask", "county-pipelines"], ["measure", "partners", "--for", "甲校"]])
def test_a_name_that_only_one_entity_fits_is_resolved(words: list[str], running_api: None, capsys: pytest.CaptureFixture[str]) -> None:
    option = "--county" if words[0] == "ask" else "--in-county"
    assert run([*words, option, "嘉禾", "--format", "json"]) == 0
    given = capsys.readouterr()
    assert "'嘉禾' is read as county:431024 (嘉禾县)" in given.err
    assert run([*words, option, "county:431024", "--format", "json"]) == 0
    plain = capsys.readouterr()
    assert json.loads(given.out)["results"] == json.loads(plain.out)["results"]
    assert "is read as" not in plain.err


def test_names_in_a_scenario_are_resolved(running_api: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "scenario.json"
    change = {"do": "partner", "school": "甲", "enterprise": "Works Y", "form": "order class"}
    file.write_text(json.dumps({"changes": [change | {"enterprise": "乙"}]}), encoding="utf-8")
    assert run(["scenario", str(file), "--format", "json"]) == 0
    given = capsys.readouterr()
    assert "'甲' is read as school:a" in given.err
    assert json.loads(given.out)["meta"]["changes"][0]["school"] == "school:a"


def test_a_near_miss_is_not_used(running_api: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", "county-pipelines", "--county", "嘉禾市"]) == 2
    assert "嘉禾县 (county:431024)" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["search", "没有这个"], ["search", "zzzzzz", "--type", "County"]])
def test_commands_without_rows_say_what_to_try(words: list[str], running_api: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words) == 0
    assert "No rows. Try" in capsys.readouterr().err


def test_ids_are_not_broken_across_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [f"enterprise:sim-chenzhou-{number:010d}" for number in range(3)]
    rows = [{"id": id, "ends": [f"school:{id[11:]}", id], "text": "long words " * 9, "name": "模拟企业" * 6} for id in ids]
    for width, names in product(
        (60, 70, 80, 100, 140, 200), (("id", "name"), ("id", "text"), ("ends", "name"), ("id", "ends", "text", "name"))
    ):
        shown = io.StringIO()
        monkeypatch.setattr(output, "out", Console(file=shown, width=width, highlight=False, soft_wrap=True))
        output.write_table(rows, dict.fromkeys(names, False))
        assert max(map(cell_len, shown.getvalue().splitlines())) <= width
        for id in ids:
            assert shown.getvalue().count(id) == len({"id", "ends"} & set(names)), shown.getvalue()


def test_errors_have_exit_codes() -> None:
    assert AllianceError("x").exit_code == 1
    assert BadValueError("x").exit_code == 2


@each("command", [["check"], ["load"], ["db", "load"], ["simulate"]])
def test_an_inaccessible_path_is_named_without_a_stack_trace(command: list[str], idle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*command, "x" * 300]) == 1
    assert "File name too long. Check the path, its owner and its permissions." in capsys.readouterr().err


def test_importing_the_cli_does_not_import_the_driver_or_frameworks() -> None:
    """Each of these takes up to a second to import. Commands that need one import it themselves."""
    text = "import sys, api.cli; print(sorted({'neo4j', 'fastapi', 'scipy', 'networkx'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", text], check=True, capture_output=True, text=True).stdout.strip() == "[]"
