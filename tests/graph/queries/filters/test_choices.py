"""Filters accept the values that packages add to lists."""

from __future__ import annotations

import pytest

from graph.errors import BadValueError
from graph.queries.filters.field_catalogue import catalogue
from graph.queries.filters.parser import parse, parse_edge

STATE = {"Region.kind": ("state",)}


def test_a_filter_accepts_an_added_value() -> None:
    with pytest.raises(BadValueError, match="not a valid value"):
        parse("kind:state", "Region")
    assert parse("kind:state", "Region", STATE)
    assert parse_edge("end.kind:state", ("LOCATED_IN",), STATE)


def test_the_catalogue_of_filters_lists_an_added_value() -> None:
    (kind,) = (row for row in catalogue("Region", STATE) if row["name"] == "kind")
    assert kind["choices"] == ["province", "prefecture", "zone", "state"]
