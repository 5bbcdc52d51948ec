"""Evaluate the matcher on a real list of colleges: one half is in the graph, and the other half is asked for.

    uv run python -m tests.bench.bench_matching LIST.csv[.gz]

The list has the columns ``moe_code``, ``school``, ``province`` and ``city``; a college may occur in several rows. Every match of a college
that is not in the graph is wrong, and so is every match of a name that was altered to that of a different college. The colleges in the
graph are asked for with their own name and with the name altered mechanically; a match with another college is wrong. Altered names that
are the name of another college on the list are left out. Both halves take each role. Prints a Markdown table, once with all places of the
list in the graph and once with only the places of one province.

``--wrong`` also lists the wrong matches.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from graph.reconciliation.index import Index, Thing
from graph.reconciliation.matcher import Query, answer, best_of
from graph.reconciliation.normalisation import syllables
from graph.reconciliation.places import stem

SEED = 1
KINDS = ("职业技术大学", "职业技术学院", "高等专科学校", "职业学院", "职业大学", "学院", "大学", "学校")
SHORT = {"职业技术学院": "职院", "高等专科学校": "高专"}
INSERTED = "医农工商法体艺外文理北一二等店"
OTHER_KINDS = ("大学", "学院", "职业学院", "技师学院", "中等专业学校")
PARTS = ("分院", "附属中学", "附属医院", "继续教育学院")


@dataclass(frozen=True)
class College:
    """A row of the list."""

    code: str
    name: str
    province: str
    city: str

    @property
    def id(self) -> str:
        return f"school:{self.code}"

    @property
    def kind(self) -> str:
        return next((word for word in KINDS if self.name.endswith(word)), "")

    @property
    def front(self) -> str:
        """Return the name without the words for its kind."""
        return self.name.removesuffix(self.kind)


def colleges(path: Path) -> list[College]:
    """Return the colleges of a list, each once."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8-sig") as file:
        rows = [College(row["moe_code"], row["school"], row["province"], row["city"]) for row in csv.DictReader(file)]
    return sorted({row.code: row for row in rows}.values(), key=lambda row: row.code)


def indexed(present: list[College], places: list[College]) -> Index:
    """Return an index of colleges and of the provinces and prefectures of ``places``."""
    names = {f"region:{row.province}": (row.province, "province", ()) for row in places}
    for row in places:
        if row.city and row.city != row.province:
            names[f"region:{row.province}/{row.city}"] = (row.city, "prefecture", (f"region:{row.province}",))
    things = [Thing(id, (id, name), (), None, kind, None, "documented", within) for id, (name, kind, within) in names.items()]
    for row in present:
        inner = f"region:{row.province}/{row.city}"
        within = inner if inner in names else f"region:{row.province}"
        things.append(Thing(row.id, (row.id, row.name), (), row.code, "named", None, "documented", (within,) if within in names else ()))
    return Index(things)


def _other_kind(row: College) -> str:
    return row.front + SHORT[row.kind] if row.kind in SHORT else ""


def _without_prefix(row: College) -> str:
    prefixes = (row.province, row.city, stem(row.province), stem(row.city))
    prefix = next((word for word in prefixes if word and row.name.startswith(word)), "")
    return row.name.removeprefix(prefix) if prefix else ""


def _with_prefix(row: College) -> str:
    starts = row.name.startswith((stem(row.province), stem(row.city)))
    return "" if starts else row.province + ("" if row.city == row.province else row.city) + row.name


def _full_address(row: College) -> str:
    return row.province + row.name if row.city != row.province and row.name.startswith(stem(row.city)) else ""


def _draw(row: College) -> random.Random:
    return random.Random(f"{SEED} {row.code}")


def _other(row: College, *neighbours: str) -> str:
    """Return a character that does not sound like its neighbours."""
    return _draw(row).choice([one for one in INSERTED if all(syllables(one) != syllables(near) for near in neighbours)])


def _inserted(row: College) -> str:
    return row.front + _other(row, row.front[-1:], row.kind[0]) + row.kind if row.kind and row.front else ""


def _appended(row: College) -> str:
    return row.name + _other(row, row.name[-1])


def _replaced(row: College) -> str:
    at = _draw(row).randrange(len(row.front)) if row.front else 0
    return row.name[:at] + _other(row, row.name[at]) + row.name[at + 1 :] if row.front else ""


def _of_another_kind(row: College) -> str:
    return row.front + _draw(row).choice([kind for kind in OTHER_KINDS if kind != row.kind]) if row.kind else ""


def _with_a_part(row: College) -> str:
    return row.name + _draw(row).choice(PARTS)


def _doubled(row: College) -> str:
    at = len(row.name) - 1 - _draw(row).randrange(max(len(row.kind), 1))
    return row.name[: at + 1] + row.name[at:]


def _missing(row: College) -> str:
    at = len(row.name) - 1 - _draw(row).randrange(max(len(row.kind), 1))
    return row.name[:at] + row.name[at + 1 :]


def _swapped(row: College) -> str:
    at = len(row.name) - 2 - _draw(row).randrange(max(len(row.kind) - 1, 1))
    return row.name[:at] + row.name[at + 1] + row.name[at] + row.name[at + 2 :]


VARIANTS: dict[str, Callable[[College], str]] = {
    "the name": lambda row: row.name,
    "a short form of the kind": _other_kind,
    "province before the city": _full_address,
    "province and city added": _with_prefix,
    "province or city dropped": _without_prefix,
    "a character doubled": _doubled,
    "two characters exchanged": _swapped,
    "a character of the kind missing": _missing,
    "a character inserted before the kind": _inserted,
    "a character appended": _appended,
    "a character of the proper name replaced": _replaced,
    "another kind": _of_another_kind,
    "a part or an affiliate appended": _with_a_part,
}
"""Alterations of a name; an empty text if one does not apply."""
DIFFERENT = frozenset(
    {
        "a character inserted before the kind",
        "a character appended",
        "a character of the proper name replaced",
        "another kind",
        "a part or an affiliate appended",
    }
)
"""Alterations that make a name of a different college. Every match is wrong."""


def halves(rows: list[College]) -> Iterator[tuple[list[College], list[College]]]:
    """Yield the colleges in the graph and those that are not, in both roles."""
    mixed = random.Random(SEED).sample(rows, len(rows))
    first, second = mixed[: len(mixed) // 2], mixed[len(mixed) // 2 :]
    yield first, second
    yield second, first


def evaluate(rows: list[College], places: list[College]) -> tuple[Counter[tuple[str, str]], list[str]]:
    """Return counts by variant and outcome, and a line for each wrong match."""
    counts: Counter[tuple[str, str]] = Counter()
    wrong: list[str] = []
    real = {row.name for row in rows}
    for present, absent in halves(rows):
        index = indexed(present, places)
        names = {row.name for row in present}
        asked = [(row, True) for row in present] + [(row, False) for row in absent if row.name not in names]
        for row, is_in_graph in asked:
            for variant, alter in VARIANTS.items():
                text = alter(row)
                if not text or (text in real and text != row.name):
                    continue
                best = best_of(answer(index, Query(text, ("School",))))
                meant = is_in_graph and variant not in DIFFERENT
                right = best is not None and meant and best.thing.title == row.name
                counts[variant, "in" if meant else "out"] += 1
                counts[variant, "right"] += right
                if best is not None and not right:
                    counts[variant, "wrong in" if meant else "wrong out"] += 1
                    wrong.append(f"{variant}: {text} -> {best.thing.title} ({best.score}, {', '.join(best.reasons)})")
    return counts, wrong


def main() -> None:
    """Run the evaluation and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("list", type=Path)
    parser.add_argument("--province", default="湖南省", help="Province of the second table.")
    parser.add_argument("--wrong", action="store_true", help="List the wrong matches.")
    options = parser.parse_args()
    rows = colleges(options.list)
    local = [row for row in rows if row.province == options.province]
    for title, places in (("all places", rows), (f"places of {options.province}", local)):
        counts, wrong = evaluate(rows, places)
        print(f"\n{len(rows):,} colleges, {title} in the graph\n")
        print("| asked for | not in the graph | matched wrongly | in the graph | matched with another | matched rightly | recall |")
        print("|-|-|-|-|-|-|-|")
        for variant in VARIANTS:
            out, wrong_out, known, right, wrong_in = (counts[variant, name] for name in ("out", "wrong out", "in", "right", "wrong in"))
            recall = f"{right / known:.1%}" if known else ""
            print(f"| {variant} | {out:,} | {wrong_out} | {known:,} | {wrong_in} | {right:,} | {recall} |")
        if options.wrong:
            print("", *wrong, sep="\n")


if __name__ == "__main__":
    main()
