"""Which server the commands use: that of the data folder, else its demo server."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.client import Client, ServerNotRunningError
from graph.settings import Settings
from graph.system.folder_lock import FolderLock


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.delenv("ALLIANCE_URL", raising=False)
    return Settings(data=tmp_path)


def serving(settings: Settings, port: int) -> FolderLock:
    lock = FolderLock(settings.data)
    lock.acquire(port=port)
    return lock


def test_without_a_server_the_hint_names_the_start(settings: Settings) -> None:
    with pytest.raises(ServerNotRunningError) as refused:
        Client(settings)
    assert "alliance up" in str(refused.value.hint)


def test_the_demo_server_is_used_when_it_is_the_only_one(settings: Settings) -> None:
    lock = serving(settings.of_demo(), 8001)
    client = Client(settings)
    lock.release()
    assert (client.url, client.is_demo) == ("http://127.0.0.1:8001", True)


def test_the_server_of_the_data_folder_comes_first(settings: Settings) -> None:
    real, demo = serving(settings, 8000), serving(settings.of_demo(), 8001)
    client = Client(settings)
    real.release()
    demo.release()
    assert (client.url, client.is_demo) == ("http://127.0.0.1:8000", False)
