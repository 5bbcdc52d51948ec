"""Commands do not import slow modules that they do not need."""

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
"""Modules needed only for serving, loading, measures and spreadsheets."""


def imported(*words: str) -> tuple[int, set[str]]:
    done = subprocess.run([sys.executable, "-c", _PROBE, json.dumps(words)], capture_output=True, text=True, check=True)
    code, names = json.loads(done.stdout.splitlines()[-1])
    return code, set(names)


def test_version_option_imports_neither_typer_nor_the_client() -> None:
    code, names = imported("--version")
    assert code == 0
    assert names & {*HEAVY, "typer", "rich", "httpx", "pydantic", "pydantic_settings"} == set()


@pytest.mark.parametrize("words", [("ask", "county-pipelines"), ("questions",), ("search", "x")])
def test_client_commands_do_not_import_server_modules(monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    monkeypatch.setenv("ALLIANCE_URL", "http://127.0.0.1:9")
    code, names = imported(*words)
    assert code == 1, "no server is listening there"
    assert "httpx" in names
    assert names & HEAVY == set()
    assert {name for name in names if name in MODULES} == {"api.cli.commands.ask"}


@pytest.mark.parametrize("module", MODULES)
def test_each_module_registers_its_listed_commands(module: str) -> None:
    app = program(MODULES[module][0])
    commands = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    groups = {str(group.typer_instance.info.name) for group in app.registered_groups if group.typer_instance}
    assert commands | groups == set(MODULES[module])


def test_unknown_command_loads_all_modules() -> None:
    listed = [command for commands in MODULES.values() for command in commands]
    assert len(program("unknown").registered_commands) + len(program("unknown").registered_groups) == len(listed)
