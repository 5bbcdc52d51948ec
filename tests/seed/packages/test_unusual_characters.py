"""Warnings about characters in names that are invisible or look like others."""

from __future__ import annotations

from pathlib import Path

from tests.each import each
from tests.seed.packages.sample_packages import files, lay, report_of, swap

SCHOOL = "nodes/school.csv"
NAMES = {
    "zero-width": ("School\u200b A", "U+200B", "Remove the character."),
    "bidirectional": ("\u202eSchool A", "U+202E", "Remove the character."),
    "radical": ("\u2ed3歌", "U+2ED3", "Write 长 (U+957F)."),
    "Kangxi radical": ("\u2fa7歌", "U+2FA7", "Write 長 (U+9577)."),
    "compatibility ideograph": ("\uf92c校", "U+F92C", "Write 郎 (U+90CE)."),
    "separate accent": ("Gui\u0300yang", "separate accents", "Guìyang"),
}


@each("case", list(NAMES))
def test_a_name_with_an_unusual_character_gives_a_warning(case: str, tmp_path: Path) -> None:
    name, detail, expected = NAMES[case]
    content = files()
    swap(SCHOOL, "School A", name)(content)
    (warning,) = report_of(lay(tmp_path / case, content)).warnings
    assert (warning.code, warning.file, warning.row, warning.column) == ("unusual-character", SCHOOL, 2, "name")
    assert detail in warning.detail
    assert expected in warning.expected


@each("name", ["桂阳县（校区）", "Guìyáng", "がが", "JD.com", "甲·乙"])
def test_usual_characters_give_no_warning(name: str, tmp_path: Path) -> None:
    content = files()
    swap(SCHOOL, "School A", name)(content)
    assert not report_of(lay(tmp_path / name, content)).warnings


def test_an_alias_gives_a_warning(tmp_path: Path) -> None:
    content = files()
    swap(SCHOOL, "|The A", "|The\u200d A")(content)
    (warning,) = report_of(lay(tmp_path / "p", content)).warnings
    assert (warning.column, warning.value) == ("aliases", "The\u200d A")


def test_a_warning_is_not_a_problem(tmp_path: Path) -> None:
    content = files()
    swap(SCHOOL, "School A", "School\u200b A")(content)
    assert report_of(lay(tmp_path / "p", content)).ok
