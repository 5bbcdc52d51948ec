"""Fake files of a store, without a server. They pass the check of files, which is enough for tests of the data folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from graph.server.home_directory import write_store_info
from graph.server.store_check import DATABASES, PAGE, ROWS, TABLES


def fill(home: Path, rows: int | None = None) -> None:
    """Write the files of a store to ``home``, without ``rows.npy`` when ``rows`` is None."""
    for name in DATABASES:
        tables, logs = home / "data/databases" / name, home / "data/transactions" / name
        for folder in (tables, logs):
            folder.mkdir(parents=True, exist_ok=True)
        for table in TABLES:
            (tables / table).write_bytes(b"x" * PAGE)
        for log in ("neostore.transaction.db.0", "checkpoint.0"):
            (logs / log).write_bytes(b"x")
    (home / "password").write_text("a-password\n")
    (home / "password").chmod(0o600)
    write_store_info(home, "2026.09.0")
    if rows is not None:
        with (home / ROWS).open("wb") as stream:
            np.lib.format.write_array(stream, np.zeros((2, rows), dtype="<u8"), version=(2, 0))
