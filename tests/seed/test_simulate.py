"""The simulated overlay: reproducible bytes, exact reported figures, no references to protected real entities, heavy tails."""

from __future__ import annotations

import csv
import hashlib
import os
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest

from seed.model import EDGES, LABEL_BY_PREFIX, NODES
from seed.packages.checker import check
from seed.packages.package import BUNDLED, Package, resolve
from seed.simulate import simulate
from seed.simulation.calibration import CLAIMS
from seed.simulation.draws import Draws, Wheel, ranks, shares
from seed.simulation.sizes import COHORTS, SIZES

Rows = list[dict[str, str]]
ALLIANCE = "alliance:chenzhou-ftz-new-materials-it"
TOUCHABLE = {"County", "Region", "Sector", "Industry", "Major", "Framework", "Alliance", "Source"}
YEARS = [str(year) for year in range(2021, 2026)]
ROOT = Path(__file__).parents[2]
RECORD_RAW = [14206593023844375757, 2064693230803885548]
RECORD_PARETO = [111, 109, 132, 141, 1180, 120]
RECORD_WILD = [10, 13, 9, 8, 25, 47]
RECORD_SHUFFLE = [4, 1, 2, 3, 5, 0]


class Overlay:
    """A written overlay with its rows as texts."""

    def __init__(self, root: Path, counted: dict[str, int]) -> None:
        self.root, self.counted, self._kept = root, counted, dict[str, Rows]()

    def __getitem__(self, kind: str) -> Rows:
        if kind not in self._kept:
            self._kept[kind] = read(self.root, kind)
        return self._kept[kind]

    def links(self, kind: str) -> dict[str, str]:
        return {row["start"]: row["end"] for row in self[kind]}


def read(root: Path, kind: str) -> Rows:
    path = root / ("nodes" if kind in NODES else "relationships") / f"{kind.lower()}.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def bundled(kind: str) -> Rows:
    return [row for name in ("reference", "chenzhou") for row in read(BUNDLED / name, kind)]


def digest(root: Path) -> dict[str, str]:
    """Return the hash of each file."""
    return {p.relative_to(root).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(root.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def chenzhou(tmp_path_factory: pytest.TempPathFactory) -> Overlay:
    root = tmp_path_factory.mktemp("overlay") / "chenzhou"
    return Overlay(root, simulate(root, scale="chenzhou", seed=1))


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Overlay:
    root = tmp_path_factory.mktemp("overlay") / "province"
    return Overlay(root, simulate(root, scale="province", seed=1))


def aligned(overlay: Overlay) -> set[str]:
    """Return the programs with a path in the graph to a prioritised sector, directly or through a major or an industry."""
    steps: dict[str, set[str]] = defaultdict(set)
    for row in bundled("MAPS_TO") + [row for row in bundled("PART_OF") if row["start"].startswith("industry:")]:
        steps[row["start"]].add(row["end"])
    for row in bundled("SERVES") + overlay["SERVES"] + overlay["OF_MAJOR"]:
        steps[row["start"]].add(row["end"])
    prioritised = {row["end"] for row in bundled("PRIORITISES")}
    programs = set()
    for program in overlay["Program"]:
        visited, queue = {program["id"]}, [program["id"]]
        while queue:
            new = steps[queue.pop()] - visited
            visited |= new
            queue.extend(new)
        if visited & prioritised:
            programs.add(program["id"])
    return programs


def counts(overlay: Overlay) -> dict[str, float]:
    """Return the figures of the overlay that must match claims, by the id of the claim."""
    programs, good = overlay["Program"], aligned(overlay)
    figures: dict[str, float] = {
        "claim:members.alliance": len({row["start"] for row in overlay["MEMBER_OF"] if row["end"] == ALLIANCE}),
        "claim:partnerships.city": len({(row["start"], row["end"]) for row in overlay["PARTNERS_WITH"]}),
        "claim:lecturing-professionals.city-2024": len({r["start"] for r in overlay["LECTURES_AT"] if r["valid_from"] == "2024"}),
        "claim:programs-downsized.higher-vocational": sum(row["status"] == "downsized" for row in programs),
    }
    for level, tag in (("secondary", "secondary"), ("higher vocational", "higher-vocational")):
        selected = [row for row in programs if row["level"] == level]
        open_ = [row["id"] for row in selected if row["status"] != "closed"]
        figures[f"claim:aligned-share.{tag}"] = round(100 * len(good.intersection(open_)) / len(open_), 1)
        end = "-2024" if level == "secondary" else ""
        figures[f"claim:programs-opened.{tag}{end}"] = sum(bool(row["opened"]) for row in selected)
        figures[f"claim:programs-closed.{tag}{end}"] = sum(bool(row["closed"]) for row in selected)
    return figures


@pytest.mark.parametrize("seed", [1, 2, 3, 99])
def test_reported_figures_match_exactly(tmp_path: Path, seed: int) -> None:
    simulate(tmp_path / "overlay", scale="chenzhou", seed=seed)
    overlay = Overlay(tmp_path / "overlay", {})
    claims = {row["id"]: row for row in bundled("Claim")}
    for claim, counted in counts(overlay).items():
        assert claims[claim]["qualifier"] == "exact"
        assert counted == float(claims[claim]["value"]), claim
    least = float(claims["claim:graduates-per-year.city"]["value"])
    yearly = Counter[str]()
    for row in overlay["FEEDS"]:
        yearly[row["year"]] += int(row["graduates"])
    assert sorted(yearly) == YEARS
    assert all(least <= total < least * 1.1 for total in yearly.values())


def test_programs_have_only_majors_that_serve_something(chenzhou: Overlay) -> None:
    serving = {row["start"] for row in bundled("SERVES")}
    majors = {row["end"] for row in chenzhou["OF_MAJOR"]}
    assert majors
    assert majors <= serving


def test_the_descriptor_lists_the_claims_that_the_rows_match(chenzhou: Overlay) -> None:
    assert Package.open(chenzhou.root).calibrated_to == CLAIMS["chenzhou"]
    assert set(CLAIMS["chenzhou"]) <= {row["id"] for row in bundled("Claim")}
    assert set(counts(chenzhou)) < set(CLAIMS["chenzhou"])


def test_changes_fall_in_the_reported_years(chenzhou: Overlay) -> None:
    by_level: dict[str, set[str]] = defaultdict(set)
    for row in chenzhou["Program"]:
        by_level[row["level"]] |= {row["opened"], row["closed"]}
        assert (row["status"] == "closed") == bool(row["closed"])
    assert by_level == {"secondary": {"", "2024"}, "higher vocational": {"", "2023", "2024"}}


def test_all_counties_have_schools_and_some_graduates_stay(chenzhou: Overlay) -> None:
    counties = {row["id"] for row in bundled("County")}
    place = chenzhou.links("LOCATED_IN")
    assert {place[row["id"]] for row in chenzhou["School"]} == counties
    school = {row["end"]: row["start"] for row in chenzhou["OFFERS"]}
    stay = sum(int(r["graduates"]) for r in chenzhou["FEEDS"] if place[school[r["start"]]] == place[r["end"]])
    total = sum(int(row["graduates"]) for row in chenzhou["FEEDS"])
    assert 0.3 < stay / total < 0.8
    assert {place[row["end"]] for row in chenzhou["FEEDS"]} > counties  # some leave the city


def test_some_members_of_the_alliance_are_active(chenzhou: Overlay) -> None:
    members = {row["start"] for row in chenzhou["MEMBER_OF"]}
    present = Counter(row["start"] for row in chenzhou["TOOK_PART_IN"] if not row["start"].startswith("person:"))
    assert set(present) < members
    assert {"council meeting", "joint course", "donation"} <= {row["kind"] for row in chenzhou["Activity"]}
    assert {row["end"] for row in chenzhou["OF"]} == {ALLIANCE}
    assert Counter(row["role"] for row in chenzhou["MEMBER_OF"])["lead unit"] == 1
    assert {row["end"] for row in chenzhou["PARTNERS_WITH"]} & members
    assert chenzhou["CONSULTS_FOR"]
    assert chenzhou["SUPPORTS"]


@pytest.mark.parametrize("scale", ["chenzhou", "province"])
def test_only_permitted_real_entities_are_referenced(scale: str, request: pytest.FixtureRequest) -> None:
    overlay: Overlay = request.getfixturevalue(scale)
    own = {row["id"] for kind in NODES for row in overlay[kind]}
    real = {row["id"] for kind in TOUCHABLE for row in bundled(kind)}
    assert not own & {row["id"] for kind in NODES for row in bundled(kind)}
    allowed = own | real
    for kind in EDGES:
        rows = overlay[kind]
        assert {row["start"] for row in rows} | {row["end"] for row in rows} <= allowed
        assert all(row["start"] in own or row["end"] in own for row in rows)
        if kind != "RUNS":  # a real county runs a simulated initiative
            assert {row["start"] for row in rows} <= own


@pytest.mark.parametrize("scale", ["chenzhou", "province"])
def test_all_rows_are_marked_as_simulated(scale: str, request: pytest.FixtureRequest) -> None:
    overlay: Overlay = request.getfixturevalue(scale)
    source = f"source:simulation-{scale}-1"
    assert [(row["id"], row["kind"]) for row in overlay["Source"]] == [(source, "simulation")]
    for kind in (*NODES, *EDGES):
        for row in overlay[kind]:
            assert (row["origin"], row["certainty"], row["sources"]) == ("simulated", "unverified", source), row
            if kind in NODES and kind != "Source":
                assert row["id"].startswith(tuple(f"{prefix}:sim-" for prefix in LABEL_BY_PREFIX)), row
                assert row["name"].startswith("Simulated "), row
                assert row["name_zh"].startswith("模拟"), row
            assert row.get("kind") != "unnamed group"


@pytest.mark.parametrize("scale", ["chenzhou", "province"])
def test_the_check_finds_no_problem(scale: str, request: pytest.FixtureRequest) -> None:
    overlay: Overlay = request.getfixturevalue(scale)
    packages = resolve([overlay.root])
    assert [package.name for package in packages] == ["reference", "chenzhou", f"{scale}-simulated"]
    report = check(packages)
    assert [str(problem) for problem in report.problems] == []
    assert overlay.counted == {kind: len(overlay[kind]) for kind in overlay.counted}


def test_frictionless_accepts_it(chenzhou: Overlay) -> None:
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.Package(str(chenzhou.root / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "type", "note"])[:5]


def test_the_same_seed_gives_the_same_bytes_in_any_process(chenzhou: Overlay, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from seed.simulate import simulate; simulate(Path(sys.argv[1]), scale='chenzhou', seed=1)"
    )
    for salt in ("0", "4711"):
        env = {**os.environ, "PYTHONHASHSEED": salt, "TZ": f"UTC+{len(salt)}"}
        subprocess.run([sys.executable, "-c", script, str(tmp_path / salt)], check=True, env=env, cwd=ROOT)
        assert digest(tmp_path / salt) == digest(chenzhou.root)


def test_another_seed_gives_different_rows(chenzhou: Overlay, tmp_path: Path) -> None:
    simulate(tmp_path / "two", scale="chenzhou", seed=2)
    one, two = digest(chenzhou.root), digest(tmp_path / "two")
    assert one.keys() == two.keys()
    assert not set(one.values()) & set(two.values())


def test_the_overlay_has_the_declared_sizes(province: Overlay) -> None:
    size = SIZES["province"]
    assert len(province["School"]) == size.secondary + size.higher
    assert len(province["Program"]) == size.programs
    assert len(province["Enterprise"]) == size.enterprises
    assert len({(row["start"], row["end"]) for row in province["PARTNERS_WITH"]}) == size.partnerships
    assert abs(len(province["FEEDS"]) / size.feeds - 1) < 0.05
    assert len({(row["start"], row["end"], row["year"]) for row in province["FEEDS"]}) == len(province["FEEDS"])


def test_tails_are_heavy(province: Overlay) -> None:
    """The top 1 % has many times its share, and the median is small."""
    employed = sorted((int(row["employees"]) for row in province["Enterprise"]), reverse=True)
    taken = Counter[str]()
    for row in province["FEEDS"]:
        taken[row["end"]] += int(row["graduates"])
    hired = sorted(taken.values(), reverse=True)
    partners = sorted(Counter(row["start"] for row in province["PARTNERS_WITH"]).values(), reverse=True)
    for values, least in ((employed, 0.2), (hired, 0.1), (partners, 0.03)):
        assert sum(values[: len(values) // 100]) / sum(values) > least
        assert float(np.median(values)) < 0.75 * sum(values) / len(values)


def test_geography_and_industry_shape_the_flows(province: Overlay) -> None:
    place, field = province.links("LOCATED_IN"), province.links("OPERATES_IN")
    school = {row["end"]: row["start"] for row in province["OFFERS"]}
    near = sum(place[school[row["start"]]] == place[row["end"]] for row in province["FEEDS"]) / len(province["FEEDS"])
    assert 0.3 < near < 0.8  # with uniform choice among 122 counties it would be 0.01
    maps = defaultdict(set)
    for row in bundled("MAPS_TO"):
        maps[row["start"]].add(row["end"])
    serves = defaultdict(set)
    for row in province["SERVES"]:
        serves[row["start"]].add(row["end"])
    same = sum(bool(serves[row["start"]] & ({field[row["end"]]} | maps[field[row["end"]]])) for row in province["FEEDS"])
    assert same / len(province["FEEDS"]) > 0.4


def test_flows_respect_opening_and_closing_of_programs(chenzhou: Overlay) -> None:
    program = {row["id"]: row for row in chenzhou["Program"]}
    for row in chenzhou["FEEDS"]:
        assert not program[row["start"]]["opened"]
        assert row["year"] <= (program[row["start"]]["closed"] or "2025")
        assert int(row["graduates"]) >= 1


def test_a_sector_prioritised_only_by_a_county_has_no_program(tmp_path: Path) -> None:
    """The alignment of such a program would depend on the county."""
    data = copy_bundled(tmp_path)
    path = data / "chenzhou" / "relationships" / "prioritises.csv"
    path.write_text("start,end,origin\ncounty:431024,sector:casting-forging,documented\n", encoding="utf-8")
    simulate(tmp_path / "overlay", scale="chenzhou", data=data)
    assert "sector:casting-forging" not in {row["end"] for row in read(tmp_path / "overlay", "SERVES")}


def test_the_order_of_rows_in_required_packages_does_not_matter(chenzhou: Overlay, tmp_path: Path) -> None:
    data = copy_bundled(tmp_path)
    for path in data.rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            header, *rows = list(csv.reader(stream))
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([header, *reversed(rows)])
    simulate(tmp_path / "overlay", scale="chenzhou", data=data)
    assert digest(tmp_path / "overlay") == digest(chenzhou.root)


def copy_bundled(folder: Path) -> Path:
    data = folder / "data"
    for path in [*BUNDLED.rglob("*.csv"), *BUNDLED.rglob("datapackage.json")]:
        target = data / path.relative_to(BUNDLED)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    return data


def test_invalid_input_is_refused_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Did you mean 'province'"):
        simulate(tmp_path / "x", scale="provinz")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="-1"):
        simulate(tmp_path / "x", scale="chenzhou", seed=-1)
    with pytest.raises(FileNotFoundError, match="'reference'"):
        simulate(tmp_path / "x", scale="chenzhou", data=tmp_path)
    (tmp_path / "selected").mkdir()
    (tmp_path / "selected" / "precious.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(FileExistsError, match="files other than a simulated package"):
        simulate(tmp_path / "selected", scale="chenzhou")
    with pytest.raises(FileExistsError, match="is a file"):
        simulate(tmp_path / "selected" / "precious.txt", scale="chenzhou")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["selected"]


def test_an_earlier_overlay_is_replaced(chenzhou: Overlay, tmp_path: Path) -> None:
    root, calls = tmp_path / "deep" / "overlay", list[tuple[str, int, int]]()
    simulate(root, scale="province", progress=lambda *now: calls.append(now))
    simulate(root, scale="chenzhou", seed=1)
    assert digest(root) == digest(chenzhou.root)
    assert [path.name for path in root.parent.iterdir()] == ["overlay"]
    assert calls == sorted(calls, key=lambda now: now[1])
    assert all(done <= total for _, done, total in calls)


def test_draws_match_recorded_values() -> None:
    """Another version of numpy or another platform must not change the draws."""
    draws = Draws(7, 1)
    assert draws.raw(2).tolist() == RECORD_RAW
    assert draws.pareto(6, 100, 5_000).tolist() == RECORD_PARETO
    assert draws.wild(6, 8, 60_000).tolist() == RECORD_WILD
    assert draws.shuffle(6).tolist() == RECORD_SHUFFLE


def test_wheel_follows_its_weights() -> None:
    wheel = Wheel(np.array([[0, 1, 3], [5, 0, 0]]))
    rows = np.array([0] * 40_000 + [1] * 100)
    found = wheel.spin(Draws(1), rows)
    assert set(found[rows == 1].tolist()) == {0}
    tally = np.bincount(found[rows == 0], minlength=3)
    assert tally[0] == 0
    assert 2.8 < tally[2] / tally[1] < 3.2


def test_shares_and_ranks() -> None:
    assert shares(10, np.array([1, 1, 2, 0])).tolist() == [3, 2, 5, 0]
    assert shares(7, np.array([3, 3, 1])).tolist() == [3, 3, 1]
    assert ranks(np.array([2, 2, 5, 5, 5, 9])).tolist() == [0, 1, 0, 1, 2, 0]


def test_cohorts_give_the_printed_shares() -> None:
    for level, share in (("secondary", 83.6), ("higher vocational", 75.0)):
        selected = [cohort for cohort in COHORTS if cohort.level == level and cohort.status != "closed"]
        assert round(100 * sum(cohort.aligned for cohort in selected) / sum(cohort.count for cohort in selected), 1) == share
