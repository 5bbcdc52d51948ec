"""Questions about partners, alliances and evidence, on the small graph; the expected rows were derived by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.database.reader import Store
from tests.conftest import GraphDB, Loop
from tests.graph.small_graph import QUESTIONS, Ask, Row, asker, table


@pytest.fixture(scope="module")
def ask(graph_db: GraphDB, open_store: Callable[[GraphDB], Store], run: Loop) -> Ask:
    return asker(graph_db, open_store, run)


class TestCoCultivation:
    name = "co-cultivation"
    columns = ("school", "enterprise", "since", "until", "facilities", "unnamed", "origin")
    one = ("school:one", "enterprise:smelter", "2020", "2023", ["facility:lab"], False, "d")
    some: Row = ("school:some", "enterprise:firms", None, None, [], True, "i")

    def test_a_facility_of_a_unit_belongs_to_its_school(self, ask: Ask) -> None:
        assert table(ask(self.name), *self.columns) == [self.one, self.some]

    def test_parameters(self, ask: Ask) -> None:
        assert table(ask(self.name, form="curriculum"), "school", "enterprise", "form") == [("school:two", "enterprise:jd", "curriculum")]
        assert table(ask(self.name, school="school:one"), *self.columns) == [self.one]
        assert table(ask(self.name, enterprise="enterprise:firms"), *self.columns) == [self.some]
        assert table(ask(self.name, school="school:one", enterprise="enterprise:firms"), *self.columns) == []

    def test_origin_and_date(self, ask: Ask) -> None:
        assert table(ask(self.name, origin="d"), *self.columns) == [self.one]
        assert table(ask(self.name, as_of="2024"), *self.columns) == [self.some]
        assert table(ask(self.name, as_of="2023-06"), "school") == [("school:one",), ("school:some",)]


class TestTeacherConsultants:
    name = "teacher-consultants"
    columns = ("person", "role", "school", "enterprise", "since", "unnamed", "origin")
    p = ("person:p", "teacher", "school:one", "enterprise:firms", None, True, "d")
    q = ("person:q", None, "school:two", "enterprise:smelter", "2021", False, "i")

    def test_all_and_by_school_and_enterprise(self, ask: Ask) -> None:
        assert table(ask(self.name), *self.columns) == [self.p, self.q]
        assert table(ask(self.name, school="school:two"), *self.columns) == [self.q]
        assert table(ask(self.name, enterprise="enterprise:firms"), *self.columns) == [self.p]

    def test_origin_and_date(self, ask: Ask) -> None:
        assert table(ask(self.name, origin="d"), *self.columns) == [self.p]
        assert table(ask(self.name, as_of="2020"), *self.columns) == [self.p]


class TestFacilitiesAndBeneficiaries:
    name = "facilities-and-beneficiaries"
    columns = ("facility", "kind", "run_by", "enterprise", "reported", "unnamed", "origin")
    base: Row = ("facility:base", "training base", ["enterprise:jd"], None, [], False, "d")
    lab = (
        ("facility:lab", "research centre", ["school:one.unit"], "enterprise:firms", ["claim:supported"], True, "d"),
        ("facility:lab", "research centre", ["school:one.unit"], "enterprise:smelter", ["claim:supported"], False, "d"),
    )

    def test_a_facility_without_known_beneficiary_has_a_row(self, ask: Ask) -> None:
        assert table(ask(self.name), *self.columns) == [self.base, *self.lab]

    def test_parameters(self, ask: Ask) -> None:
        assert table(ask(self.name, facility="facility:base"), *self.columns) == [self.base]
        assert table(ask(self.name, school="school:one"), *self.columns) == list(self.lab)
        assert table(ask(self.name, school="school:two"), *self.columns) == []

    def test_origin_and_date(self, ask: Ask) -> None:
        assert ask(self.name, origin="s").rows == []
        assert ask(self.name, as_of="2020").undated == 3


class TestEnterprisesWithOneFeeder:
    name = "enterprises-with-one-feeder"
    columns = ("enterprise", "program", "unnamed", "origin")
    firms = ("enterprise:firms", "program:mold", True, "i")
    jd = ("enterprise:jd", "program:metal", False, "d")
    sim = ("enterprise:sim", "program:sim", False, "s")

    def test_enterprises_with_two_programs_are_left_out(self, ask: Ask) -> None:
        assert table(ask(self.name), *self.columns) == [self.firms, self.jd, self.sim]
        assert table(ask(self.name, county="county:a"), *self.columns) == [self.firms]

    def test_origin_and_date(self, ask: Ask) -> None:
        assert table(ask(self.name, origin="d"), *self.columns) == [self.jd]
        smelter = ("enterprise:smelter", "program:shop", False, "d")
        assert table(ask(self.name, as_of="2021"), *self.columns) == [self.jd, smelter]


class TestAllianceMembers:
    name = "alliance-members"
    columns = ("alliance", "known", "schools", "enterprises", "members", "groups", "reported", "origin")
    x = ("alliance:x", 3, 2, 1, ["enterprise:smelter", "school:one", "school:two"], ["enterprise:firms"], ["claim:members"], "d")
    simulated: Row = ("alliance:x", 1, 0, 1, ["enterprise:sim"], [], ["claim:members"], "s")
    y: Row = ("alliance:y", 2, 1, 1, ["enterprise:jd", "school:one"], ["enterprise:firms"], [], "d")

    def test_simulated_members_are_counted_separately(self, ask: Ask) -> None:
        answer = ask(self.name)
        assert table(answer, *self.columns) == [self.x, self.simulated, self.y]
        assert answer.rows[0]["reported_values"] == ["exact 107 entities"]

    def test_one_alliance(self, ask: Ask) -> None:
        assert table(ask(self.name, alliance="alliance:y"), *self.columns) == [self.y]

    def test_origin_and_date(self, ask: Ask) -> None:
        assert table(ask(self.name, origin="d"), *self.columns) == [self.x, self.y]
        assert table(ask(self.name, as_of="2022", alliance="alliance:y"), "known", "members") == [(1, ["school:one"])]

    def test_an_alliance_without_members_has_a_row(self, ask: Ask) -> None:
        assert table(ask(self.name, origin="i"), "alliance", "known", "reported") == [("alliance:x", 0, []), ("alliance:y", 0, [])]


class TestAllianceTies:
    name = "alliance-ties"
    columns = ("one", "other", "tie", "unnamed", "origin")
    rows = (
        ("enterprise:smelter", "school:one", "activity", False, "d"),
        ("school:one", "enterprise:firms", "facility", True, "d"),
        ("school:one", "enterprise:firms", "teacher-consultant", True, "d"),
        ("school:one", "enterprise:smelter", "facility", False, "d"),
        ("school:one", "enterprise:smelter", "graduates", False, "d"),
        ("school:one", "enterprise:smelter", "graduates", False, "i"),
        ("school:one", "enterprise:smelter", "lecturer", False, "d"),
        ("school:one", "enterprise:smelter", "partnership", False, "d"),
        ("school:two", "enterprise:smelter", "graduates", False, "d"),
        ("school:two", "enterprise:smelter", "teacher-consultant", False, "i"),
    )

    def test_council_meetings_are_not_ties(self, ask: Ask) -> None:
        assert table(ask(self.name, alliance="alliance:x"), *self.columns) == list(self.rows)

    def test_ties_to_non_members_are_left_out(self, ask: Ask) -> None:
        assert table(ask(self.name, alliance="alliance:y"), *self.columns) == [
            ("school:one", "enterprise:firms", "facility", True, "d"),
            ("school:one", "enterprise:firms", "teacher-consultant", True, "d"),
            ("school:one", "enterprise:jd", "graduates", False, "d"),
        ]

    def test_one_kind(self, ask: Ask) -> None:
        expected = [row for row in self.rows if row[2] == "facility"]
        assert table(ask(self.name, alliance="alliance:x", tie="facility"), *self.columns) == expected

    def test_origin_and_date(self, ask: Ask) -> None:
        documented = [row for row in self.rows if row[4] == "d"]
        assert table(ask(self.name, origin="d", alliance="alliance:x"), *self.columns) == documented
        late = [
            row[:3] for row in self.rows if row[2] not in {"partnership"} and row[:3] != ("school:two", "enterprise:smelter", "graduates")
        ]
        assert table(ask(self.name, as_of="2025", alliance="alliance:x"), "one", "other", "tie") == late

    def test_the_evidence_holds_the_tie_and_both_memberships(self, ask: Ask) -> None:
        row = ask(self.name, alliance="alliance:x", tie="graduates").rows[0]
        assert [edge["type"] for edge in row["evidence"]].count("FEEDS") == 2
        assert [edge["type"] for edge in row["evidence"]].count("MEMBER_OF") == 2
        assert "PART_OF" in {edge["type"] for edge in row["evidence"]}


class TestAllianceOverlap:
    name = "alliance-overlap"
    columns = ("alliance", "other", "shared", "members", "groups", "origin")

    def test_a_group_in_both_is_not_counted(self, ask: Ask) -> None:
        assert table(ask(self.name), *self.columns) == [("alliance:x", "alliance:y", 1, ["school:one"], ["enterprise:firms"], "d")]

    def test_one_alliance(self, ask: Ask) -> None:
        assert table(ask(self.name, alliance="alliance:y"), "alliance", "other", "shared") == [("alliance:y", "alliance:x", 1)]

    def test_origin_and_date(self, ask: Ask) -> None:
        assert ask(self.name, origin="s").rows == []
        assert ask(self.name, as_of="2020").undated == 1


class TestClaimsAgainstGraph:
    name = "claims-against-graph"
    columns = ("claim", "value", "countable", "counted", "base", "origin")
    aligned = (("claim:aligned", 83.6, True, 100.0, 1, "d"), ("claim:aligned", 83.6, True, 0.0, 1, "s"))
    graduates = ("claim:graduates", 1427.0, False, None, None, "d")
    members = (("claim:members", 107.0, True, 3.0, 3, "d"), ("claim:members", 107.0, True, 1.0, 1, "s"))
    stay = ("claim:stay", 68.0, True, 100.0, 15, "i")
    supported = ("claim:supported", 20.0, True, 1.0, 1, "d")

    def test_countable_and_uncountable_claims(self, ask: Ask) -> None:
        answer = ask(self.name)
        assert table(answer, *self.columns) == [*self.aligned, self.graduates, *self.members, self.stay, self.supported]
        for row in answer.rows:
            assert (row["reason"] is None, row["reason_zh"] is None) == (row["countable"], row["countable"])
            assert (row["counts"] is None, row["counts_zh"] is None) == (not row["countable"], not row["countable"])
            assert row["evidence"]

    def test_parameters(self, ask: Ask) -> None:
        assert table(ask(self.name, about="alliance:x"), *self.columns) == list(self.members)
        assert table(ask(self.name, metric="graduates"), *self.columns) == [self.graduates]
        assert table(ask(self.name, about="alliance:x", metric="graduates"), *self.columns) == []

    def test_a_share_without_data_is_null(self, ask: Ask) -> None:
        assert table(ask(self.name, origin="dr", as_of="2021", metric="staying_local_share"), *self.columns) == [
            ("claim:stay", 68.0, True, None, 0, "d")
        ]

    def test_origin_and_date(self, ask: Ask) -> None:
        assert table(ask(self.name, origin="d", metric="alliance_members"), *self.columns) == [self.members[0]]
        assert table(ask(self.name, as_of="2022", metric="staying_local_share"), *self.columns) == [
            ("claim:stay", 68.0, True, 100.0, 10, "d")
        ]


class TestEvidenceFor:
    name = "evidence-for"
    columns = ("direction", "other", "sources", "origin")

    def test_every_relationship_with_its_sources(self, ask: Ask) -> None:
        answer = ask(self.name, thing="enterprise:jd")
        assert table(answer, *self.columns) == [
            ("to it", "program:metal", ["source:s"], "d"),
            ("from it", "alliance:y", [], "d"),
            ("from it", "industry:x", [], "d"),
            ("from it", "sector:art", [], "d"),
            ("to it", "school:two", [], "d"),
            ("from it", "facility:base", [], "d"),
        ]
        assert [row["relationship"]["type"] for row in answer.rows] == [
            "FEEDS",
            "MEMBER_OF",
            "OPERATES_IN",
            "OPERATES_IN",
            "PARTNERS_WITH",
            "RUNS",
        ]

    def test_origin_and_date(self, ask: Ask) -> None:
        assert table(ask(self.name, origin="i", thing="industry:c32"), "other") == [("sector:silver",)]
        assert ("alliance:y",) not in table(ask(self.name, as_of="2022", thing="enterprise:jd"), "other")


class TestConnectionsBetween:
    name = "connections-between"
    columns = ("steps", "things", "origin")

    def test_all_the_shortest_chains(self, ask: Ask) -> None:
        answer = ask(self.name, one="school:two", other="school:one")
        assert table(answer, *self.columns) == [
            (2, ["school:two", "activity:council", "school:one"], "d"),
            (2, ["school:two", "alliance:x", "school:one"], "d"),
        ]
        assert [edge["type"] for edge in answer.rows[0]["evidence"]] == ["TOOK_PART_IN", "TOOK_PART_IN"]

    def test_chains_without_places(self, ask: Ask) -> None:
        ends = {"one": "school:some", "other": "school:one"}
        assert table(ask(self.name, **ends), *self.columns) == [(2, ["school:some", "county:a", "school:one"], "i")]
        firms = ["school:some", "enterprise:firms"]
        assert table(ask(self.name, places=False, **ends), *self.columns) == [
            (3, [*firms, "alliance:x", "school:one"], "i"),
            (3, [*firms, "alliance:y", "school:one"], "i"),
            (3, [*firms, "person:p", "school:one"], "i"),
        ]
        assert table(ask(self.name, places=False, one="school:one", other="county:a"), "steps") == [(1,)], "an end may be a place"

    def test_steps(self, ask: Ask) -> None:
        assert ask(self.name, one="school:two", other="school:one", steps=1).rows == []

    def test_origin_and_date(self, ask: Ask) -> None:
        assert ask(self.name, origin="s", one="school:two", other="school:one").rows == []
        assert table(ask(self.name, as_of="2022", one="enterprise:jd", other="alliance:y"), "things") == [
            (["enterprise:jd", "industry:x", "enterprise:firms", "alliance:y"],)
        ], "jd joined in 2023"


class TestInitiativesAndOutcomes:
    name = "initiatives-and-outcomes"
    columns = ("county", "initiative", "started", "claim", "value", "unit", "origin")
    farm = ("county:a", "initiative:farm", "2018", "claim:graduates", 1427.0, "people", "d")
    skills = ("county:b", "initiative:skills", None, None, None, None, "d")

    def test_an_initiative_without_figure_has_a_row(self, ask: Ask) -> None:
        assert table(ask(self.name), *self.columns) == [self.farm, self.skills]

    def test_parameters(self, ask: Ask) -> None:
        assert table(ask(self.name, county="county:a"), *self.columns) == [self.farm]
        assert table(ask(self.name, initiative="initiative:skills"), *self.columns) == [self.skills]
        assert table(ask(self.name, county="county:a", initiative="initiative:skills"), *self.columns) == []

    def test_origin_and_date(self, ask: Ask) -> None:
        assert ask(self.name, origin="s").rows == []
        assert ask(self.name, as_of="2020").undated == 2


def test_every_example_has_the_required_parameters() -> None:
    for question in QUESTIONS.values():
        required = {name for name, param in question.params.items() if not param.optional}
        assert required <= set(question.example), question.name
