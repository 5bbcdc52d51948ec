"""The TypeScript client: generated from the committed document, type-checked, and run against a real API."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import GraphDB
from tests.web.conftest import CLIENT, ROOT, Workspace

GENERATED = CLIENT / "src" / "generated"


def files(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.ts")}


def test_generated_code_matches_the_document(workspace: Workspace, tmp_path: Path) -> None:
    where = {"OPENAPI": str(ROOT / "tests" / "api" / "openapi.json"), "OUTPUT": str(tmp_path / "generated")}
    workspace.tool("@hey-api/openapi-ts/bin/run.js", environment=where)
    again, committed = files(tmp_path / "generated"), files(GENERATED)
    assert set(again) == set(committed)
    odd = [name for name in again if again[name] != committed[name]]
    assert not odd, f"{odd} differ: npm run generate in api/web/client"


def test_client_type_checks_strictly(workspace: Workspace) -> None:
    workspace.tool("typescript/bin/tsc", "--noEmit")


def test_type_check_detects_a_wrong_type(workspace: Workspace) -> None:
    wrong = workspace.home / "src" / "wrong.ts"
    wrong.write_text(
        'import { listSchools } from "./index.ts";\nexport const bad = listSchools({ query: { per_page: "many" } });\n', encoding="utf-8"
    )
    with pytest.raises(AssertionError, match="'string' is not assignable to type 'number'"):
        workspace.tool("typescript/bin/tsc", "--noEmit")
    wrong.unlink()


def passed(report: str) -> int:
    found = re.search(r"^\S+ pass (\d+)$", report, re.MULTILINE)
    assert found is not None, report
    return int(found[1])


def test_fetch_layers(workspace: Workspace) -> None:
    assert passed(workspace.test("tests/fetching.test.ts")) >= 10


def test_paging(workspace: Workspace) -> None:
    assert passed(workspace.test("tests/paging.test.ts")) >= 7


def test_client_against_a_running_api(workspace: Workspace, small: GraphDB, serve: Callable[[GraphDB], str]) -> None:
    assert passed(workspace.test("tests/client.test.ts", ALLIANCE_URL=serve(small))) >= 7


def test_lock_files_contain_no_hosts() -> None:
    locks = [path for path in ROOT.rglob("package-lock.json") if "node_modules" not in path.parts]
    assert CLIENT / "package-lock.json" in locks
    for path in locks:
        for name, package in json.loads(path.read_text(encoding="utf-8"))["packages"].items():
            assert "resolved" not in package, f"{path}: {name}"
        text = re.sub(r'"funding": (\{[^}]*\}|\[[^\]]*\]|"[^"]*")', "", path.read_text(encoding="utf-8"))
        assert "://" not in text, path
