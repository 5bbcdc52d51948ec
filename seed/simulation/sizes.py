"""The sizes of each scale, and the reported figures that ``chenzhou`` matches exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Scale = Literal["chenzhou", "province", "nation"]
FIRST_YEAR, LAST_YEAR = 2021, 2025
"""Years of graduation in FEEDS, both included."""
NEW_YEAR = 2023
"""A program lasts three years: one that opened in 2023 or later has no graduates by 2025."""


@dataclass(frozen=True)
class Cohort:
    """Programs of one kind: ``aligned`` of ``count`` serve a prioritised sector; ``opened``/``closed`` are ranges of years.

    Older programs have no opening year, so that only changes are dated.
    """

    level: Literal["secondary", "higher vocational"]
    status: Literal["active", "downsized", "closed"]
    count: int
    aligned: int
    opened: tuple[int, int] | None = None
    closed: tuple[int, int] | None = None

    @property
    def running(self) -> bool:
        """Whether the programs are active and not new."""
        return self.status == "active" and self.opened is None


COHORTS: tuple[Cohort, ...] = (
    Cohort("secondary", "active", 53, 43),
    Cohort("secondary", "active", 8, 8, opened=(2024, 2024)),
    Cohort("secondary", "closed", 8, 2, closed=(2024, 2024)),
    Cohort("higher vocational", "active", 35, 24),
    Cohort("higher vocational", "active", 22, 20, opened=(2023, 2024)),
    Cohort("higher vocational", "downsized", 7, 4),
    Cohort("higher vocational", "closed", 19, 5, closed=(2023, 2024)),
)
"""Chenzhou: of the open programs, 51 of 61 secondary ones are aligned (83.6 %) and 48 of 64 higher-vocational ones (75.0 %).
The reports give no denominators. 61 and 64 are assumptions, chosen among the numbers that give the printed shares. Larger scales multiply
the cohorts."""


@dataclass(frozen=True)
class Size:
    """Numbers of entities at one scale. ``feeds`` is approximate; the other numbers are exact.

    ``excess``: factor by which more links are drawn, because some are duplicates or fall after the closing of a program; found by trial.
    """

    provinces: int
    prefectures: int
    counties: int
    secondary: int
    higher: int
    programs: int
    enterprises: int
    feeds: int
    excess: float
    alliances: int
    members: tuple[int, int]
    partnerships: int
    lecturers: int
    teachers: int
    facilities: int
    initiatives: int
    activities: tuple[int, int]
    graduates: int | None = None

    @property
    def rows(self) -> int:
        """Estimated number of rows, for a progress bar."""
        return self.feeds + 3 * self.enterprises + 4 * self.programs + 4 * self.lecturers + 5 * self.teachers // 2 + self.partnerships


SIZES: dict[Scale, Size] = {
    "chenzhou": Size(
        provinces=0,
        prefectures=0,
        counties=0,
        secondary=20,
        higher=4,
        programs=sum(cohort.count for cohort in COHORTS),
        enterprises=800,
        feeds=4_000,
        excess=2.3,
        alliances=0,
        members=(107, 107),
        partnerships=186,
        lecturers=52,
        teachers=48,
        facilities=14,
        initiatives=3,
        activities=(26, 26),
        graduates=5_000,
    ),
    "province": Size(
        provinces=1,
        prefectures=13,
        counties=111,
        secondary=940,
        higher=260,
        programs=20_000,
        enterprises=40_000,
        feeds=300_000,
        excess=1.37,
        alliances=14,
        members=(40, 400),
        partnerships=9_300,
        lecturers=2_600,
        teachers=2_400,
        facilities=700,
        initiatives=30,
        activities=(8, 40),
    ),
    "nation": Size(
        provinces=31,
        prefectures=332,
        counties=2_839,
        secondary=10_300,
        higher=1_700,
        programs=130_000,
        enterprises=1_000_000,
        feeds=5_000_000,
        excess=1.46,
        alliances=150,
        members=(40, 800),
        partnerships=93_000,
        lecturers=26_000,
        teachers=24_000,
        facilities=7_000,
        initiatives=700,
        activities=(8, 40),
    ),
}
SCALES: tuple[Scale, ...] = tuple(SIZES)
