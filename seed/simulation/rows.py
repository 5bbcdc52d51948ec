"""Convert the simulation to rows: ids, names that are clearly not real, and the columns of each type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from seed import model
from seed.simulation.alliances import Alliance
from seed.simulation.draws import Draws, Ints
from seed.simulation.firms import Firms
from seed.simulation.flows import Flows
from seed.simulation.output import Output
from seed.simulation.places import Places
from seed.simulation.schools import Programs, Schools
from seed.simulation.sizes import COHORTS, LAST_YEAR, NEW_YEAR
from seed.simulation.ties import FORMS, Facilities, Partners, People
from seed.simulation.world import World

_NAMED = ("id", "name", "name_zh")
_ENDS = ("start", "end")
_BATCH = 50_000


def named(prefix: str, word: str, zh: str, tag: str, short: str | None = None) -> str:
    """Return the id and names of one simulated entity, as the first three cells of its row."""
    return f"{prefix}:sim-{tag},Simulated {word} {short or tag},模拟{zh} {short or tag}"


class Names:
    """Ids by number."""

    def __init__(self, programs: Programs) -> None:
        pairs = zip((programs.school + 1).tolist(), (programs.rank + 1).tolist(), strict=True)
        self.programs = [f"program:sim-{school:04d}.{rank:02d}" for school, rank in pairs]

    @staticmethod
    def school(number: int) -> str:
        """Return the id of a school."""
        return f"school:sim-{number + 1:04d}"

    @staticmethod
    def firm(number: int) -> str:
        """Return the id of an enterprise."""
        return f"enterprise:sim-{number + 1:06d}"

    @staticmethod
    def person(number: int) -> str:
        """Return the id of a person."""
        return f"person:sim-{number + 1:04d}"


def _batches(count: int) -> Iterator[slice]:
    return (slice(first, min(first + _BATCH, count)) for first in range(0, count, _BATCH))


def _list(values: Ints, part: slice | None = None) -> list[int]:
    numbers: list[int] = (values if part is None else values[part]).tolist()
    return numbers


def write_places(out: Output, places: Places) -> None:
    """Write simulated regions and counties, if the scale has any."""
    if places.region_rows:
        out.write(model.Region, (*_NAMED, "kind"), (",".join(row[:4]) for row in places.region_rows))
        out.write(model.County, _NAMED, (",".join(row[:3]) for row in places.county_rows))
        wholes = [(row[0], row[-1]) for row in (*places.region_rows, *places.county_rows) if row[-1]]
        out.write(model.PartOf, _ENDS, (f"{part},{whole}" for part, whole in wholes))


def write_firms(out: Output, places: Places, firms: Firms) -> None:
    """Write enterprises, their places and their industries or sectors."""
    for part in _batches(len(firms.place)):
        tags = [f"{number:06d}" for number in range(part.start + 1, part.stop + 1)]
        shorts = [f"{number:04d}" for number in range(part.start + 1, part.stop + 1)]
        employees = _list(firms.employees, part)
        rows = zip(tags, shorts, employees, strict=True)
        lines = (f"enterprise:sim-{t},Simulated enterprise {s},模拟企业 {s},{e}" for t, s, e in rows)
        out.write(model.Enterprise, (*_NAMED, "employees"), lines)
        located = zip(tags, _list(firms.place, part), strict=True)
        out.write(model.LocatedIn, _ENDS, (f"enterprise:sim-{t},{places.ids[p]}" for t, p in located))
        operating = zip(tags, _list(firms.target_of, part), strict=True)
        out.write(model.OperatesIn, _ENDS, (f"enterprise:sim-{t},{firms.target[at]}" for t, at in operating))


def write_schools(out: Output, places: Places, schools: Schools) -> None:
    """Write schools and their places."""
    place = _list(schools.place)
    levels = ["secondary"] * schools.secondary + ["higher vocational"] * (len(schools) - schools.secondary)
    lines = (f"{named('school', 'school', '学校', f'{at:04d}')},{level}" for at, level in enumerate(levels, start=1))
    out.write(model.School, (*_NAMED, "level"), lines)
    out.write(model.LocatedIn, _ENDS, (f"{Names.school(at)},{places.ids[spot]}" for at, spot in enumerate(place)))


def write_flows(out: Output, names: Names, flows: Iterable[Flows], count: int) -> Ints:
    """Write FEEDS, and return the graduates of each program over all years."""
    totals = np.zeros(count, dtype=np.int64)
    ids = names.programs
    for program, firm, year, graduates in flows:
        low = int(program[0])
        summed = np.zeros(int(program[-1]) - low + 1, dtype=np.int64)
        np.add.at(summed, program - low, graduates)
        totals[low : low + len(summed)] += summed
        for part in _batches(len(program)):
            rows = zip(_list(program, part), _list(firm + 1, part), _list(year, part), _list(graduates, part), strict=True)
            out.write(model.Feeds, (*_ENDS, "year", "graduates"), (f"{ids[p]},enterprise:sim-{f:06d},{y},{g}" for p, f, y, g in rows))
    return totals


def write_programs(out: Output, draws: Draws, names: Names, world: World, totals: Ints) -> None:
    """Write programs, OFFERS, majors and SERVES. ``totals`` (graduates of five years) determines the enrolment."""
    programs, targets = world.programs, [field.target for field in world.setting.fields]
    fresh = programs.opened >= NEW_YEAR
    enrolled = np.where(fresh, draws.pareto(len(programs), 25, 160), totals * 3 // 4 + draws.pareto(len(programs), 12, 200))
    header = (*_NAMED, "level", "status", "opened", "closed", "enrolment")
    for part in _batches(len(programs)):
        ids, cohorts = names.programs[part], [COHORTS[at] for at in _list(programs.cohort, part)]
        opened, closed = _stated(programs.opened[part]), _stated(programs.closed[part])
        students = ["" if end else str(many) for end, many in zip(closed, _list(enrolled, part), strict=True)]
        rows = zip(ids, cohorts, opened, closed, students, strict=True)
        out.write(model.Program, header, (_program(i, c.level, c.status, f"{o},{e},{n}") for i, c, o, e, n in rows))
        offers = zip(_list(programs.school, part), ids, opened, closed, strict=True)
        out.write(model.Offers, (*_ENDS, "valid_from", "valid_to"), (f"{Names.school(s)},{i},{o},{e}" for s, i, o, e in offers))
        majors = zip(ids, _list(programs.major, part), strict=True)
        out.write(model.OfMajor, _ENDS, (f"{i},{programs.majors[at]}" for i, at in majors if at >= 0))
        served = zip(ids, _list(programs.field, part), strict=True)
        out.write(model.Serves, (*_ENDS, "crosswalk"), (f"{i},{targets[at]},simulated" for i, at in served if at >= 0))
        additional = zip(ids, _list(programs.industry, part), strict=True)
        out.write(model.Serves, (*_ENDS, "crosswalk"), (f"{i},{programs.industries[at]},simulated" for i, at in additional if at >= 0))


def _stated(years: Ints) -> list[str]:
    return ["" if year == 0 else str(year) for year in _list(years)]


def _program(name: str, level: str, status: str, rest: str) -> str:
    tag = name.removeprefix("program:sim-")
    return f"{name},Simulated program {tag},模拟专业点 {tag},{level},{status},{rest}"


def write_partners(out: Output, partners: Partners) -> None:
    """Write partnerships, one row for each form."""
    columns = (partners.school, partners.firm, partners.form, partners.other, partners.since)
    rows = zip(*map(_list, columns), strict=True)
    lines = (f"{Names.school(s)},{Names.firm(f)},{FORMS[at]},{y}" for s, f, form, other, y in rows for at in (form, other) if at >= 0)
    out.write(model.PartnersWith, (*_ENDS, "form", "valid_from"), lines)


def write_people(out: Output, people: People, facilities: Facilities) -> None:
    """Write lecturers (all in 2024), teachers and researchers, and their relationships to schools and enterprises."""
    lecturers, teachers, researchers = len(people.lecture_school), len(people.teach_school), len(facilities.school)
    roles = ["professional"] * lecturers + ["teacher"] * teachers + ["researcher"] * researchers
    lines = (f"{named('person', 'person', '人员', f'{at:04d}')},{role}" for at, role in enumerate(roles, start=1))
    out.write(model.Person, (*_NAMED, "role"), lines)
    person, dated = Names.person, (*_ENDS, "valid_from", "valid_to")
    out.write(model.WorksFor, _ENDS, (f"{person(at)},{Names.firm(firm)}" for at, firm in enumerate(_list(people.lecture_firm))))
    out.write(model.LecturesAt, dated, (f"{person(at)},{Names.school(s)},2024,2024" for at, s in enumerate(_list(people.lecture_school))))
    teaching = _list(np.concatenate((people.teach_school, facilities.school)))
    out.write(model.TeachesAt, _ENDS, (f"{person(lecturers + at)},{Names.school(s)}" for at, s in enumerate(teaching)))
    consults = zip(_list(people.consults[0]), _list(people.consults[1]), strict=True)
    out.write(model.ConsultsFor, _ENDS, (f"{person(at)},{Names.firm(firm)}" for at, firm in consults))
    first = people.count
    out.write(model.WorksIn, _ENDS, (f"{person(first + at)},facility:sim-{at + 1:04d}" for at in range(researchers)))


def write_facilities(out: Output, places: Places, schools: Schools, facilities: Facilities) -> None:
    """Write facilities, who runs them, their places, and the enterprises they support."""
    kinds = ["training base" if base else "research centre" for base in _list(facilities.base)]
    lines = (f"{named('facility', 'facility', '基地', f'{at:04d}')},{kind}" for at, kind in enumerate(kinds, start=1))
    out.write(model.Facility, (*_NAMED, "kind"), lines)
    ids = [f"facility:sim-{at:04d}" for at in range(1, len(kinds) + 1)]
    school, firm = _list(facilities.school), _list(facilities.firm)
    out.write(model.Runs, _ENDS, (f"{Names.school(s)},{i}" for s, i in zip(school, ids, strict=True)))
    out.write(model.Runs, _ENDS, (f"{Names.firm(f)},{i}" for f, i in zip(firm, ids, strict=True) if f >= 0))
    spots = _list(schools.place[facilities.school])
    out.write(model.LocatedIn, _ENDS, (f"{i},{places.ids[spot]}" for i, spot in zip(ids, spots, strict=True)))
    supports = zip(_list(facilities.supports[0]), _list(facilities.supports[1]), strict=True)
    out.write(model.Supports, _ENDS, (f"{ids[at]},{Names.firm(f)}" for at, f in supports))


def write_initiatives(out: Output, draws: Draws, places: Places, count: int) -> None:
    """Write public training initiatives of counties."""
    spots = _list(draws.shuffle(places.counties)[:count])
    started = _list(LAST_YEAR - draws.below(len(spots), 9))
    lines = (f"{named('initiative', 'initiative', '培养工程', f'{at:03d}')},{year}" for at, year in enumerate(started, start=1))
    out.write(model.Initiative, (*_NAMED, "started"), lines)
    pairs = [(f"initiative:sim-{at:03d}", places.ids[spot]) for at, spot in enumerate(spots, start=1)]
    out.write(model.Runs, _ENDS, (f"{county},{initiative}" for initiative, county in pairs))
    out.write(model.LocatedIn, _ENDS, (f"{initiative},{county}" for initiative, county in pairs))


def write_alliances(out: Output, alliances: list[Alliance]) -> None:
    """Write simulated alliances, and the members and activities of all alliances."""
    number = 0
    for at in alliances:
        if at.region:
            out.write(model.Alliance, (*_NAMED, "founded"), [f"{named('alliance', 'alliance', '产教联合体', at.id[-3:])},2023"])
            out.write(model.LocatedIn, _ENDS, [f"{at.id},{at.region}"])
            out.write(model.FocusesOn, _ENDS, (f"{at.id},{sector}" for sector in at.sectors))
        ids = [*map(Names.school, _list(at.schools)), *map(Names.firm, _list(at.firms))]
        roles = ["lead unit" if not rank else "council member" if rank % 9 == 1 else "member" for rank in range(len(ids))]
        out.write(model.MemberOf, (*_ENDS, "role", "valid_from"), (f"{i},{at.id},{role},2024" for i, role in zip(ids, roles, strict=True)))
        for activity in at.activities:
            number += 1
            tag = f"{number:04d}"
            row = f"{named('activity', 'activity', '活动', tag)},{activity.kind},{activity.date},simulated minutes {tag}"
            out.write(model.Activity, (*_NAMED, "kind", "date", "proof"), [row])
            out.write(model.Of, _ENDS, [f"activity:sim-{tag},{at.id}"])
            kinds = ((Names.school, activity.schools), (Names.firm, activity.firms), (Names.person, activity.people))
            present = [call(number) for call, numbers in kinds for number in _list(numbers)]
            out.write(model.TookPartIn, _ENDS, (f"{who},activity:sim-{tag}" for who in present))
