"""The secret that signs cursors: created once, readable by its owner only, shared by processes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr

from api.parameters.cursors import Signer, seal, unseal
from api.security.cursor_secret import FILE, cursor_secret
from graph.errors import BadValueError
from graph.settings import Settings


def text(data: Path) -> str:
    return cursor_secret(Settings(data=data)).get_secret_value()


def test_secret_is_created_once_with_mode_0600(tmp_path: Path) -> None:
    first = text(tmp_path / "data")
    assert len(first) == 43
    assert (tmp_path / "data" / FILE).stat().st_mode & 0o777 == 0o600
    assert text(tmp_path / "data") == first
    assert [one.name for one in (tmp_path / "data").iterdir()] == [FILE]


def test_folders_have_different_secrets(tmp_path: Path) -> None:
    assert text(tmp_path / "one") != text(tmp_path / "two")


@pytest.mark.parametrize(("content", "mode"), [("", 0o600), ("short", 0o600), ("x" * 43, 0o644)])
def test_damaged_or_readable_file_is_replaced(tmp_path: Path, content: str, mode: int) -> None:
    (tmp_path / FILE).write_text(content)
    (tmp_path / FILE).chmod(mode)
    assert text(tmp_path) not in {content, ""}
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


def test_setting_overrides_the_file(tmp_path: Path) -> None:
    assert cursor_secret(Settings(data=tmp_path, cursor_secret=SecretStr("given"))).get_secret_value() == "given"
    assert not (tmp_path / FILE).exists()


def test_servers_that_start_together_have_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(text, [tmp_path] * 16))) == 1


def test_folder_that_is_not_writable_gives_a_random_secret(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert len(text(tmp_path / "file" / "data")) == 43


def test_cursor_of_another_secret_is_rejected() -> None:
    one, other = Signer(), Signer()
    assert one.content(one.signed(b"x")) == b"x"
    with pytest.raises(BadValueError, match="did not issue it"):
        other.content(one.signed(b"x"))


def test_cursor_is_resumed_with_its_total() -> None:
    cursor = seal("request", "version", ["a"], 7)
    assert cursor is not None
    resume = unseal(cursor, "request")
    assert resume is not None
    assert (resume.keys, resume.total) == (["a"], 7)
