"""The table in CONTRIBUTING.md is true: each addition, made in a copy of the project, touches only the files that the table names."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("seed", "graph", "api", "cypher", "tools")
PROPERTY = '    motto: str | None = prop("Motto of the school.", "校训", label="Motto", index=True)\n'
NODE = '''class Dormitory(Node):
    """A dormitory of a school."""

    prefix, path, title, title_zh = "dormitory", "dormitories", "Dormitory", "宿舍"
    beds: Count | None = prop("Number of beds.", "床位数", label="Beds")
    kind: Literal["old", "new"] | None = prop("old or new.", "类别", label="Kind", words={"old": "旧楼", "new": "新楼"})


'''
EDGE = '''class Houses(Edge):
    """A dormitory houses the students of a school."""

    type, title, title_zh = "HOUSES", "houses", "入住"
    title_in, title_in_zh = "dormitories", "宿舍楼"
    pairs = _pairs("Dormitory", "School")


'''
QUESTION = """/*
title: Which schools have a motto?
title_zh: 哪些学校有校训？
about: One row for each school.
about_zh: 每行是一所学校。
group: culture
labels: {slogan: [slogan, 校训原文]}
example: {}
params:
  limit: {type: int, default: 100, max: 1000, help: "Maximum number of rows.", help_zh: "最多返回的行数。"}
returns:
  school: School
  slogan: str?
  origin: Origin
*/
MATCH (s:School)
RETURN s AS school, s.motto AS slogan, weakest(s) AS origin
ORDER BY s.id
"""
GROUP = """groups:
  culture: {label: Culture, label_zh: 校园文化, about: What schools stand for., about_zh: 学校的主张。}
"""
SETTING = '    colour: str = Field(default="teal", description="Colour of the page.")\n'
COMMAND = '''

def colours() -> None:
    """List the colours.

    Example: alliance colours
    """
    out.print("teal")
'''
LOOK = """
import json
from api import openapi
from api.schemas.model import model_answer
from api.schemas.questions import describe
from graph.queries.questions.question_file import load_questions
from api.app import create_app
from api.cli.program import program
from graph.database.schema import statements
from graph.measures.registry import load_measures
from seed.columns import TYPES, columns, path_of
from tools import settings_page
from seed.derived_schemas import model_page
import typer.main

document = openapi.document(create_app())
print(json.dumps({
    "paths": sorted(document["paths"]),
    "school": sorted(document["components"]["schemas"]["SchoolRow"]["properties"]),
    "columns": [column.name for column in columns(TYPES["School"])],
    "files": [path_of(cls) for cls in TYPES.values()],
    "measures": sorted(load_measures()),
    "settings": settings_page.page(),
    "labels": model_answer()["results"][0],
    "question": describe(load_questions()["schools-with-a-motto"]),
    "model": model_page(),
    "schema": sorted(statements()),
    "commands": sorted(typer.main.get_command(program()).commands),
}))
"""


def insert(path: Path, before: str, text: str) -> None:
    content = path.read_text(encoding="utf-8")
    assert content.count(before) == 1, f"{path}: {before!r}"
    path.write_text(content.replace(before, text + before), encoding="utf-8")


def look(folder: Path) -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-c", LOOK], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a copy of the project offers after one addition of each kind."""
    folder = tmp_path_factory.mktemp("copy")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("web", "__pycache__", "*.csv"))
    model = folder / "seed/model.py"
    insert(model, '    ownership: Literal["public", "private"]', PROPERTY)
    insert(model, "class Edge(Row):", NODE)
    insert(model, "class About(Edge):", EDGE)
    (folder / "cypher/ask/schools-with-a-motto.cypher").write_text(QUESTION, encoding="utf-8")
    labels = folder / "graph/queries/labels.yaml"
    labels.write_text(labels.read_text(encoding="utf-8").replace("groups:\n", GROUP, 1), encoding="utf-8")
    catalogue = folder / "graph/measures/catalogue"
    copied = (catalogue / "bridges.py").read_text(encoding="utf-8").replace('name="bridges"', 'name="more-bridges"')
    (catalogue / "more_bridges.py").write_text(copied, encoding="utf-8")
    insert(folder / "graph/settings.py", "    cors: str = Field(", SETTING)
    keys = folder / "api/cli/commands/keys.py"
    insert(keys, "def register(app: typer.Typer) -> None:", COMMAND.lstrip("\n") + "\n\n")
    keys.write_text(keys.read_text(encoding="utf-8").rstrip() + "\n    app.command()(colours)\n", encoding="utf-8")
    program = folder / "api/cli/program.py"
    program.write_text(program.read_text(encoding="utf-8").replace('("keys",)', '("keys", "colours")'), encoding="utf-8")
    return look(folder)


def test_a_question_is_one_file(extended: dict[str, Any]) -> None:
    assert "/v1/questions/schools-with-a-motto" in extended["paths"]


def test_a_measure_is_one_file(extended: dict[str, Any]) -> None:
    assert "more-bridges" in extended["measures"]
    assert {"/v1/measures/more-bridges", "/v1/measures/more-bridges/audit"} <= set(extended["paths"])


def test_a_property_is_one_line(extended: dict[str, Any]) -> None:
    assert "motto" in extended["columns"]
    assert "motto" in extended["school"]
    assert "校训" in extended["model"]
    assert any("School" in statement and "motto" in statement for statement in extended["schema"])


def test_a_node_type_is_one_class(extended: dict[str, Any]) -> None:
    assert "nodes/dormitory.csv" in extended["files"]
    assert {"/v1/dormitories", "/v1/dormitories/{id}"} <= set(extended["paths"])
    assert "宿舍" in extended["model"]


def test_a_relationship_type_is_one_class(extended: dict[str, Any]) -> None:
    assert "relationships/houses.csv" in extended["files"]
    assert "入住" in extended["model"]


def named(rows: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(row for row in rows if row["name"] == name)


def test_the_explorer_gets_the_labels_of_a_new_property(extended: dict[str, Any]) -> None:
    school = named(extended["labels"]["types"], "School")
    assert named(school["properties"], "motto") == {"name": "motto", "label": "Motto", "label_zh": "校训", "values": []}


def test_the_explorer_gets_the_labels_of_a_new_type_and_of_its_values(extended: dict[str, Any]) -> None:
    dormitory = named(extended["labels"]["types"], "Dormitory")
    assert (dormitory["path"], dormitory["label_many"], dormitory["label_zh"]) == ("dormitories", "Dormitories", "宿舍")
    assert named(named(dormitory["properties"], "kind")["values"], "old")["label_zh"] == "旧楼"


def test_the_explorer_gets_the_labels_of_a_new_relationship_in_both_directions(extended: dict[str, Any]) -> None:
    houses = named(extended["labels"]["relationships"], "HOUSES")
    assert (houses["label_zh"], houses["label_in_zh"]) == ("入住", "宿舍楼")


def test_the_explorer_gets_the_labels_of_a_new_column_and_group(extended: dict[str, Any]) -> None:
    slogan = named(extended["question"]["returns"], "slogan")
    assert (slogan["label"], slogan["label_zh"]) == ("Slogan", "校训原文")
    assert extended["question"]["group"] == "culture"
    assert named(extended["labels"]["groups"], "culture")["label_zh"] == "校园文化"


def test_a_setting_is_one_field(extended: dict[str, Any]) -> None:
    assert "| `ALLIANCE_COLOUR` | `teal` | Colour of the page. |" in extended["settings"]


def test_a_command_is_one_function_and_one_name(extended: dict[str, Any]) -> None:
    assert "colours" in extended["commands"]
