"""Test pairs connected only by people, by hand; simulated people never count as documented ones."""

from __future__ import annotations

from collections import defaultdict
from random import Random

import pytest

from graph.measures.catalogue.bridges import BY, MEASURE
from graph.snapshot.view import View
from tests.each import each
from tests.graph.measures.worlds import measure, outcome, recount, rows, snapshot_of

THINGS = """
school:one d kind=named
school:one.unit d kind=unit
school:two d kind=named
school:some d kind='unnamed group'
school:sim s kind=named
enterprise:a d kind=named
enterprise:b d kind=named
enterprise:c d kind=named
enterprise:d d kind=named
enterprise:firms d kind='unnamed group'
enterprise:sim s kind=named
program:p d level=secondary status=active
facility:lab d kind='research centre'
alliance:x d
person:t1 d
person:t2 d
person:t3 d
person:t4 d
person:t5 d
person:l1 d
person:l2 d
person:l3 d
person:guests d kind='unnamed group'
person:private d
person:s1 s
person:s2 s
person:s3 s
coverage:c d scope=school:two sought=CONSULTS_FOR status='not collected'
"""
LINKS = """
PART_OF school:one.unit school:one d
TEACHES_AT person:t1 school:one.unit d
CONSULTS_FOR person:t1 enterprise:a d
TEACHES_AT person:t2 school:one d
CONSULTS_FOR person:t2 enterprise:a d
TEACHES_AT person:t3 school:one d
CONSULTS_FOR person:t3 enterprise:b d
PARTNERS_WITH school:one.unit enterprise:b d form=curriculum valid_from=2022
LECTURES_AT person:l1 school:two d
WORKS_FOR person:l1 enterprise:c d
OFFERS school:two program:p d
FEEDS program:p enterprise:c d
LECTURES_AT person:l2 school:two i
WORKS_FOR person:l2 enterprise:d d
LECTURES_AT person:l3 school:one d
WORKS_FOR person:l3 enterprise:d d
MEMBER_OF school:one alliance:x d
MEMBER_OF enterprise:d alliance:x d
TEACHES_AT person:t5 school:two d
CONSULTS_FOR person:t5 enterprise:a d
RUNS school:two facility:lab d
SUPPORTS facility:lab enterprise:a d
TEACHES_AT person:t4 school:two d
CONSULTS_FOR person:t4 enterprise:firms d
LECTURES_AT person:guests school:one d
WORKS_FOR person:guests enterprise:c d
TEACHES_AT person:private school:one d
WORKS_FOR person:private enterprise:c d
TEACHES_AT person:s1 school:sim s
CONSULTS_FOR person:s1 enterprise:sim s
TEACHES_AT person:s2 school:one s
CONSULTS_FOR person:s2 enterprise:c s
LECTURES_AT person:s3 school:sim s
WORKS_FOR person:s3 enterprise:c s
"""
WORLD = snapshot_of(THINGS, LINKS)
VIEW = View(WORLD)


def test_by_hand() -> None:
    # Documented pairs over people: one-a (t1 by the unit, t2), one-b (t3), two-c (l1), one-d (l3), two-a (t5): five. Of these one-b are
    # partners, graduates flow from two to c, one and d are in an alliance, two runs a lab that supports a: one-a alone is left.
    # Inferred: two-d (l2). Simulated: sim-sim (s1); s2 and s3 would say something of real ones.
    found = measure(MEASURE, VIEW)
    assert {key: figure.value for key, figure in found.items()} == {"documented": 1, "inferred": 1, "simulated": 1}
    cells = found["documented"].cells
    assert (cells["connected"], cells["people"], cells["schools"], cells["enterprises"]) == (5, 2, 1, 1)
    assert [cells[f"also_{tie}"] for tie in ("partnership", "flow", "alliance", "facility")] == [1, 1, 1, 1]
    assert (cells["teacher_consultants"], cells["lecturers"]) == (2, 0)
    assert {key: figure.origin for key, figure in found.items()} == {name: name for name in found}


@each(
    ("by", "bridges"),
    [
        ("school", {"school:one|documented": 1, "school:two|documented": 0, "school:two|inferred": 1, "school:sim|simulated": 1}),
        (
            "pair",
            {"school:one|enterprise:a|documented": 1, "school:two|enterprise:d|inferred": 1, "school:sim|enterprise:sim|simulated": 1},
        ),
        ("person", {"person:t1|documented": 1, "person:t2|documented": 1, "person:l2|inferred": 1, "person:s1|simulated": 1}),
        ("enterprise", {"enterprise:a|documented": 1, "enterprise:d|inferred": 1, "enterprise:sim|simulated": 1}),
    ],
)
def test_groups(by: str, bridges: dict[str, float]) -> None:
    found = {key: figure.value for key, figure in measure(MEASURE, VIEW, by=by).items()}
    assert {key: found[key] for key in bridges} == bridges
    assert all(value == 0 for key, value in found.items() if key not in bridges)


def test_audit_names_the_people_of_each_bridge() -> None:
    figure = measure(MEASURE, VIEW)["documented"]
    assert [(row.id, row.role, row.amount, row.of) for row in figure.evidence()] == [
        ("CONSULTS_FOR~person:t1~enterprise:a", "part", 0.5, "school:one"),
        ("TEACHES_AT~person:t1~school:one.unit", "path", 1.0, "CONSULTS_FOR~person:t1~enterprise:a"),
        ("CONSULTS_FOR~person:t2~enterprise:a", "part", 0.5, "school:one"),
        ("TEACHES_AT~person:t2~school:one", "path", 1.0, "CONSULTS_FOR~person:t2~enterprise:a"),
    ]


@each("by", BY)
@each("origin", [None, ("documented",), ("documented", "inferred"), ("simulated",)])
def test_evidence_gives_the_figures_and_origins_stay_apart(by: str, origin: tuple[str, ...] | None) -> None:
    for figure in measure(MEASURE, View(WORLD, origin), by=by).values():
        assert recount(figure).get("part", 0) == pytest.approx(figure.value, abs=1e-12)
        for row in figure.evidence():
            assert ("person:s" in row.id) == (figure.origin == "simulated")


def test_documented_origin_only() -> None:
    assert list(measure(MEASURE, View(WORLD, ("documented",)))) == ["documented"]


def test_left_out() -> None:
    found = outcome(MEASURE, VIEW)
    # The guests with c are unknown; of who is advised by people of two, such as t4, nobody collected the names
    assert found.excluded == {"unknown": 1, "not collected": 1}
    assert "unnamed groups" in found.notes[0].text
    # At school two there is a documented chain, at the simulated one there is none.
    assert len(outcome(MEASURE, VIEW, school="school:two").notes) == 1
    assert "no documented person" in outcome(MEASURE, VIEW, school="school:sim").notes[-1].text


def test_filters() -> None:
    assert measure(MEASURE, VIEW, school="school:one.unit", enterprise="enterprise:a")["documented"].value == 1
    assert rows(measure(MEASURE, VIEW, role="lecturer")["inferred"], "part") == ["WORKS_FOR~person:l2~enterprise:d"]
    assert measure(MEASURE, VIEW, role="lecturer")["documented"].value == 0


def test_as_of_before_the_partnership_counts_a_bridge() -> None:
    assert measure(MEASURE, View(WORLD, as_of="2021"))["documented"].value == 2  # one-a, and one-b


def test_a_person_in_both_roles_counts_once() -> None:
    links = LINKS + "LECTURES_AT person:t1 school:one d\nWORKS_FOR person:t1 enterprise:a d\n"
    figure = measure(MEASURE, View(snapshot_of(THINGS, links)))["documented"]
    assert (figure.value, figure.cells["people"]) == (1, 2)
    assert recount(figure)["part"] == 1


def test_empty_graph_is_refused() -> None:
    found = measure(MEASURE, View(snapshot_of("school:one d kind=named")))["documented"]
    assert found.value is None
    assert found.refused is not None
    assert "does not mean that there are none" in found.refused.text
    assert outcome(MEASURE, View(snapshot_of("school:one d kind=named"), ("simulated",))).figures == []


def test_simulated_people_do_not_replace_documented_ones() -> None:
    links = "\n".join(line for line in LINKS.splitlines() if "person:s" in line or "firms" in line or "person:t4" in line)
    found = measure(MEASURE, View(snapshot_of(THINGS, links)))
    assert {key: figure.value for key, figure in found.items()} == {"documented": None, "simulated": 1}
    assert rows(found["documented"], "not collected") == ["CONSULTS_FOR~person:t4~enterprise:firms"]


def test_shared_activity_is_a_tie() -> None:
    there = f"{THINGS}activity:fair d kind=fair\nactivity:other d kind=fair"
    links = f"{LINKS}TOOK_PART_IN school:one.unit activity:fair d\nTOOK_PART_IN enterprise:c activity:fair d\n"
    links += "TOOK_PART_IN enterprise:a activity:other d\nTOOK_PART_IN person:t1 activity:fair d\n"
    figure = measure(MEASURE, View(snapshot_of(there, links)))["documented"]
    assert (figure.value, figure.cells["also_activity"]) == (1, 0)
    figure = measure(MEASURE, View(snapshot_of(there, f"{links}TOOK_PART_IN enterprise:a activity:fair d")))["documented"]
    assert (figure.value, figure.cells["also_activity"]) == (0, 1)


def by_sets(links: str) -> set[tuple[str, str]]:
    """Return the bridges of a documented graph without units or groups, computed with plain sets."""
    ties: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for line in links.splitlines():
        kind, start, end, *_ = line.split()
        ties[kind].add((start, end))

    def over(first: set[tuple[str, str]], second: set[tuple[str, str]]) -> set[tuple[str, str]]:
        return {(a, d) for a, b in first for c, d in second if b == c}

    def back(links: set[tuple[str, str]]) -> set[tuple[str, str]]:
        return {(b, a) for a, b in links}

    people = over(back(ties["TEACHES_AT"]), ties["CONSULTS_FOR"]) | over(back(ties["LECTURES_AT"]), ties["WORKS_FOR"])
    other = ties["PARTNERS_WITH"] | over(ties["OFFERS"], ties["FEEDS"]) | over(ties["MEMBER_OF"], back(ties["MEMBER_OF"]))
    other |= over(ties["TOOK_PART_IN"], back(ties["TOOK_PART_IN"]))
    other |= over(ties["RUNS"], ties["SUPPORTS"]) | over(ties["RUNS"], back(ties["RUNS"]))
    return people - other


KINDS = {
    "TEACHES_AT": ("person", "school"),
    "CONSULTS_FOR": ("person", "enterprise"),
    "LECTURES_AT": ("person", "school"),
    "WORKS_FOR": ("person", "enterprise"),
    "PARTNERS_WITH": ("school", "enterprise"),
    "OFFERS": ("school", "program"),
    "FEEDS": ("program", "enterprise"),
    "RUNS": ("school|enterprise", "facility"),
    "SUPPORTS": ("facility", "enterprise"),
    "MEMBER_OF": ("school|enterprise", "alliance"),
    "TOOK_PART_IN": ("school|enterprise", "activity"),
}


@each("seed", range(40))
def test_random_graphs_against_plain_sets(seed: int) -> None:
    chance = Random(seed)
    sizes = {"school": 4, "enterprise": 5, "person": 8, "program": 4, "facility": 3, "alliance": 2, "activity": 3}
    things = "\n".join(f"{label}:{n} d" for label, size in sizes.items() for n in range(size))
    links = set()
    for _ in range(45):
        kind = chance.choice([*KINDS, "TEACHES_AT", "CONSULTS_FOR"])
        start, end = (chance.choice(labels.split("|")) for labels in KINDS[kind])
        links.add(f"{kind} {start}:{chance.randrange(sizes[start])} {end}:{chance.randrange(sizes[end])} d")
    text = "\n".join(sorted(links))
    found = measure(MEASURE, View(snapshot_of(things, text)), by="pair")
    pairs = {tuple(key.split("|")[:2]) for key, figure in found.items() if figure.value}
    assert pairs == by_sets(text)
