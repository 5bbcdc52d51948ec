"""``alliance up`` on a damaged store: the command in its error message repairs it."""

from __future__ import annotations

import os
import re
import shlex
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.loading.local_loader import load_local
from graph.settings import Settings
from graph.storage.data_directory import Stores
from tests.api.server.test_up import LIMIT, run, start
from tests.conftest import CACHE
from tests.graph.storage import damages
from tests.graph.worlds import world

pytestmark = pytest.mark.slow
DAMAGES: dict[str, Callable[[Path], object]] = {
    "wrong password file": damages.HIDDEN["wrong password file"][0],
    "zeroed store files": damages.VISIBLE["zeroed store files"][0],
}


@pytest.mark.parametrize("name", DAMAGES)
def test_the_command_in_the_error_repairs_the_store(tmp_path: Path, name: str) -> None:
    settings = Settings(data=tmp_path / "data", cache=CACHE, heap="512m", page_cache="64m")
    version = load_local(settings.data, CACHE, [world(tmp_path / "world", 1)], settings=settings).data_version
    env = {**os.environ, "ALLIANCE_DATA": str(settings.data), "ALLIANCE_CACHE": str(CACHE), "ALLIANCE_HEAP": "512m"}
    env.pop("NEO4J_URI", None)
    DAMAGES[name](Stores(settings.data).home(version))

    failed = start(settings.data)
    assert failed.process.wait(LIMIT) == 1
    output = failed.log.read_text(encoding="utf-8")
    named = re.search(rf"alliance (db rebuild {version[:12]})", " ".join(output.split()))
    assert named, output
    checked = run(env, "doctor")
    assert checked.returncode == 1
    assert "check failed." in checked.stdout or "checks failed." in checked.stdout
    assert "damaged" in checked.stdout

    repaired = run(env, *shlex.split(named[1]))
    assert repaired.returncode == 0, repaired.stderr
    assert f"Rebuilt the store {version[:12]} from its packages." in repaired.stdout
    again = start(settings.data)
    try:
        assert again.wait() == version
    finally:
        again.process.send_signal(signal.SIGTERM)
        again.process.wait(60)
    assert "damaged" not in run(env, "doctor").stdout
