"""``alliance export``."""

from __future__ import annotations

import csv
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest
from python_calamine import CalamineWorkbook

from api.cli import run


@pytest.fixture
def workspace(client: httpx.Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("ALLIANCE_URL", str(client.base_url))
    return tmp_path


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def test_export_a_question(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = workspace / "流向.csv"
    assert run(["export", "enterprises-fed-by-programs", str(file), "--county", "桂阳县", "--bom", "true"]) == 0
    assert [row["enterprise_id"] for row in rows(file)] == ["enterprise:x"]
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    shown = capsys.readouterr()
    assert "data version feedfeedfeed" in shown.out.replace("\n", " ")
    assert "Exporting" in shown.err
    assert list(workspace.iterdir()) == [file]


@pytest.mark.parametrize("name", ["enterprises", "Enterprise"])
def test_export_a_list(name: str, workspace: Path) -> None:
    file = workspace / "all.jsonl"
    assert run(["export", name, str(file), "--origin", "documented"]) == 0
    assert [json.loads(line)["id"] for line in file.read_text(encoding="utf-8").splitlines()] == [
        "enterprise:x",
        "enterprise:y",
        "enterprise:z",
    ]


def test_export_a_workbook(workspace: Path) -> None:
    file = workspace / "all.xlsx"
    assert run(["export", "counties", str(file)]) == 0
    assert CalamineWorkbook.from_path(file).sheet_names == ["rows", "meta"]


def test_existing_file_is_overwritten_only_with_force(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = workspace / "all.csv"
    file.write_text("mine", encoding="utf-8")
    assert run(["export", "counties", str(file)]) == 2
    assert "--force" in capsys.readouterr().err
    assert file.read_text(encoding="utf-8") == "mine"
    assert run(["export", "counties", str(file), "--force"]) == 0
    assert len(rows(file)) == 2


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["schols", "a.csv"], "schools"),
        (["schools", "a.xls"], ".xlsx"),
        (["schools", "nowhere/a.csv"], "does not exist"),
        (["schools", "a.csv", "--filter", "levl:x"], "level"),
        (["schools", "a.csv", "--colour", "red"], "colour"),
    ],
)
def test_invalid_input_exits_with_2_and_a_hint(
    words: list[str], hint: str, workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(workspace)
    assert run(["export", *words]) == 2
    assert hint in capsys.readouterr().err
    assert list(workspace.iterdir()) == []


class TruncatingHandler(BaseHTTPRequestHandler):
    """Announces 1000 bytes and sends ten."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"0123456789")

    def log_message(self, *_: object) -> None:
        """Suppress request logs."""


@pytest.fixture
def truncating_server() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), TruncatingHandler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_interrupted_download_leaves_no_file(
    truncating_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ALLIANCE_URL", truncating_server)
    assert run(["export", "schools", str(tmp_path / "a.csv")]) == 1
    assert "was interrupted" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_no_file_is_created_without_a_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("ALLIANCE_URL", "http://127.0.0.1:1")
    assert run(["export", "schools", str(tmp_path / "a.csv")]) == 1
    assert "alliance up" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
