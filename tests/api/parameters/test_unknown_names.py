"""Hints for unknown parameters: what a client should write instead."""

from __future__ import annotations

from api.parameters.unknown_names import filter_path, hint_for
from graph.errors import BadValueError, UnknownNameError
from graph.queries.filters.name_resolution import fields, steps
from graph.queries.filters.parser import parse
from seed.model import NODES
from seed.suggestions import renamed, suggestion
from tests.each import each

LISTED = ("filter", "q", "select", "sort", "per_page", "cursor", "group_by", "sample", "random_seed")


@each(
    ("path", "name", "value", "hint"),
    [
        ("/v1/programs", "county", "county:431024", "Use filter=school.county:county:431024."),
        ("/v1/schools", "level", "secondary", "Use filter=level:secondary."),
        ("/v1/schools", "name", "a, b", 'Use filter=name:"a, b".'),
        ("/v1/relationships", "year", "2024", "Use filter=year:2024."),
        ("/v1/schools", "limit", "5", "Use 'per_page'."),
        ("/v1/schools", "seed", "5", "It is called 'random_seed'."),
        ("/v1/schools", "per_pag", "5", "Did you mean 'per_page'?"),
        ("/v1/schools", "lvel", "secondary", "Use filter=level:secondary."),
    ],
)
def test_an_unknown_parameter_gets_the_right_way_to_say_it(path: str, name: str, value: str, hint: str) -> None:
    assert hint_for(path, name, value, LISTED) == hint


def test_a_route_with_a_limit_names_it() -> None:
    assert hint_for("/v1/search", "per_page", "5", ("q", "type", "limit")) == "Use 'limit'."


def test_the_earlier_name_of_the_start_of_a_graph() -> None:
    assert hint_for("/v1/graph", "seed", "school:a", ("start", "depth", "nodes")) == "It is called 'start'."


def test_a_route_without_parameters_says_so() -> None:
    assert hint_for("/v1/questions", "seed", "1", ()) == "This path takes no parameters."


def _fault(path: str, label: str) -> str | None:
    try:
        parse(f"has:{path}", label)
    except BadValueError as problem:
        return "is ambiguous" if "is ambiguous" in str(problem) else str(problem)
    except UnknownNameError as problem:
        return str(problem)
    return None


@each("label", list(NODES))
def test_every_suggested_path_is_a_valid_filter(label: str) -> None:
    names = {name for other in NODES for name in (*fields(other), *steps(other))}
    paths = [path for name in sorted(names) if (path := filter_path(f"/v1/{NODES[label].path}", name)) is not None]
    assert len(paths) > 5
    for path in paths:
        assert _fault(path, label) in {None, "is ambiguous"}, path


def test_names_that_were_not_renamed_have_no_present_name() -> None:
    assert renamed("sede", LISTED) is None
    assert renamed("seed", ("depth",)) is None
    assert suggestion("seed", ("random_seed", "draws")) == "It is called 'random_seed'."
