"""Small packages for the tests of loading: made up, and marked as simulated wherever a rule asks for it.

In version ``n`` of :func:`world` every program has ``n`` students enrolled, every enterprise ``n`` employees and every FEEDS ``n``
graduates: a reader that sees two different numbers sees a mixture of two versions.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from seed.model import County, Enterprise, Feeds, LocatedIn, Offers, PartnersWith, Program, Row, School, Source
from seed.packages.writer import write_package

ODD = ['say "hi", twice', "C:\\", "\\", "it's; #1", '"', "NULL", "2024", "${x}"]
"""Texts that a format between here and there might take for something else."""
SIMULATED = {"sources": ["source:made-up"], "origin": "simulated", "rule": "made up"}
SEEN = {"sources": ["source:list"], "origin": "reference", "locator": "row 1"}


def rows_of(number: int, size: int = 3) -> list[tuple[type[Row], Iterable[dict[str, Any]]]]:
    """Rows of version ``number`` with ``size`` programs, enterprises and FEEDS each."""
    sources = [
        {"id": "source:made-up", "name": "Made up", "kind": "simulation", "origin": "simulated"},
        {"id": "source:list", "name": "A list", "kind": "list", "origin": "reference"},
    ]
    counties = [
        {"id": "county:one", "name": "Guiyang County", "name_zh": "桂阳县", **SEEN},
        {"id": "county:two", "name": "Guiyang", "name_zh": "贵阳市", "aliases": ["筑城", "林城"], **SEEN},
    ]
    schools = [
        {
            "id": "school:one",
            "name": "Simulated school",
            "name_zh": "模拟學校",
            "level": "secondary",
            "aliases": ODD,
            "note": ODD[0],
            **SIMULATED,
        }
    ]
    programs = (
        {"id": f"program:one.{i}", "name": f"Program {i}", "opened": "2024-02", "enrolment": number, **SIMULATED} for i in range(size)
    )
    firms = ({"id": f"enterprise:{i}", "name": f'Firm {i}, "Ltd"', "employees": number, **SIMULATED} for i in range(size))
    offers = ({"start": "school:one", "end": f"program:one.{i}", "valid_from": "2024", **SIMULATED} for i in range(size))
    feeds = (
        {"start": f"program:one.{i}", "end": f"enterprise:{i}", "year": 2024 if i % 2 else None, "graduates": number, **SIMULATED}
        for i in range(size)
    )
    forms = [{"start": "school:one", "end": "enterprise:0", "form": form, **SIMULATED} for form in ("internship", "order class")]
    located = [{"start": "school:one", "end": "county:one", **SIMULATED}]
    return [
        (Source, sources),
        (County, counties),
        (School, schools),
        (Program, programs),
        (Enterprise, firms),
        (Offers, offers),
        (Feeds, feeds),
        (PartnersWith, forms),
        (LocatedIn, located),
    ]


ROWS = 20
"""Rows of a world of size 3."""


def world(root: Path, number: int, size: int = 3, name: str = "world") -> Path:
    """Write version ``number`` of the package into ``root``."""
    return write_package(root, name=name, title=f"World {number}", version=str(number), rows=rows_of(number, size))


def suburb(root: Path, name: str = "suburb") -> Path:
    """Write a package that adds a firm to a world."""
    firm = {"id": f"enterprise:{name}", "name": f"Firm of {name}", **SIMULATED}
    feeds = {"start": "program:one.0", "end": firm["id"], "year": 2023, **SIMULATED}
    return write_package(root, name=name, title=name, requires=["world"], rows=[(Enterprise, [firm]), (Feeds, [feeds])])
