"""Figures that follow from the rows of packages without a database: rows by type and origin, and members by alliance.

Measures, such as the alignment of programs and industries, are computed on a loaded graph and are not among them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from seed.columns import TYPES, path_of, type_name
from seed.edits.file_rows import effective, stored_rows
from seed.model import MemberOf
from seed.packages.package import Package


@dataclass(frozen=True)
class Figure:
    """A figure. ``of``: the type and origin that it counts, or the alliance whose members it counts."""

    name: str
    of: str


def figures_of(packages: Sequence[Package]) -> dict[Figure, int]:
    """Return the figures of packages with edits applied. Simulated rows are counted apart from others."""
    counts: Counter[Figure] = Counter()
    for cls in TYPES.values():
        for package in packages:
            if path_of(cls) not in package.paths:
                continue
            with package.files.open(path_of(cls)) as stream:
                for cells in stored_rows(stream, cls):
                    row = effective(cls, cells)
                    counts[Figure("rows", f"{type_name(cls)} {row.get('origin', '')}")] += 1
                    if cls is MemberOf:
                        simulated = "simulated " if row.get("origin") == "simulated" else ""
                        counts[Figure(f"{simulated}members", row.get("end", ""))] += 1
    return dict(counts)
