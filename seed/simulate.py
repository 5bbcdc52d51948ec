"""Simulated overlays: a plausible region, to exercise the tool where the sources name almost nothing.

An overlay is a package of its own. All its rows are ``simulated`` and ``unverified``, and their names cannot be mistaken for real
names. Its relationships refer to the real counties, regions, sectors, industries, majors and (at the scale ``chenzhou``) the real alliance.
Its schools, programs, enterprises, people, facilities, initiatives and activities are simulated. The same scale, seed and required
packages give the same bytes on every platform (see :mod:`seed.simulation.draws`).

Modelling choices
-----------------
Reported figures
    At ``chenzhou`` the overlay matches the counts reported by the sources exactly: 107 members, 186 partnerships (pairs of school and
    enterprise; some pairs have two forms of partnership), 52 professionals who lectured in 2024, 83.6 % and 75.0 % of the programs that
    are not closed aligned, 8 and 8 secondary programs closed and opened in 2024, 19, 7 and 22 higher-vocational ones closed, downsized
    and opened in 2023 and 2024, 5,000 or more graduates a year. The denominators (61 and 64 programs, 24 schools, 800 enterprises) are
    assumptions: no source states them. Older programs have no opening date. Counting simulated rows therefore checks none of these claims
    (:mod:`seed.simulation.calibration` lists them). ``province`` and ``nation`` multiply the same cohorts. Their numbers of schools and
    programs follow the national statistics in size, not in location.
Heavy tails
    Numbers of employees follow a Pareto distribution with exponent 4/3; links of a program and masses of counties one with exponent 2. A
    few enterprises take very many graduates, most take one or two, as in real hiring. Partnerships of a school are drawn by a weight
    with exponent 4/3.
Geography
    A graduate's county is drawn by gravity: the mass of the county over the square of the distance (beyond about 9 km). About half of
    the graduates stay in the county of the school; 6 % of secondary and 18 % of higher-vocational links ignore distance. At
    ``chenzhou`` some graduates leave for the rest of the province. The masses of real counties are drawn, not reported. Coordinates of
    simulated counties are not written, so no map shows these counties.
Industry
    Each county has specialities: for a real county the sectors it is known for or prioritises, for a simulated county two random fields.
    Specialities raise the numbers of enterprises and programs in these fields. Three links in four go to an enterprise in the program's
    own field, if the county has one.
Alignment
    A program is aligned if it serves a sector that a framework in the required packages prioritises. The other programs serve a sector
    without priority, or an industry that is not mapped to a sector. Sectors that only a region or a county prioritises have
    enterprises but no programs. The major of a program never contradicts its alignment.
Time
    A link lasts one or more years, with one FEEDS row for each year. Programs that opened in 2023 or later have no graduates by 2025, and
    closed programs have none after closing, so flows decrease towards the end (at ``chenzhou`` each year has at least the reported 5,000
    graduates).
Alliances
    Half of an alliance's enterprises are partners of its schools. Participation is skewed: some members attend every activity, many
    attend none.
Limits
    The catalogue of majors in the packages is short: many programs have no major, and a school can have several programs of one
    major.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from seed import model
from seed.progress import Progress
from seed.simulation import rows
from seed.simulation.alliances import make_alliances
from seed.simulation.calibration import CLAIMS
from seed.simulation.draws import Draws
from seed.simulation.firms import affinity, make_firms
from seed.simulation.flows import make_flows
from seed.simulation.output import Output
from seed.simulation.places import make_places
from seed.simulation.schools import make_programs, make_schools
from seed.simulation.setting import DATA, REQUIRES, Setting, read_setting
from seed.simulation.sizes import SCALES, SIZES, Scale
from seed.simulation.ties import make_facilities, make_partners, make_people
from seed.simulation.world import World
from seed.suggestions import did_you_mean, nearest

VERSION = "1"
"""Version of the generator. Increase it when the same seed gives different rows."""


def simulate(root: Path, *, scale: Scale, seed: int = 1, progress: Progress | None = None, data: Path = DATA) -> dict[str, int]:
    """Write the overlay of a scale as a data package into ``root`` and return the number of rows by type.

    ``root`` must be a new path, an empty folder, or a folder with an earlier overlay, which is replaced when the new one is complete.
    ``progress`` is called with the type that is being written, the number of rows so far and the estimated total. ``data`` is the folder
    with the packages ``reference`` and ``chenzhou``.

    :raises ValueError: the scale is unknown or the seed is negative.
    :raises FileExistsError: ``root`` contains other files.
    :raises FileNotFoundError: a required package is missing.
    """
    if scale not in SIZES:
        hint = did_you_mean(nearest(str(scale), SCALES, 1))
        raise ValueError(f"Unknown scale {scale!r}. {f'{hint} ' if hint else ''}Use one of: {', '.join(SCALES)}.")
    if seed < 0:
        raise ValueError(f"Invalid seed {seed}. Use a whole number of 0 or more.")
    root = Path(root).resolve()
    _check_target(root)
    setting = read_setting(data)
    root.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{root.name}-", dir=root.parent) as work:
        package = Path(work) / "package"
        package.mkdir()
        row_counts = _write(package, setting, scale, seed, progress)
        if root.exists():
            shutil.rmtree(root)
        package.rename(root)
    return row_counts


def is_overlay_name(name: str) -> bool:
    """Return whether this is the name of a simulated overlay."""
    return name in {f"{scale}-simulated" for scale in SCALES}


def _check_target(root: Path) -> None:
    if root.exists() and not root.is_dir():
        raise FileExistsError(f"{root} is a file. Choose a folder.")
    if root.is_dir() and any(root.iterdir()) and not _is_overlay(root):
        raise FileExistsError(f"{root} contains files other than a simulated package. Choose a new or empty folder.")


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
        _write_rows(out, setting, scale, seed)
    finally:
        out.close()
    title = f"Simulated overlay at the scale {scale} (seed {seed})"
    out.describe(f"{scale}-simulated", title, f"{VERSION}.0.{seed}", REQUIRES, CLAIMS[scale])
    return dict(sorted(out.rows.items()))


def _write_rows(out: Output, setting: Setting, scale: Scale, seed: int) -> None:
    """Generate and write all rows. Each stage has its own stream of draws, so that a change in one stage does not affect the others."""
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
