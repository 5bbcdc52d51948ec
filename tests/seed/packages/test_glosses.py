"""The check warns of working translations that are never shown or are not in Chinese."""

from __future__ import annotations

from pathlib import Path

from tests.each import each
from tests.seed.packages.sample_packages import GOOD, D, files, lay, report_of

HEADER = "id,name,name_zh,gloss_zh,sources,quotes,locator,certainty,origin,rule"


def warnings_of(folder: Path, name_zh: str, gloss: str) -> list[tuple[str, str | None, str | None]]:
    report = report_of(lay(folder, files({**GOOD, "nodes/sector.csv": f"{HEADER}\nsector:a,a,{name_zh},{gloss},{D}\n"})))
    assert report.ok, report.problems
    return [(warning.code, warning.column, warning.value) for warning in report.warnings]


@each(
    ("name_zh", "gloss", "warned"),
    [("", "新材料", False), ("新材料", "", False), ("新材料", "材料", True), ("", "new materials", True), ("", "4x4体系", False)],
)
def test_a_gloss_without_use_is_a_warning(tmp_path: Path, name_zh: str, gloss: str, warned: bool) -> None:
    folder = tmp_path / f"{name_zh}-{gloss}"
    assert warnings_of(folder, name_zh, gloss) == ([("gloss", "gloss_zh", gloss)] if warned else [])
