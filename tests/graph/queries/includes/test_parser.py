"""The parameters ``include`` and ``select``: paths, bounds and errors."""

from __future__ import annotations

import pytest

from graph.errors import BadValueError, UnknownNameError
from graph.queries.filters.name_resolution import fields, steps
from graph.queries.includes.parser import Root, names_of, parse
from graph.queries.includes.request import MOST_INCLUDES, MOST_STEPS, SHORT
from seed.model import NODES
from tests.each import each


def root(label: str = "Program") -> Root:
    return Root(label, tuple(fields(label)), (label,))


FEEDS = Root("FEEDS", ("year",), members={"start": ("Program",), "end": ("Enterprise",)})


@each("label", list(NODES))
def test_every_listed_name_can_be_included(label: str) -> None:
    for name in names_of((label,)):
        assert [one.name for one in parse(name, None, root(label)).includes] == [name]


def test_no_property_hides_a_relationship() -> None:
    assert not [label for label in NODES if set(fields(label)) & set(steps(label))]


def test_an_included_entity_has_all_its_properties() -> None:
    (school,) = parse("school", None, root()).includes
    assert (school.labels, school.shown.whole, school.shown.select) == (("School",), True, None)


def test_an_entity_on_the_way_is_in_short_form() -> None:
    (school,) = parse("school.county", None, root()).includes
    (county,) = school.shown.includes
    assert (school.shown.whole, school.shown.select, county.shown.whole) == (False, None, True)


def test_a_named_entity_on_the_way_has_all_its_properties() -> None:
    (school,) = parse("school.county,school", None, root()).includes
    assert school.shown.whole


def test_select_names_properties_of_the_row_and_of_included_entities() -> None:
    found = parse("school.county", "name,school.county.code,school.county.level", root())
    (school,) = found.includes
    assert (found.select, school.shown.select, school.shown.includes[0].shown.select) == (("name",), None, ("code", "level"))


def test_only_a_path_in_select_keeps_the_properties_of_the_row() -> None:
    assert parse("school", "school.name", root()).select is None


def test_a_repeated_name_counts_once() -> None:
    assert len(parse("school,school, school ", None, root()).includes) == 1


def test_both_ends_of_a_relationship_are_short_by_default() -> None:
    assert parse(None, None, FEEDS).members == {"start": SHORT, "end": SHORT}


def test_paths_from_the_ends_of_a_relationship() -> None:
    found = parse("start.school,end", "end.name", FEEDS)
    assert [one.name for one in found.members["start"].includes] == ["school"]
    assert (found.members["end"].select, found.includes) == (("name",), ())


def test_a_step_that_only_some_types_have_starts_at_those() -> None:
    (place,) = parse("located_in.framework", None, root("School")).includes
    step = place.shown.includes[0].step
    assert (place.labels, step is not None and step.sources) == (("County", "Region"), ("Region",))


@each(
    ("include", "near"),
    [
        ("scool", "school"),
        ("county", "school.county"),
        ("school.countyy", "county"),
        ("source", "sources"),
    ],
)
def test_an_unknown_name_gets_the_nearest_one_and_all_that_are_possible(include: str, near: str) -> None:
    with pytest.raises(UnknownNameError) as problem:
        parse(include, None, root())
    assert near in problem.value.nearest
    assert problem.value.pointer == "/query/include"
    assert "can include: " in problem.value.detail


@each(
    ("include", "select", "hint"),
    [
        ("school.county.region", None, f"The maximum is {MOST_STEPS}."),
        ("school,major,enterprise,sector,claim", None, f"The maximum is {MOST_INCLUDES}"),
        (None, "school.name", "Add include=school."),
        ("school", "school.county.name", "Add include=school.county."),
    ],
)
def test_what_is_too_much_or_not_included_is_rejected_with_the_way_out(include: str | None, select: str | None, hint: str) -> None:
    with pytest.raises(BadValueError) as problem:
        parse(include, select, root())
    assert hint in str(problem.value.hint)


def test_a_property_is_to_be_selected_instead() -> None:
    with pytest.raises(UnknownNameError, match=r"Use include=school and select=school\.level"):
        parse("school.level", None, root())


@each(("select", "near"), [("school.nam", "name"), ("levle", "level")])
def test_an_unknown_property_gets_the_nearest_one(select: str, near: str) -> None:
    with pytest.raises(UnknownNameError) as problem:
        parse("school", select, root())
    assert (near in problem.value.nearest, problem.value.pointer) == (True, "/query/select")


def test_the_names_on_the_way_count() -> None:
    parse("school.county,school.region,major", None, root())
    with pytest.raises(BadValueError, match="Too many included names: 5"):
        parse("school.county,school.region,major,enterprise", None, root())


def test_a_name_with_several_meanings_is_rejected_with_the_way_out() -> None:
    things = Root("a question", (), members={"destination": tuple(NODES)})
    with pytest.raises(BadValueError, match="'county' has several meanings here") as problem:
        parse("destination.county", None, things)
    assert "/v1/{type}?ids=" in str(problem.value.hint)
