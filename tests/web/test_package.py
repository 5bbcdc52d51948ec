"""The TypeScript client as a package: packed, installed in a project of its own, checked, run and bundled."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import GraphDB
from tests.web.conftest import NODE, Project, node

APP = """\
import {
  askEnterprisesFedByPrograms, collect, DataChangedError, explorer, listSchools, ProblemError, rows, type SchoolRow, search,
} from "alliance-explorer-client";

const client = explorer({ baseUrl: "ADDRESS" });
const turn = (cursor: string) => listSchools({ client, throwOnError: true, query: { cursor, per_page: 2, sort: "id" } });
const names: string[] = [];
for await (const school of rows(turn)) {
  names.push(school.id);
}
const all: SchoolRow[] = await collect(turn);
const { data } = await askEnterprisesFedByPrograms({ client, throwOnError: true, query: { origin: "documented" } });
const graduates: (number | null | undefined)[] = data.results.map((row) => row.graduates);
const { error } = await search({ client, query: { q: "works", type: ["Enterprize"] } });
const problem = error instanceof ProblemError ? `${error.code} ${error.hint !== undefined} ${error instanceof DataChangedError}` : "none";
console.log(names.join(" "), all.length, graduates.join(), problem);
"""
PRINTED = "school:a school:group school:sim-1 3 12 bad-value true false"
NODES = tuple(
    dict.fromkeys(
        str(Path(path).resolve())
        for path in (NODE, *os.environ.get("NODES", "").split(os.pathsep), shutil.which("node") or "")
        if path and Path(path).is_file()
    )
)
"""The Node of the Python package, the one on the path, and those of the environment variable ``NODES``."""


def version(path: str) -> tuple[int, ...]:
    said = subprocess.run([path, "--version"], check=True, capture_output=True, text=True).stdout
    return tuple(int(number) for number in re.findall(r"\d+", said))


@pytest.fixture(scope="module")
def url(small: GraphDB, serve: Callable[[GraphDB], str]) -> str:
    return serve(small)


def test_the_package_has_only_what_is_built(tarball: Path) -> None:
    with tarfile.open(tarball) as archive:
        names = {name.removeprefix("package/") for name in archive.getnames()}
    assert {"package.json", "README.md", "dist/index.js", "dist/index.d.ts", "dist/LICENSE"} <= names
    assert not [name for name in names if not name.startswith("dist/") and name not in {"package.json", "README.md"}]
    assert not [name for name in names if name.endswith(".ts") and not name.endswith(".d.ts")]


def test_no_import_of_the_package_ends_in_ts(tarball: Path) -> None:
    with tarfile.open(tarball) as archive:
        texts = {member.name: (archive.extractfile(member) or archive).read().decode() for member in archive if member.isfile()}  # type: ignore[union-attr]
    assert not [name for name, text in texts.items() if re.search(r"""(?:from|import\() ?["'][^"']+\.ts["']""", text)]


def test_the_app_type_checks_and_runs_on_each_node(project: Project, url: str) -> None:
    app = project.compiled(APP.replace("ADDRESS", url))
    for path in NODES:
        if version(path) < (20,):
            continue
        done = subprocess.run([path, app], check=False, cwd=project.home, capture_output=True, text=True, timeout=120)
        assert (done.returncode, done.stdout.strip()) == (0, PRINTED), f"{path}: {done.stderr}"


def test_the_declarations_type_check_with_every_resolution(project: Project) -> None:
    (project.home / "app.ts").write_text(APP, encoding="utf-8")
    for module, resolution in (("nodenext", "nodenext"), ("esnext", "bundler"), ("esnext", "node10")):
        words = ["--module", module, "--moduleResolution", resolution, "--skipLibCheck", "false", "--verbatimModuleSyntax", "false"]
        project.check("-p", ".", "--noEmit", *words)


def test_a_wrong_parameter_is_a_type_error(project: Project) -> None:
    (project.home / "app.ts").write_text(
        'import { listSchools } from "alliance-explorer-client";\nvoid listSchools({ query: { per_page: "many" } });\n', encoding="utf-8"
    )
    with pytest.raises(AssertionError, match="'string' is not assignable to type 'number'"):
        project.check("-p", ".", "--noEmit")


def test_vite_bundles_only_the_functions_that_are_used(project: Project, explorer_built: Path) -> None:
    vite = explorer_built.parent / "node_modules" / "vite" / "bin" / "vite.js"
    (project.home / "index.html").write_text('<script type="module" src="/main.ts"></script>', encoding="utf-8")
    (project.home / "main.ts").write_text(
        'import { explorer, listSchools } from "alliance-explorer-client";\n'
        "const { data } = await listSchools({ client: explorer(), throwOnError: true });\n"
        "document.title = data.results.map((school) => school.name).join();\n",
        encoding="utf-8",
    )
    node(vite, "build", "--logLevel", "error", cwd=project.home)
    bundle = "".join(path.read_text(encoding="utf-8") for path in (project.home / "dist").rglob("*.js"))
    assert "/v1/schools" in bundle
    assert "/v1/enterprises" not in bundle
