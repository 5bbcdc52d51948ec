"""Test the decomposition of the aligned share by hand with fractions, and that its parts add up on random graphs."""

from __future__ import annotations

from fractions import Fraction
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.measures.catalogue.alignment_changes import MEASURE, PARTS
from graph.snapshot.view import View
from tests.graph.measures.worlds import measure, outcome, recount, rows, snapshot_of

BASE = "sector:silver r\nsector:art r\nframework:f r\ncounty:a r\nschool:one d kind=named\nLINE\n"


def program(name: str, words: str = "", status: str = "active") -> str:
    return f"program:{name} d level=secondary status={status} {words}\n"


def serves(name: str, sector: str, words: str = "") -> str:
    return f"SERVES program:{name} sector:{sector} d crosswalk=stated {words}\n"


# Ten that were always there: b0 to b5 serve silver, b6 to b9 art.
THINGS = BASE.replace("LINE\n", "") + "".join(program(f"b{n}") for n in range(10))
LINKS = "PRIORITISES framework:f sector:silver r\n" + "".join(serves(f"b{n}", "silver" if n < 6 else "art") for n in range(10))
# 2023: c1 (art) and c2 (silver) closed, o1 (silver) and o2 (art) opened; ch began to serve silver beside art; k became known.
THINGS += program("c1", "closed=2023", "closed") + program("c2", "closed=2023-05", "closed")
THINGS += program("o1", "opened=2023") + program("o2", "opened=2023-09") + program("ch") + program("k")
# Never in: opened and closed within the year; closed without a date; of unknown status; of nothing known.
THINGS += program("brief", "opened=2023 closed=2023", "closed") + program("gone", status="closed") + program("odd", status="unknown")
THINGS += program("mute")
LINKS += serves("c1", "art") + serves("c2", "silver") + serves("o1", "silver") + serves("o2", "art") + serves("ch", "art")
LINKS += serves("ch", "silver", "valid_from=2023").replace("stated", "context") + serves("k", "silver", "valid_from=2023")
LINKS += serves("brief", "silver") + serves("gone", "silver") + serves("odd", "silver")
LINKS += "LOCATED_IN school:one county:a d\nOFFERS school:one program:gone d\n"
WORLD = snapshot_of(THINGS, LINKS)


def test_by_hand() -> None:
    # End of 2022: b0-b9 (6 aligned), c1, c2 (aligned), ch: 7 of 13. End of 2023: b0-b9, o1, o2, ch, k: 6 + 1 + 1 + 1 = 9 of 14.
    before, after = Fraction(7, 13), Fraction(9, 14)
    mean = (before + after) / 2
    w0, w1 = Fraction(1, 13), Fraction(1, 14)
    expected = {
        "difference": after - before,
        "closed": -w0 * ((0 - mean) + (1 - mean)),
        "opened": w1 * ((1 - mean) + (0 - mean)),
        "changed": (w0 + w1) / 2,
        # b0-b5 aligned at both ends, b6-b9 at neither, ch at one of two; and k, which came without opening.
        "rest": (w1 - w0) * (6 * (1 - mean) + 4 * (0 - mean) + (Fraction(1, 2) - mean)) + w1 * (1 - mean),
    }
    assert expected["difference"] == sum(expected[part] for part in PARTS)
    found = measure(MEASURE, View(WORLD))
    assert {key: figure.value for key, figure in found.items()} == {
        f"2023|{part}": pytest.approx(float(100 * value), abs=1e-12) for part, value in expected.items()
    }
    cells = found["2023|closed"].cells
    assert (cells["aligned_before"], cells["programs_before"], cells["aligned_after"], cells["programs_after"]) == (7, 13, 9, 14)
    assert rows(found["2023|closed"], "part") == ["program:c1", "program:c2"]
    assert rows(found["2023|opened"], "part") == ["program:o1", "program:o2"]
    assert rows(found["2023|changed"], "part") == ["program:ch"]
    assert found["2023|closed"].origin == "documented"
    assert (found["2023|closed"].cells["programs"], found["2023|closed"].cells["aligned"]) == (2, 1)


def test_left_out_counts_unknown_programs() -> None:
    assert outcome(MEASURE, View(WORLD)).excluded == {"unknown": 3}  # gone, odd and mute
    assert outcome(MEASURE, View(WORLD), county="county:a").excluded == {"unknown": 1}  # gone
    found = outcome(MEASURE, View(WORLD), county="county:a")
    assert found.figures == []
    assert "No selected program" in found.notes[0].text


def test_since_until_and_as_of_select_years() -> None:
    keys = {key.partition("|")[0] for key in measure(MEASURE, View(WORLD), since=2022, until=2024)}
    assert keys == {"2022", "2023", "2024", "2022-2024"}
    assert {key.partition("|")[0] for key in measure(MEASURE, View(WORLD, as_of="2022"), since=2021)} == {"2021", "2022", "2021-2022"}


def test_too_few_programs_are_refused() -> None:
    for figure in measure(MEASURE, View(WORLD), crosswalk="flows").values():
        assert figure.value is None
        assert figure.refused is not None


years = st.sampled_from(["", "2021", "2022-03", "2023"])
random_programs = st.lists(
    st.tuples(
        st.sampled_from(["active", "downsized", "closed", "unknown"]), years, years, st.sampled_from(["silver", "art", ""]), years, years
    ),
    max_size=25,
)


@given(random_programs, st.sampled_from(["", "valid_from=2022", "valid_to=2021"]))
def test_parts_add_up_on_random_graphs(programs: list[tuple[str, ...]], priority: str) -> None:
    things, links = BASE.replace("LINE\n", ""), f"PRIORITISES framework:f sector:silver r {priority}\n"
    for n in range(10):
        things += program(f"b{n}")
        links += serves(f"b{n}", "silver" if n % 3 else "art")
    for n, (status, opened, closed, sector, since, until) in enumerate(programs):
        stated = f"opened={opened} " if opened else ""
        things += program(f"r{n}", stated + (f"closed={closed}" if closed and status == "closed" else ""), status)
        if sector:
            links += serves(
                f"r{n}", sector, " ".join(f"{key}={value}" for key, value in (("valid_from", since), ("valid_to", until)) if value)
            )
    found = measure(MEASURE, View(snapshot_of(things, links)), since=2021, until=2023)
    for period in ("2021", "2022", "2023", "2021-2023"):
        values = {part: found[f"{period}|{part}"].value for part in ("difference", *PARTS)}
        cells = found[f"{period}|difference"].cells
        plain = 100 * (cells["aligned_after"] / cells["programs_after"] - cells["aligned_before"] / cells["programs_before"])
        assert values["difference"] == pytest.approx(plain, abs=1e-12)
        assert fsum(values[part] or 0 for part in PARTS) == pytest.approx(plain, abs=1e-12)
        for part, value in values.items():
            assert recount(found[f"{period}|{part}"]).get("part", 0) == pytest.approx(value, abs=1e-12)
    # Differences of the years add up to that of all years.
    total = fsum(found[f"{year}|difference"].value or 0 for year in (2021, 2022, 2023))
    assert found["2021-2023|difference"].value == pytest.approx(total, abs=1e-12)


def test_years_of_recruiting_are_neither_openings_nor_closings() -> None:
    seen = "program:seen d level=secondary status=unknown recruited=2022\nprogram:later d level=secondary status=unknown recruited=2023\n"
    more = snapshot_of(THINGS + seen, LINKS + serves("seen", "silver") + serves("later", "art"))
    values = {key: figure.value for key, figure in measure(MEASURE, View(WORLD)).items()}
    assert {key: figure.value for key, figure in measure(MEASURE, View(more)).items()} == values
    assert outcome(MEASURE, View(more)).excluded["unknown"] == outcome(MEASURE, View(WORLD)).excluded["unknown"] + 2
