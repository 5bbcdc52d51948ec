"""Simulated overlays: a region that looks like one, to exercise the tool where the sources leave nearly everything unnamed.

The rows are a package of their own, every one of them ``simulated`` and ``unverified``, with names that nobody can take for real
ones. They touch the real counties, regions, sectors, industries, majors and (at the scale of Chenzhou) the real alliance;
schools, programs, enterprises, people, facilities, initiatives and activities are simulated ones of their own. Same scale, same
seed, same packages below: same bytes, on every platform (:mod:`seed.simulation.draws` says how).

What was chosen, and why
------------------------
Reported figures
    At ``chenzhou`` the counts that the sources report are met exactly, so that the tool's counts can be held against the claims:
    107 members, 186 partnerships (pairs of school and enterprise; some pairs work together in two forms), 52 professionals who
    lectured in 2024, 83.6 % and 75.0 % of the programs that are not closed aligned, 8 and 8 secondary programs closed and opened
    in 2024, 19, 7 and 22 higher-vocational ones closed, downsized and opened in 2023 and 2024, 5,000 or more graduates a year.
    The denominators (61 and 64 programs, 24 schools, 800 enterprises) are ours: no source states them. When older programs
    opened is left unsaid. ``province`` and ``nation`` multiply the same cohorts; their numbers of schools and programs follow
    the national statistics in size, not in place.
Heavy tails
    Numbers employed are Pareto with exponent 4/3, links of a program and the masses of counties Pareto with exponent 2: few
    enterprises take very many graduates, most take one or two, as in real hiring. Partnerships of a school are drawn by a weight
    of exponent 4/3.
Geography
    A graduate's county is drawn by gravity: the mass of the county over the square of the distance (from some 9 km on), so that
    about half stay in the county of the school; 6 % of secondary and 18 % of higher-vocational links ignore distance. At
    ``chenzhou`` some leave for the rest of the province. The masses of real counties are drawn, not reported. Coordinates of
    simulated counties are not written: no map shows them.
Industry
    Each county has specialities (a real one what it is known for or prioritises, another two at random), which raise both its
    enterprises and its programs in these fields. Three links in four go to an enterprise of the program's own field, where the
    county has one.
Alignment
    A program is aligned when it serves a sector that a framework prioritises in the packages below; the others serve a sector
    without priority, or an industry that is mapped to no sector. Sectors that only a region or a county prioritises have
    enterprises and no programs. A program's major never says otherwise.
Time
    A link lasts one year or several, each a FEEDS of its own. Programs that opened in 2023 or later have no graduates by 2025,
    closed ones none afterwards, so that flows thin out towards the end (at ``chenzhou`` the graduates of each year are held at the
    reported 5,000 and more).
Alliances
    Half of an alliance's enterprises are partners of its schools; taking part is skewed, so that some members are always there
    and many never.
Limits
    The catalogue of majors in the packages is short: many programs have no major, and a school may run several programs of one
    major.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from seed import model
from seed.simulation import rows
from seed.simulation.alliances import make_alliances
from seed.simulation.draws import Draws
from seed.simulation.firms import affinity, make_firms
from seed.simulation.flows import make_flows
from seed.simulation.output import Output, Progress
from seed.simulation.places import make_places
from seed.simulation.schools import make_programs, make_schools
from seed.simulation.setting import DATA, REQUIRES, Setting, read_setting
from seed.simulation.sizes import SCALES, SIZES, Scale
from seed.simulation.ties import make_facilities, make_partners, make_people
from seed.simulation.world import World
from seed.suggestions import nearest

VERSION = "1"
"""Version of the generator: it goes up when the same seed gives other bytes."""


def simulate(root: Path, *, scale: Scale, seed: int = 1, progress: Progress | None = None, data: Path = DATA) -> dict[str, int]:
    """Write the overlay of a scale as a data package into ``root`` and return the rows by type.

    ``root`` must not exist, be empty, or hold an earlier overlay, which is replaced once the new one is complete. ``progress`` is
    called with the type that is being written, the rows so far and about how many there will be. ``data`` is the folder with the packages
    ``reference`` and ``chenzhou``.
    ValueError for an unknown scale or a negative seed, FileExistsError when ``root`` holds something else, FileNotFoundError when a package
    below is missing.
    """
    if scale not in SIZES:
        near = nearest(str(scale), SCALES)
        raise ValueError(f"There is no scale {scale!r}. {f'Nearest: {near[0]}. ' if near else ''}One of: {', '.join(SCALES)}.")
    if seed < 0:
        raise ValueError(f"The seed is {seed}: use 0 or a larger whole number.")
    root = Path(root).resolve()
    _refuse_foreign(root)
    setting = read_setting(data)
    root.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{root.name}-", dir=root.parent) as work:
        made = Path(work) / "package"
        made.mkdir()
        counted = _write(made, setting, scale, seed, progress)
        if root.exists():
            shutil.rmtree(root)
        made.rename(root)
    return counted


def _refuse_foreign(root: Path) -> None:
    if root.exists() and not root.is_dir():
        raise FileExistsError(f"{root} is a file; name a folder.")
    if root.is_dir() and any(root.iterdir()) and not _is_overlay(root):
        raise FileExistsError(f"{root} holds something else than a simulated package; name an empty or a new folder.")


def _is_overlay(root: Path) -> bool:
    descriptor = root / "datapackage.json"
    text = descriptor.read_text(encoding="utf-8", errors="replace")[:200] if descriptor.is_file() else ""
    return any(f'"name": "{scale}-simulated"' in text for scale in SCALES)


def _write(root: Path, setting: Setting, scale: Scale, seed: int, progress: Progress | None) -> dict[str, int]:
    source = f"source:simulation-{scale}-{seed}"
    out = Output(root, f"{source},unverified,simulated", SIZES[scale].rows, progress)
    try:
        name = f"{source},Simulation at the scale {scale} with seed {seed},模拟数据 {scale} 种子 {seed}"
        note = f"Generated by seed.simulate version {VERSION} with seed {seed} (PCG64). Nothing in it is a fact."
        out.write(model.Source, ("id", "name", "name_zh", "kind", "note"), [f"{name},simulation,{note}"])
        _rows(out, setting, scale, seed)
    finally:
        out.close()
    title = f"Simulated overlay at the scale {scale} (seed {seed})"
    out.describe(f"{scale}-simulated", title, f"{VERSION}.0.{seed}", REQUIRES)
    return dict(sorted(out.rows.items()))


def _rows(out: Output, setting: Setting, scale: Scale, seed: int) -> None:
    """Each stage has a stream of draws of its own, so that a change in one does not move the others."""
    size, stream = SIZES[scale], SCALES.index(scale)
    draws = [Draws(seed, stream, stage) for stage in range(12)]
    places = make_places(draws[0], setting, size)
    table = affinity(draws[1], places, setting)
    schools = make_schools(draws[2], places, size)
    programs = make_programs(draws[3], schools, setting, size, table)
    firms = make_firms(draws[4], places, setting, size, table)
    world = World(size, setting, places, schools, programs, firms)
    rows.write_places(out, places)
    rows.write_schools(out, places, schools)
    rows.write_firms(out, places, firms)
    names = rows.Names(programs)
    totals = rows.write_flows(out, names, make_flows(draws[5], world), len(programs))
    rows.write_programs(out, draws[6], names, world, totals)
    partners = make_partners(draws[7], world)
    rows.write_partners(out, partners)
    people = make_people(draws[8], partners, size)
    facilities = make_facilities(draws[9], world, partners)
    rows.write_people(out, people, facilities)
    rows.write_facilities(out, places, schools, facilities)
    rows.write_initiatives(out, draws[10], places, size.initiatives)
    rows.write_alliances(out, make_alliances(draws[11], world, partners, people))
