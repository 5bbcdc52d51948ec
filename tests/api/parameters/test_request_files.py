"""JSON files that commands send: they are read up to a limit, never whole first."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.cli import run
from seed.sheets.budgets import REQUEST_BYTES


@pytest.mark.parametrize("command", ["scenario", "partners"])
def test_a_file_over_the_limit_is_refused_before_anything_is_sent(tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as stream:
        stream.truncate(REQUEST_BYTES << 12)
    assert run([command, str(path)]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert f"exceeds the limit of {REQUEST_BYTES:,} bytes." in said
