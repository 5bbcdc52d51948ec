"""The documents say what is true: version and changelog, settings, links, words that do not belong here."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter
from pathlib import Path

from graph.queries.questions.question_file import load_questions
from graph.server.jars import VERSION
from seed.packages.package import bundled
from seed.simulate import simulate
from tests.each import each
from tools import settings_page
from tools.questions_page import page

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def test_the_newest_release_of_the_changelog_is_the_projects_version() -> None:
    releases = re.findall(
        r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert releases[0] == PROJECT["project"]["version"]


def test_the_page_of_settings_is_up_to_date() -> None:
    assert (REFERENCE / "settings.md").read_text(encoding="utf-8") == settings_page.page(), "python -m tools.settings_page"


def test_the_readme_is_shorter_than_8_kb() -> None:
    assert len(README.encode()) < 8192


@each("document", PAGES, ids=lambda document: document.name)
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:", target):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def rows_by_origin(*packages: Path) -> Counter[str]:
    files = [path.read_text(encoding="utf-8").splitlines() for package in packages for path in package.glob("*/*.csv")]
    return Counter(row["origin"] for lines in files for row in csv.DictReader(lines))


def test_the_readme_counts_the_rows_of_the_default_data() -> None:
    counts = rows_by_origin(*(bundled(name) or Path() for name in ("reference", "chenzhou", "hunan")))
    stated = {name: int(count.replace(",", "")) for name, count in re.findall(r"^\| `(\w+)` \|.*\| ([\d,]+) \|$", README, re.MULTILINE)}
    assert stated == counts


def test_the_readme_counts_the_simulated_rows_of_the_demo(tmp_path: Path) -> None:
    simulate(tmp_path, scale="chenzhou")
    assert f"| 0; {rows_by_origin(tmp_path).total():,} in the demo |" in README


def test_the_readme_has_no_open_places() -> None:
    assert not re.search(r"^[A-Z]{4,}$|\| [A-Z]{6,} \|", README, re.MULTILINE)


def test_the_lock_file_names_no_address() -> None:
    assert "://" not in (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_the_image_and_the_server_are_of_one_version() -> None:
    assert f"neo4j:{VERSION}-community" in (ROOT / "docker-compose.yml").read_text(encoding="utf-8")


def test_every_question_is_listed_in_the_documentation() -> None:
    text = (REFERENCE / "questions.md").read_text(encoding="utf-8")
    for question in load_questions().values():
        assert f"`{question.name}`" in text
        assert question.title in text
        assert question.title_zh in text


def test_the_page_of_the_questions_is_what_their_files_say() -> None:
    assert (REFERENCE / "questions.md").read_text(encoding="utf-8") == page(), (
        "python -m tools.questions_page > docs/reference/questions.md"
    )


def test_every_test_that_the_page_of_defects_names_exists() -> None:
    named = re.findall(r"`(tests/\S+\.py)::(\w+)`", (ROOT / "docs" / "truth.md").read_text(encoding="utf-8"))
    assert named
    assert [name for path, name in named if f"def {name}(" not in (ROOT / path).read_text(encoding="utf-8")] == []
