"""Records of included entities as items of a response, and as cells of a file."""

from __future__ import annotations

from typing import Any

from graph.export.columns import cells
from graph.queries.filters.name_resolution import fields
from graph.queries.includes.columns import columns_of, member_columns
from graph.queries.includes.items import included_item, member_item
from graph.queries.includes.parser import Root, parse
from graph.queries.includes.request import Include, Shown

COUNTY = {"id": "county:1", "name": "One", "name_zh": None, "origin": "reference", "code": "1"}
SCHOOL = {"id": "school:a", "name": "A", "name_zh": "甲", "kind": "named", "level": "secondary", "origin": "documented"}


def edge(**row: Any) -> dict[str, Any]:
    return {"type": "OFFERS", "start": "school:a", "end": "program:p", "row": {"origin": "documented", "sources": ["source:s"], **row}}


def includes(include: str, select: str | None = None) -> tuple[Include, ...]:
    return parse(include, select, Root("Program", tuple(fields("Program")), ("Program",))).includes


def school(**more: Any) -> list[dict[str, Any]]:
    return [{"total": 1, "row": {**SCHOOL, **more}, "via": [edge()]}]


def test_an_included_entity_names_the_relationships_that_lead_to_it() -> None:
    (item,) = included_item({"school": school()}, includes("school"), dated=False)["school"]["items"]
    assert item["via"] == [{"id": "OFFERS~school:a~program:p", "type": "OFFERS", "origin": "documented", "sources": ["source:s"]}]


def test_nothing_found_has_the_total_zero() -> None:
    assert included_item({"school": []}, includes("school"), dated=False) == {"school": {"total": 0, "items": []}}


def test_a_selected_item_has_these_properties_and_those_of_every_item() -> None:
    (item,) = included_item({"school": school()}, includes("school", "school.level"), dated=False)["school"]["items"]
    assert set(item) == {"id", "type", "level", "origin", "href", "via"}


def test_an_item_on_the_way_is_short_and_has_what_it_includes() -> None:
    record = school(included={"county": [{"total": 12, "row": COUNTY, "via": [edge()]}]})
    (item,) = included_item({"school": record}, includes("school.county"), dated=False)["school"]["items"]
    assert "level" not in item
    assert (item["included"]["county"]["total"], item["included"]["county"]["items"][0]["code"]) == (12, "1")


def test_sources_have_no_relationship_that_leads_to_them() -> None:
    source = {"id": "source:s", "name": "S", "origin": "documented", "kind": "article"}
    (item,) = included_item({"sources": [{"total": 1, "row": source}]}, includes("sources"), dated=True)["sources"]["items"]
    assert not {"via", "undated"} & item.keys()


def test_an_item_is_undated_if_no_relationship_to_it_has_a_date() -> None:
    record = [{"total": 1, "row": SCHOOL, "via": [edge(), edge(valid_from="2020")]}, {"total": 1, "row": SCHOOL, "via": [edge()]}]
    items = included_item({"school": record}, includes("school"), dated=True)["school"]["items"]
    assert [item["undated"] for item in items] == [False, True]


def test_an_end_of_a_relationship_keeps_its_short_form() -> None:
    item = member_item(SCHOOL, Shown(("level",)), dated=False)
    assert set(item) == {"id", "type", "name", "name_zh", "origin", "href", "level"}


def test_a_file_has_the_number_and_the_properties_of_included_entities() -> None:
    wanted = includes("school.county", "school.level")
    record = [
        *school(included={"county": [{"total": 1, "row": COUNTY, "via": [edge()]}]}),
        {"total": 2, "row": {**SCHOOL, "id": "school:b", "level": None, "included": {"county": []}}, "via": [edge()]},
    ]
    record[0]["total"] = 2
    row = {"id": "program:p", "included": included_item({"school": record}, wanted, dated=False)}
    assert {cell.name: cell.read(row) for cell in cells(columns_of(wanted))} == {
        "school_total": 2,
        "school_id": ["school:a", "school:b"],
        "school_level": ["secondary", ""],
        "school_county_total": 1,
        "school_county_id": ["county:1"],
        "school_county_name": ["One"],
        "school_county_name_zh": [""],
        "school_county_origin": ["reference"],
    }


def test_a_file_has_the_selected_properties_of_an_end_with_their_kind() -> None:
    shown = {"start": Shown(("enrolment", "name"))}
    (cell,) = cells(member_columns(shown, {"start": ("Program",)}))
    assert (cell.name, cell.kind, cell.read({"start": {"enrolment": 40}})) == ("start_enrolment", "int", 40)
