"""What a command does not import: time that its user need not wait."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from api.cli.program import MODULES, program

_PROBE = """
import json, sys
from api.cli import run
code = run(json.loads(sys.argv[1]))
print(json.dumps([code, sorted(sys.modules)]))
"""
HEAVY = {"neo4j", "fastapi", "uvicorn", "numpy", "scipy", "networkx", "xlsxwriter", "limits", "structlog", "mcp", "graph.database.reader"}
"""What serving, loading, measuring and spreadsheets need."""


def imported(*words: str) -> tuple[int, set[str]]:
    done = subprocess.run([sys.executable, "-c", _PROBE, json.dumps(words)], capture_output=True, text=True, check=True)
    code, names = json.loads(done.stdout.splitlines()[-1])
    return code, set(names)


def test_the_version_needs_neither_the_program_nor_the_client() -> None:
    code, names = imported("--version")
    assert code == 0
    assert names & {*HEAVY, "typer", "rich", "httpx", "pydantic", "pydantic_settings"} == set()


@pytest.mark.parametrize("words", [("ask", "county-pipelines"), ("questions",), ("search", "x")])
def test_what_asks_imports_nothing_that_answers(monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    monkeypatch.setenv("ALLIANCE_URL", "http://127.0.0.1:9")
    code, names = imported(*words)
    assert code == 1, "nothing answers there"
    assert "httpx" in names
    assert names & HEAVY == set()
    assert {name for name in names if name in MODULES} == {"api.cli.commands.ask"}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_registers_the_commands_that_are_listed(module: str) -> None:
    app = program(MODULES[module][0])
    commands = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    groups = {str(group.typer_instance.info.name) for group in app.registered_groups if group.typer_instance}
    assert commands | groups == set(MODULES[module])


def test_an_unknown_command_is_looked_for_among_all() -> None:
    listed = [command for commands in MODULES.values() for command in commands]
    assert len(program("unknown").registered_commands) + len(program("unknown").registered_groups) == len(listed)
