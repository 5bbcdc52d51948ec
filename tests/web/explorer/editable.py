"""``alliance up`` with a small package whose data can be edited and published."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.api.server.test_up import Up
from tests.api.server.test_up_remote import command, up
from tests.conftest import GraphDB
from tests.seed.edits.small import small


@contextmanager
def editable(root: Path, graph_db: GraphDB) -> Iterator[Up]:
    """Start the server in an empty folder, on a database that it fills."""
    code, output = command(root / "data", graph_db, "load", str(small(root / "small")))
    assert code == 0, output
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALLIANCE_READ_TIMEOUT", "60")
        with up(root / "data", graph_db) as server:
            server.wait()
            yield server
