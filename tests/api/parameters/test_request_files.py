"""JSON files that commands send: reading stops at the size limit."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.cli import run
from seed.sheets.budgets import REQUEST_BYTES


@pytest.mark.parametrize("command", ["scenario", "partners"])
def test_a_file_over_the_limit_is_rejected_before_the_request(tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as stream:
        stream.truncate(REQUEST_BYTES << 12)
    assert run([command, str(path)]) == 2
    output = " ".join(capsys.readouterr().err.split())
    assert f"exceeds the limit of {REQUEST_BYTES:,} bytes." in output
