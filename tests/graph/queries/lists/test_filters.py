"""The filter language: parsing, errors and the compiled Cypher. No database."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import BadValueError, UnknownNameError, UserError
from graph.queries.filters import parser
from graph.queries.filters.field_catalogue import catalogue, quoted
from graph.queries.filters.name_resolution import fields, steps
from graph.queries.filters.parser import parse
from graph.queries.filters.syntax_tree import All, Any, HasValue, Linked, NodeIn, Not, Test
from graph.queries.lists import entities
from graph.queries.lists.entities import ListRequest
from graph.queries.lists.groups import group_keys, groups_text, source_of
from seed.model import EDGES, NODES
from tests.each import each

LABELS = list(NODES)


def one(text: str, label: str = "School") -> object:
    (condition,) = parse(text, label)
    return condition


def test_comma_is_and_bar_is_or_with_higher_precedence() -> None:
    first, second = parse("level:secondary|has:about,kind:unit", "School")
    assert isinstance(first, Any)
    assert isinstance(second, Test)


def test_values_after_a_bar_belong_to_the_same_property() -> None:
    found = one("level:secondary|technician")
    assert isinstance(found, Test)
    assert found.values == ("secondary", "technician")


def test_not_negates_the_whole_term() -> None:
    found = one("!level:secondary|technician")
    assert isinstance(found, Not)
    assert isinstance(found.part, Test)
    assert len(found.part.values) == 2
    assert one("!!level:secondary") == one("level:secondary")


def test_a_path_step_is_a_relationship_or_a_target_type() -> None:
    found = one("offers.major.code:660108")
    assert isinstance(found, Linked)
    assert (found.step.edge, found.step.forward, found.step.targets) == ("OFFERS", True, ("Program",))
    assert isinstance(found.inner, Linked)
    assert (found.inner.step.edge, found.inner.step.targets) == ("OF_MAJOR", ("Major",))
    assert isinstance(found.inner.inner, Test)
    assert one("program.of_major.code:660108") != found  # other names of the same steps
    assert one("offers:program:a", "School") == one("offers.id:program:a", "School")


def test_a_relationship_within_a_type_has_two_directions() -> None:
    out, back = one("part_of:school:a"), one("inverse_part_of:school:a")
    assert isinstance(out, Linked)
    assert isinstance(back, Linked)
    assert (out.step.forward, back.step.forward) == (True, False)


def test_a_reference_takes_ids_and_codes() -> None:
    found = one("located_in:county:431024|431021|region:z")
    assert isinstance(found, Linked)
    assert found.inner == NodeIn(("county:431024", "region:z"), ("431021",))


@each("code", ["431021.0", "４３１０２１", "４３１０２１．０"])
def test_codes_of_a_spreadsheet_are_accepted(code: str) -> None:
    by_property, reference = one(f"code:{code}"), one(f"located_in:{code}")
    assert isinstance(by_property, Test)
    assert "431021" in by_property.values
    assert isinstance(reference, Linked)
    assert isinstance(reference.inner, NodeIn)
    assert "431021" in reference.inner.codes


def test_decimals_of_other_properties_are_kept() -> None:
    found = one("name:431021.0")
    assert isinstance(found, Test)
    assert found.values == ("431021.0",)


def test_a_term_may_follow_an_id() -> None:
    found = one("member_of:alliance:x|level:secondary")
    assert isinstance(found, Any)


def test_parentheses_apply_conditions_to_one_relationship() -> None:
    found = one("feeds(year:2024,code:X)", "Program")
    assert isinstance(found, Linked)
    assert isinstance(found.inner, All)
    year, code = found.inner.parts
    assert isinstance(year, Test)
    assert year.on_edge
    assert isinstance(code, Test)
    assert not code.on_edge


def test_has_tests_a_property_or_a_relationship() -> None:
    assert isinstance(one("has:level"), HasValue)
    found = one("has:offers")
    assert isinstance(found, Linked)
    assert found.inner is None
    assert isinstance(one("has:offers|level"), Any)


@each("text", ["a,b", 'say "hi"', "(x)", "a|b", "!no", ">5", " edge ", "", "a:b"])
def test_quoted_text_is_literal(text: str) -> None:
    found = one('name:"' + text.replace('"', '""') + '"')
    assert isinstance(found, Test)
    assert found.values == (text,)
    again = one(f"name:{quoted(text)}")
    assert again == found


@each(
    ("text", "label", "says"),
    [
        ("levl:secondary", "School", ["character 1", "levl", "Did you mean 'level'"]),
        ("level:seconary", "School", ["character 7", "seconary", "Did you mean 'secondary'?", "level:secondary"]),
        ("level:>secondary", "School", ["not ordered", "Write level:secondary"]),
        ("opened:last year", "Program", ["'last year' is not a valid value", "opened:>2024", "opened:<=2024"]),
        ("opened:2024-02-30", "Program", ["valid year, month or day"]),
        ("enrolment:many", "Program", ["whole number"]),
        ("enrolment:" + "9" * 30, "Program", ["whole number"]),
        ("value:1e999", "Claim", ["a number"]),
        ("offers.majr.code:1", "School", ["character 8", "majr", "major"]),
        ("member_of:school:a", "School", ["of type School", "leads to Alliance", "alliance:"]),
        ("member_of:x", "School", ["not an id", "alliance:"]),
        ("offers.level.code:1", "School", ["'level' is a property", "not a relationship"]),
        ("level(code:1)", "School", ["not a relationship"]),
        ("about.located_in:county:1", "Claim", ["ambiguous"]),
        ("level:", "School", ["value is missing", "!has: and the name of the field"]),
        ("level:!secondary", "School", ["cannot be negated", "!level"]),
        ("level", "School", ["colon is missing"]),
        ("has:", "School", ["name is missing"]),
        ("(level:secondary", "School", ["closing parenthesis"]),
        ("level:secondary)", "School", ["unexpected ')'"]),
        ("name:a(b", "School", ["Quote it"]),
        ('name:"a', "School", ["value is missing"]),
        ("level:secondary,", "School", ["name is missing"]),
        ("(" * 50 + "level:secondary" + ")" * 50, "School", ["nested"]),
        (",".join(["has:level"] * 100), "School", ["too many conditions"]),
        ("|".join(["name:a"] + ["a"] * 500), "School", ["too many values"]),
        ("part_of." * 9 + "id:school:a", "School", ["too many steps"]),
        ("name:" + "a" * 9000, "School", ["8,000"]),
    ],
)
def test_errors_state_the_position_and_what_is_valid(text: str, label: str, says: list[str]) -> None:
    with pytest.raises((BadValueError, UnknownNameError)) as caught:
        parse(text, label)
    assert caught.value.pointer == "/query/filter"
    for words in says:
        assert words in str(caught.value)


@each("label", LABELS)
def test_names_do_not_collide(label: str) -> None:
    assert not set(fields(label)) & set(steps(label))
    assert parser.HAS not in {*fields(label), *steps(label)}


@each("label", LABELS)
def test_every_relationship_has_a_name_from_each_of_its_ends(label: str) -> None:
    wanted = {
        (kind, forward) for kind, cls in EDGES.items() for pair in cls.pairs for forward in (True, False) if pair[not forward] == label
    }
    assert wanted == {
        (step.edge, step.forward) for name, step in steps(label).items() if name.removeprefix("inverse_") == step.edge.lower()
    }


@each("label", LABELS)
def test_every_example_of_the_catalogue_is_a_valid_filter(label: str) -> None:
    for item in catalogue(label):
        text = item["example"].replace(":...", ":x")
        parse(text, label)
        for sign in item["operators"]:
            if item["what"] == "property" and sign.startswith(":"):
                parse(f"{item['name']}{sign}{text.partition(':')[2]}", label)


HOSTILE = [
    "x' OR 1=1 //", 'x" RETURN n //', "`) DETACH DELETE (n", "}) MATCH (m) RETURN m //", "$p0", "n.id",
    "\\u0027", "\\", "/* */", "x} RETURN 1",
    "MATCH (n) RETURN n", "CALL db.labels()", "\u2028", "\x00", "' + n.name + '", "{id: 'a'}", "]->(x)", "UNION MATCH (n) RETURN n",
]  # fmt: skip


def texts_of(request: ListRequest, group_by: str) -> list[tuple[str, dict]]:
    paged = [entities.page_text(request), entities.page_text(request, after=["x"] * 1, among=None)] if not request.q else []
    return [
        *paged,
        entities.stream_text(request),
        entities.count_text(request),
        groups_text(source_of(request), group_keys(group_by, request.label)),
    ]


@each("hostile", HOSTILE)
def test_user_input_does_not_reach_the_text_of_a_query(hostile: str) -> None:
    """The query is identical to that of a harmless value; only the parameters differ."""
    harmless = texts_of(
        ListRequest("School", parse('name:"a"|"b",offers(name:"a"),located_in.name:"a",aliases:"a"', "School")), "level,county"
    )
    quote = '"' + hostile.replace('"', '""') + '"'
    conditions = parse(f'name:{quote}|"b",offers(name:{quote}),located_in.name:{quote},aliases:{quote}', "School")
    for (text, values), (other, _) in zip(texts_of(ListRequest("School", conditions), "level,county"), harmless, strict=True):
        assert text == other
        assert any(hostile in (value if isinstance(value, list) else [value]) for value in values.values())
    searched = [texts_of(ListRequest("School", q=q), "level") for q in (hostile, "a")]
    assert [text for text, _ in searched[0]] == [text for text, _ in searched[1]]
    named = [entities.page_text(ListRequest("School"), among=[words])[0] for words in (hostile, "school:a")]
    assert named[0] == named[1]


WORDS = re.compile(r"[A-Za-z_]+")
CLAUSES = re.compile(r"[prx]|EXISTS|NOT|AND|OR|IS|NULL|any|word|size|coalesce|false|\w+_(lo|hi)|DISTINCT|Thing")
PIECES = [*"abc:,|!()<>=\"' .$`{}[]\\-*/09名", "level", "secondary", "offers", "has:", "name:", "id:", "county:", "opened:>"]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_text_is_parsed_or_an_error_and_queries_contain_only_declared_names(text: str) -> None:
    plain = WORDS.findall(entities.page_text(ListRequest("School"))[0])
    every = [*NODES.values(), *EDGES.values()]
    names = {*plain, *EDGES, *NODES, *(name for cls in every for name in cls.model_fields)}
    try:
        conditions = parse(text, "School")
    except UserError as problem:
        conditions, pointer = None, problem.pointer
    if conditions is None:
        assert pointer == "/query/filter"
        return
    made, values = entities.page_text(ListRequest("School", conditions))
    assert [word for word in WORDS.findall(made) if word not in names and not CLAUSES.fullmatch(word)] == []
    assert not set("'\"`\\") & set(made)
    assert all(isinstance(value, str | int | float | list) for value in values.values())
