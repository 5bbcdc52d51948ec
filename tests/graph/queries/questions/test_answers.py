"""Questions about training, on the small graph; the expected rows were derived by hand from `small_graph`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.database.reader import Store
from seed.model import NODES, label_of
from tests.conftest import GraphDB, Loop
from tests.graph.small_graph import LINKS, QUESTIONS, THINGS, Ask, Row, asker, table


@pytest.fixture(scope="module")
def ask(graph_db: GraphDB, open_store: Callable[[GraphDB], Store], run: Loop) -> Ask:
    return asker(graph_db, open_store, run)


def test_the_small_graph_matches_the_model() -> None:
    ids = {line.split()[0] for line in THINGS.split("\n") if line}
    assert all(label_of(node) in NODES for node in ids)
    assert {end for line in LINKS.split("\n") if line for end in line.split()[1:3]} <= ids


def test_all_twenty_questions_are_documented() -> None:
    assert len(QUESTIONS) >= 20
    for question in QUESTIONS.values():
        assert all(param.help and param.help_zh for param in question.params.values()), question.name
        assert "limit" in question.params
        assert len(question.about) > 150, question.name
        assert question.sentence, question.name
        assert question.sentence_zh, question.name


class TestEnterprisesFedByPrograms:
    name = "enterprises-fed-by-programs"
    columns = ("enterprise", "program", "year", "graduates", "unnamed", "origin")
    firms = ("enterprise:firms", "program:mold", 2024, None, True, "i")
    jd = ("enterprise:jd", "program:metal", None, None, False, "d")
    sim = ("enterprise:sim", "program:sim", 2024, 7, False, "s")
    metal = (
        ("enterprise:smelter", "program:metal", 2022, 10, False, "d"),
        ("enterprise:smelter", "program:metal", 2023, None, False, "d"),
        ("enterprise:smelter", "program:metal", 2024, 5, False, "i"),
    )
    shop: Row = ("enterprise:smelter", "program:shop", 2021, 3, False, "d")

    def test_every_flow_is_a_row(self, ask: Ask) -> None:
        assert table(ask(self.name), *self.columns) == [self.firms, self.jd, self.sim, *self.metal, self.shop]

    def test_county_program_and_year(self, ask: Ask) -> None:
        assert table(ask(self.name, county="county:a"), *self.columns) == [self.firms, *self.metal, self.shop]
        assert table(ask(self.name, program="program:metal"), *self.columns) == [self.jd, *self.metal]
        assert table(ask(self.name, county="county:a", program="program:shop"), *self.columns) == [self.shop]
        assert table(ask(self.name, year=2024), *self.columns) == [self.firms, self.sim, self.metal[2]]

    def test_origin_and_date(self, ask: Ask) -> None:
        assert table(ask(self.name, origin="d"), *self.columns) == [self.jd, *self.metal[:2], self.shop]
        answer = ask(self.name, as_of="2022")
        assert table(answer, *self.columns) == [self.jd, self.metal[0], self.shop]
        assert [row.get("undated", False) for row in answer.rows] == [True, True, False]

    def test_the_location_is_part_of_the_evidence(self, ask: Ask) -> None:
        [row] = ask(self.name, county="county:b").rows
        assert row["origin"] == "simulated"
        assert [edge["type"] for edge in row["evidence"]] == ["FEEDS", "LOCATED_IN", "OFFERS"]
        assert [school["id"] for school in row["schools"]] == ["school:sim"]

    def test_a_limit_sets_truncated(self, ask: Ask) -> None:
        answer = ask(self.name, limit=2)
        assert (len(answer.rows), answer.truncated) == (2, True)
        assert ask(self.name, limit=7).truncated is False


class TestProgramsFeedingEnterprise:
    name = "programs-feeding-enterprise"
    columns = ("program", "schools", "flows", "stated", "graduates", "first_year", "last_year", "unnamed", "origin")

    def test_inferred_and_documented_flows_are_not_summed(self, ask: Ask) -> None:
        assert table(ask(self.name, enterprise="enterprise:smelter"), *self.columns) == [
            ("program:metal", ["school:one.unit"], 2, 1, 10, 2022, 2023, False, "d"),
            ("program:metal", ["school:one.unit"], 1, 1, 5, 2024, 2024, False, "i"),
            ("program:shop", ["school:two"], 1, 1, 3, 2021, 2021, False, "d"),
        ]

    def test_an_unknown_number_is_null(self, ask: Ask) -> None:
        assert table(ask(self.name, enterprise="enterprise:jd"), *self.columns) == [
            ("program:metal", ["school:one.unit"], 1, 0, None, None, None, False, "d")
        ]
        assert table(ask(self.name, enterprise="enterprise:firms"), "flows", "graduates", "unnamed") == [(1, None, True)]

    def test_origin_and_date(self, ask: Ask) -> None:
        assert table(ask(self.name, origin="i", enterprise="enterprise:smelter"), "program", "schools", "graduates") == [
            ("program:metal", [], 5)
        ]
        assert table(ask(self.name, as_of="2022", enterprise="enterprise:smelter"), "program", "flows") == [
            ("program:metal", 1),
            ("program:shop", 1),
        ]


class TestCountyPipelines:
    name = "county-pipelines"
    columns = ("school", "program", "how", "destination", "local", "graduates", "unnamed", "origin")
    rows = (
        ("school:one.unit", "program:metal", "feeds", "enterprise:jd", None, None, False, "d"),
        ("school:one.unit", "program:metal", "feeds", "enterprise:smelter", True, 10, False, "d"),
        ("school:one.unit", "program:metal", "feeds", "enterprise:smelter", True, 5, False, "i"),
        ("school:one.unit", "program:metal", "serves", "sector:silver", True, None, False, "d"),
        ("school:some", "program:mold", "feeds", "enterprise:firms", True, None, True, "i"),
        ("school:sim", "program:sim", "feeds", "enterprise:sim", False, 7, False, "s"),
        ("school:sim", "program:sim", "serves", "industry:x", None, None, False, "s"),
        ("school:sim", "program:sim", "serves", "sector:gems", None, None, False, "s"),
    )

    def test_a_county(self, ask: Ask) -> None:
        assert table(ask(self.name, county="county:a"), *self.columns) == list(self.rows)

    def test_how(self, ask: Ask) -> None:
        expected = [row for row in self.rows if row[2] == "serves"]
        assert table(ask(self.name, county="county:a", how="serves"), *self.columns) == expected

    def test_all_counties(self, ask: Ask) -> None:
        answer = table(ask(self.name), "county", "program", "destination", "local")
        assert answer[8:] == [
            ("county:b", "program:art", "sector:art", None),
            ("county:b", "program:art", "sector:gems", None),
            ("county:b", "program:shop", "enterprise:smelter", False),
        ]

    def test_origin_and_date(self, ask: Ask) -> None:
        assert table(ask(self.name, origin="dr", county="county:a"), *self.columns) == [self.rows[0], self.rows[1], self.rows[3]]
        assert [row[3] for row in table(ask(self.name, as_of="2021", county="county:a"), *self.columns)] == [
            "enterprise:jd",
            "sector:silver",
            "industry:x",
            "sector:gems",
        ]


class TestGraduatesStayingLocal:
    name = "graduates-staying-local"
    columns = ("county", "programs", "local", "elsewhere", "place_unknown", "local_share", "without_number", "reported", "origin")

    def test_counts_by_origin_with_reported_figures(self, ask: Ask) -> None:
        answer = ask(self.name)
        assert table(answer, *self.columns) == [
            ("county:a", 1, 10, 0, 0, 100.0, 2, ["claim:stay"], "d"),
            ("county:a", 2, 5, 0, 0, 100.0, 1, ["claim:stay"], "i"),
            ("county:a", 1, 0, 7, 0, 0.0, 0, ["claim:stay"], "s"),
            ("county:b", 1, 0, 3, 0, 0.0, 0, [], "d"),
        ]
        assert answer.rows[0]["reported_values"] == ["as printed 68 %"]

    def test_year_and_county(self, ask: Ask) -> None:
        assert table(ask(self.name, county="county:a", year=2022), *self.columns) == [
            ("county:a", 1, 10, 0, 0, 100.0, 0, ["claim:stay"], "d")
        ]

    def test_counts_without_data_are_null(self, ask: Ask) -> None:
        assert table(ask(self.name, year=1999), *self.columns) == [("county:a", 0, None, None, None, None, 0, ["claim:stay"], "d")]

    def test_origin_and_date(self, ask: Ask) -> None:
        assert table(ask(self.name, origin="d"), "county", "local", "origin") == [("county:a", 10, "d"), ("county:b", 0, "d")]
        assert table(ask(self.name, as_of="2022", county="county:a"), "local", "without_number") == [(10, 1)]


class TestProgramsForIndustry:
    name = "programs-for-industry"
    columns = ("program", "target", "crosswalk", "major", "unnamed", "origin")
    metal = ("program:metal", "sector:silver", "stated", None, False, "d")
    mold = ("program:mold", "industry:c322", "name", "major:m", True, "i")

    def test_a_sector_counts_the_industries_that_belong_to_it(self, ask: Ask) -> None:
        shop: Row = ("program:shop", "sector:silver", "simulated", "major:n", False, "s")
        assert table(ask(self.name, sector="sector:silver"), *self.columns) == [self.metal, self.mold, shop]

    def test_an_industry_counts_its_classes_and_its_sector(self, ask: Ask) -> None:
        through_sector = (*self.metal[:5], "i")
        assert table(ask(self.name, origin="dri", industry="industry:c32"), *self.columns) == [through_sector, self.mold]
        assert table(ask(self.name, origin="dri", industry="industry:c322"), *self.columns) == [through_sector, self.mold]
        assert table(ask(self.name, industry="industry:x"), "program", "origin") == [("program:sim", "s")]

    def test_both_must_hold(self, ask: Ask) -> None:
        assert table(ask(self.name, industry="industry:c322", sector="sector:gems"), "program") == []
        assert table(ask(self.name, origin="dri", industry="industry:c322", sector="sector:silver"), "program") == [
            ("program:metal",),
            ("program:mold",),
        ]

    def test_without_parameters_all_targets(self, ask: Ask) -> None:
        assert table(ask(self.name), "program", "target") == [
            ("program:art", "sector:art"),
            ("program:art", "sector:gems"),
            ("program:metal", "sector:silver"),
            ("program:mold", "industry:c322"),
            ("program:shop", "sector:silver"),
            ("program:sim", "industry:x"),
            ("program:sim", "sector:gems"),
        ]

    def test_origin_and_date(self, ask: Ask) -> None:
        assert table(ask(self.name, origin="dr", sector="sector:silver"), *self.columns) == [self.metal]
        assert ask(self.name, as_of="2020", sector="sector:silver").undated == 3


class TestProgramsOutsidePriorities:
    name = "programs-outside-priorities"
    columns = ("program", "serves", "recorded", "unnamed", "origin")
    art = ("program:art", ["sector:art", "sector:gems"], True, False, "d")
    shop: Row = ("program:shop", [], False, False, "d")
    sim = ("program:sim", ["industry:x", "sector:gems"], True, False, "s")

    def test_county_priorities_apply_to_programs_of_the_county(self, ask: Ask) -> None:
        assert table(ask(self.name), *self.columns) == [self.shop, self.sim], "art serves gems, and its own county prioritises gems"

    def test_one_framework(self, ask: Ask) -> None:
        assert table(ask(self.name, framework="framework:f"), *self.columns) == [self.art, self.shop, self.sim]

    def test_a_county(self, ask: Ask) -> None:
        assert table(ask(self.name, county="county:b"), *self.columns) == [self.shop]
        assert table(ask(self.name, county="county:b", framework="framework:f"), *self.columns) == [self.art, self.shop]

    def test_origin(self, ask: Ask) -> None:
        unproved: Row = ("program:mold", [], False, True, "d")
        assert table(ask(self.name, origin="dr"), *self.columns) == [unproved, self.shop]

    def test_date(self, ask: Ask) -> None:
        assert table(ask(self.name, as_of="2020"), "program") == []
        assert table(ask(self.name, as_of="2022"), "program") == [("program:shop",)]
        assert table(ask(self.name, as_of="2025"), "program") == [("program:sim",)]


class TestIndustriesWithoutPrograms:
    name = "industries-without-programs"
    columns = ("target", "enterprises", "groups", "wanted_by", "simulated_programs", "origin")

    def test_a_simulated_program_does_not_fill_a_real_gap(self, ask: Ask) -> None:
        assert table(ask(self.name), *self.columns) == [
            ("industry:x", 1, 1, [], True, "d"),
            ("sector:tea", 0, 0, ["framework:f"], False, "r"),
        ]

    def test_demand_and_supply_of_a_county(self, ask: Ask) -> None:
        assert table(ask(self.name, county="county:b"), *self.columns) == [("industry:x", 1, 0, [], False, "s")]
        assert table(ask(self.name, county="county:a"), *self.columns) == [], "an unnamed group is not counted as demand"

    def test_origin_and_date(self, ask: Ask) -> None:
        assert table(ask(self.name, origin="d"), *self.columns) == [
            ("industry:c322", 1, 0, [], False, "d"),
            ("industry:x", 1, 1, [], False, "d"),
            ("sector:tea", 0, 0, ["framework:f"], False, "r"),
        ], "documented includes the priorities of public tables"
        assert len(ask(self.name, as_of="2020").rows) == 2


class TestProgramOpeningsAndClosings:
    name = "program-openings-and-closings"
    columns = ("program", "schools", "change", "date", "unnamed", "origin")
    metal = ("program:metal", ["school:one.unit"], "opened", "2019", False, "d")
    shop: Row = ("program:shop", ["school:two"], "opened", "2021", False, "d")
    sim = ("program:sim", ["school:sim"], "opened", "2023", False, "s")
    closed = ("program:shop", ["school:two"], "closed", "2024-06", False, "d")
    art = ("program:art", ["school:two"], "downsized", None, False, "d")

    def test_every_change(self, ask: Ask) -> None:
        assert table(ask(self.name), *self.columns) == [self.metal, self.shop, self.sim, self.closed, self.art]

    def test_parameters(self, ask: Ask) -> None:
        assert table(ask(self.name, county="county:b"), *self.columns) == [self.shop, self.closed, self.art]
        assert table(ask(self.name, change="closed"), *self.columns) == [self.closed]
        assert table(ask(self.name, **{"from": 2021}), *self.columns) == [self.shop, self.sim, self.closed]
        assert table(ask(self.name, to=2021), *self.columns) == [self.metal, self.shop]
        assert table(ask(self.name, **{"from": 2023, "to": 2023}), *self.columns) == [self.sim]

    def test_origin_and_date(self, ask: Ask) -> None:
        assert table(ask(self.name, origin="s"), *self.columns) == [self.sim]
        assert table(ask(self.name, as_of="2022"), *self.columns) == [self.metal, self.shop, self.art]
        assert table(ask(self.name, as_of="2025", county="county:b"), *self.columns) == [self.shop, self.closed, self.art]


class TestFrameworkCoverage:
    name = "framework-coverage"
    columns = ("prioritised_by", "tier", "sector", "programs", "enterprises", "groups", "origin")
    tea = ("framework:f", "future", "sector:tea", 0, 0, 0, "r")

    def test_one_row_per_origin_without_groups(self, ask: Ask) -> None:
        assert table(ask(self.name, framework="framework:f"), *self.columns) == [
            ("framework:f", "emerging", "sector:silver", 1, 0, 0, "d"),
            ("framework:f", "emerging", "sector:silver", 0, 1, 1, "i"),
            self.tea,
        ]

    def test_priorities_of_counties(self, ask: Ask) -> None:
        assert table(ask(self.name), *self.columns)[:2] == [
            ("county:b", None, "sector:gems", 1, 0, 0, "d"),  # the simulated program for gems is of county a
            ("framework:f", "emerging", "sector:silver", 1, 0, 0, "d"),
        ]

    def test_a_county(self, ask: Ask) -> None:
        empty = ("framework:f", "emerging", "sector:silver", 0, 0, 0, "r")
        assert table(ask(self.name, framework="framework:f", county="county:b"), *self.columns) == [empty, self.tea]
        assert table(ask(self.name, framework="framework:f", county="county:a"), "programs", "enterprises") == [(1, 0), (0, 1), (0, 0)]

    def test_origin_and_date(self, ask: Ask) -> None:
        assert table(ask(self.name, origin="dr", framework="framework:f"), "sector", "programs", "origin") == [
            ("sector:silver", 1, "d"),
            ("sector:tea", 0, "r"),
        ]
        assert len(ask(self.name, as_of="2020", framework="framework:f").rows) == 3
