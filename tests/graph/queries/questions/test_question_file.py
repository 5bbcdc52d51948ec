"""The format of question files: errors with file and line, and the compiled queries."""

from __future__ import annotations

from itertools import combinations, product
from pathlib import Path

import pytest

from graph.errors import QueryFileError
from graph.queries.questions import cypher_macros
from graph.queries.questions.question_file import load_questions, read_question
from tests.each import each

GOOD = """/*
title: Which enterprises?
title_zh: 哪些企业？
about: One paragraph.
about_zh: 一段。
group: training
example: {county: "county:431024"}
params:
  county: {type: "County?", help: where, help_zh: 何处}
  limit: {type: int, default: 100, max: 1000}
returns:
  enterprise: Enterprise
  evidence: FEEDS
  origin: Origin
*/
MATCH (e:Enterprise)<-[f:FEEDS WHERE visible(f)]-(p:Program)
MATCH (e)-[l:LOCATED_IN WHERE visible(l)]->(:Thing {id: $county})          //? county
RETURN e AS enterprise, f AS evidence, weakest(f, e, p) AS origin
ORDER BY enterprise.id
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "a-question.cypher"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_optional_line_requires_its_parameter(tmp_path: Path) -> None:
    question = read_question(write(tmp_path, GOOD))
    assert "$county" in question.compile({"county"})
    assert "$county" not in question.compile(set())
    assert len(list(question.variants())) == 4


def test_any_two_switches_occur_in_every_combination() -> None:
    question = load_questions()["claims-against-graph"]
    given = [chosen for chosen, _, _ in question.variants()]
    pairs = list(combinations(question.switches(), 2))
    assert [
        pair for pair in pairs if {tuple(name in chosen for name in pair) for chosen in given} != {*product((False, True), repeat=2)}
    ] == []
    assert len(pairs) > 3


def test_visible_contains_only_requested_conditions(tmp_path: Path) -> None:
    question = read_question(write(tmp_path, GOOD))
    assert "WHERE true" in question.compile()
    assert "f.origin IN $origin" in question.compile(origin=True)
    assert "f.valid_from_lo <= $as_of" in question.compile(as_of=True)


@each(
    ("old", "new", "line", "says"),
    [
        ("title: Which", "titel: Which", 2, "unknown header key 'titel'. Did you mean 'title' or 'title_zh'?"),
        ("title_zh: 哪些企业？\n", "", 1, "the header lacks title_zh"),
        ("group: training", "group: training\ncalibrated_by: program", 7, "calibrated_by requires a column of claims"),
        ("group: training", "group: schooling", 6, "unknown group 'schooling'"),
        ("{id: $county}", "{id: $conty}", 17, "uses $conty, which the header does not declare. Did you mean 'county'?"),
        ('"County?"', '"Contry?"', 9, "unknown type 'Contry?'"),
        ("evidence: FEEDS", "evidence: FEED", 13, "unknown type 'FEED'"),
        ("evidence: FEEDS", "proof: FEEDS", 11, "differ in: evidence, proof"),
        ("origin: Origin", "origin: str", 11, "the weakest origin"),
        ("[f:FEEDS WHERE visible(f)]", "[f:FEEDS]", 16, "matched without visible"),
        ("<-[f:FEEDS WHERE visible(f)]-", "<--", 16, "matched without visible"),
        ('county: {type: "County?", help: where', 'county: {type: "County?", hlep: where', 9, "unknown key 'hlep'. Did you mean 'help'?"),
        ('example: {county: "county:431024"}', "example: {town: x}", 7, "the example gives 'town'"),
        ("group: training", "group: [", 8, "not YAML"),
    ],
)
def test_an_invalid_file_is_an_error_with_file_and_line(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    assert old in GOOD
    with pytest.raises(QueryFileError) as caught:
        read_question(write(tmp_path, GOOD.replace(old, new, 1)))
    text = str(caught.value)
    assert says in text
    assert text.startswith(f"a-question.cypher:{line}:"), text


def test_an_unused_parameter_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(QueryFileError, match="'county' is declared but not used"):
        read_question(write(tmp_path, "\n".join(line for line in GOOD.splitlines() if "$county" not in line)))


def test_strings_and_comments_are_ignored() -> None:
    text = "RETURN 1 AS one // $not --> a\n"
    assert "$" not in cypher_macros.blank_out(text)
    assert cypher_macros.hidden_relationships("MATCH (a) WHERE a.name = '(a)-->(b)' RETURN a AS a") == []


def test_a_union_is_limited_as_a_whole() -> None:
    text = cypher_macros.wrap("RETURN 1 AS x UNION RETURN 2 AS x", {})
    assert text.index("LIMIT") > text.index("}")


def test_every_bundled_question_is_valid() -> None:
    questions = load_questions()
    assert len(questions) >= 20
    for question in questions.values():
        assert question.title.endswith("?"), question.name
        assert question.title_zh.endswith("？"), question.name
