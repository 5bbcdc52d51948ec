"""Random sequences of edits, publications and undos, against a plain model of the rows.

Every published version must be the one that its ``edits.csv`` gives again, with the same hash.
``python -m tests.bench.torture_edits`` runs more of them.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from seed.edits.drafting import Author, ContradictionError, Draft, EditError
from seed.edits.edit import Edit
from seed.model import Enterprise, PartnersWith, School
from seed.packages.checker import check
from seed.packages.package import Package, resolve, unedited
from tests.seed.edits.plain_model import Made, World, apply, contradictions, replayed
from tests.seed.edits.small import TEXTS, author, edits_package, rows, small

SCHOOLS = ("school:a", "school:b", "school:c", "school:d")
LEVELS = ("", "secondary", "technician", "undergraduate")
STEPS = st.one_of(
    st.tuples(st.just("set"), st.sampled_from(SCHOOLS), st.sampled_from(LEVELS), st.booleans()),
    st.tuples(st.just("add"), st.sampled_from(SCHOOLS), st.sampled_from(LEVELS), st.booleans()),
    st.tuples(st.just("remove"), st.sampled_from(SCHOOLS), st.booleans(), st.booleans()),
    st.tuples(st.just("tie"), st.sampled_from(SCHOOLS), st.just("enterprise:e"), st.booleans()),
    st.tuples(st.just("rename"), st.sampled_from(SCHOOLS), st.sampled_from(SCHOOLS), st.booleans()),
    st.tuples(st.just("merge A"), st.sampled_from(SCHOOLS), st.sampled_from(SCHOOLS), st.booleans()),
    st.tuples(st.just("merge B"), st.sampled_from(SCHOOLS), st.sampled_from(SCHOOLS), st.booleans()),
    st.tuples(st.just("undo"), st.integers(0, 20), st.just(""), st.just(False)),
    st.tuples(st.just("publish"), st.just(""), st.just(""), st.just(False)),
)
Step = tuple[str, str | int | bool, str | bool, bool]


@dataclass
class Run:
    """One sequence: the edits of the program and of the model side by side."""

    packages: list[Package]
    folder: Path
    edits: tuple[Edit, ...] = ()
    made: list[Made] = field(default_factory=list)
    undone: set[str] = field(default_factory=set)
    versions: list[tuple[tuple[Edit, ...], str]] = field(default_factory=list)

    def world(self) -> World:
        world = replayed(self.made, self.undone)
        assert world is not None
        return world

    def step(self, step: Step) -> None:
        what, one, two, sourced = step
        draft = Draft(self.packages, self.edits)
        if what == "publish":
            self.versions.append((self.edits, check(draft.packages()).data_version))
            return
        ident = f"e{len(self.edits)}"
        try:
            made = self._attempt(draft, step, author(ident, source="source:t" if sourced else "", locator="p. 1" if sourced else ""))
        except EditError:
            made = ()
        expected = self._expected(ident, what, one, two, sourced=sourced)
        assert bool(made) == expected, (step, made)
        self.edits += made

    def _attempt(self, draft: Draft, step: Step, who: Author) -> tuple[Edit, ...]:
        what, one, two, _ = step
        if what == "set":
            return draft.set(str(one), "level", str(two), who)
        if what == "add":
            return draft.add("School", {"id": str(one), "name": "New", "level": str(two)}, who)
        if what == "remove":
            return draft.remove(str(one), who, with_relationships=bool(two))
        if what == "tie":
            return draft.add("PARTNERS_WITH", {"start": str(one), "end": str(two), "form": "facility"}, who)
        if what == "rename":
            return draft.rename(str(one), str(two), who)
        if what.startswith("merge"):
            return self._merge(draft, str(one), str(two), who, what[-1])
        return draft.undo(self._undoable(one), who)

    def _merge(self, draft: Draft, one: str, two: str, who: Author, side: str) -> tuple[Edit, ...]:
        try:
            return draft.same_as(one, two, who)
        except ContradictionError as error:
            return draft.same_as(one, two, who, dict.fromkeys(error.values, side))

    def _undoable(self, number: str | int | bool) -> str:
        ids = [made.edit for made in self.made]
        return ids[int(number) % len(ids)] if ids else "none"

    def _expected(self, ident: str, what: str, one: str | int | bool, two: str | bool, *, sourced: bool) -> bool:
        """Apply the step to the model. Return whether the model accepts it."""
        world = self.world()
        if what == "undo":
            edit = self._undoable(one)
            after = replayed(self.made, {*self.undone, edit})
            if edit == "none" or edit in self.undone or after is None or not after.is_whole():
                return False
            self.undone.add(edit)
            return True
        school, now = str(one), world.schools.get(str(one))
        ties = tuple((key, tie) for key, tie in world.ties.items() if key[0] == school)
        if what == "remove" and ties and not two:
            return False
        if what == "set" and now is not None and now.level == two:
            return False
        made = Made(ident, what.partition(" ")[0], school, now, str(two), sourced, ties if what == "remove" else (), str(two))
        other = world.schools.get(str(two))
        if what.startswith("merge") and now is not None and other is not None:
            loser = other if what == "merge A" else now
            made = replace(made, dropped=tuple((name, getattr(loser, name)) for name in contradictions(now, other)))
        if not apply(world, made):
            return False
        self.made.append(made)
        return True

    def compare(self) -> None:
        world, draft = self.world(), Draft(self.packages, self.edits)
        packages = draft.packages()
        schools = {
            key: (row.get("level", ""), row["origin"] == "documented", set(filter(None, row.get("aliases", "").split("|"))))
            for key, row in rows(packages, School).items()
        }
        ties = {(row["start"], row["form"]): row["origin"] == "documented" for row in rows(packages, PartnersWith).values()}
        assert schools == {key: (school.level, school.strong, set(school.aliases)) for key, school in world.schools.items()}
        assert ties == {key: tie.strong and world.schools[key[0]].strong for key, tie in world.ties.items()}
        assert draft.redirects == world.redirects()
        assert list(rows(packages, Enterprise)) == ["enterprise:e"]

    def rebuild(self) -> None:
        """Build every version again from its files."""
        for number, (edits, version) in enumerate(self.versions):
            root = edits_package(self.folder / f"version{number}", edits)
            report = check(resolve([self.folder / "small", root]))
            assert (report.problems, report.data_version) == ([], version)


def run_sequence(steps: list[Step]) -> Run:
    """Run a sequence. Compare the rows after each step, and build every published version again."""
    with TemporaryDirectory() as folder:
        run = Run(unedited([small(Path(folder) / "small")]), Path(folder))
        for step in [*steps, ("publish", "", "", False)]:
            run.step(step)
            run.compare()
        run.rebuild()
    return run


@given(st.lists(STEPS, max_size=12))
def test_edits_publications_and_undos_are_those_of_the_model(steps: list[Step]) -> None:
    run_sequence(steps)


def test_the_model_begins_with_the_rows_of_the_package() -> None:
    schools = csv.DictReader(TEXTS["nodes/school.csv"].splitlines())
    found = {row["id"]: (row["level"], row["origin"] == "documented", row["name"], row["name_zh"]) for row in schools}
    assert found == {key: (school.level, school.strong, school.name, school.name_zh) for key, school in World().schools.items()}
