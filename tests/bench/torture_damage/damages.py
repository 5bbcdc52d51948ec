"""Ways to damage a data folder at random: remove, truncate, empty, zero, rename or lock files, or copy the folder incompletely."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

POINTERS = (b"", b"null", b"{}", b'{"store": ""}', b'{"store": "../packages"}', b"\xff\xfe", b'{"store": "nothing"}')


def damage(data: Path, dice: random.Random) -> str:
    """Apply one damage; return its description."""
    name = dice.choice(list(DAMAGES))
    return f"{name} {DAMAGES[name](data, dice)}"


def restore_rights(data: Path) -> None:
    """Make everything readable and writable again, as the hints say."""
    for path in [data, *data.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o700 if path.is_dir() else 0o600)


def _file(data: Path, dice: random.Random) -> Path:
    """Choose a file; often one of the most important ones."""
    files = sorted(path for path in data.rglob("*") if path.is_file())
    important = [path for path in files if path.name in {"current", "loaded.json", "rows.npy", "password", "store.json", "neostore"}]
    copies = [path for path in files if path.is_relative_to(data / "packages") or path.is_relative_to(data / "remote")]
    return dice.choice(dice.choice([some for some in (important, copies, files, files) if some]))


def _folder(data: Path, dice: random.Random) -> Path:
    folders = sorted(path for path in data.rglob("*") if path.is_dir())
    near = [path for path in folders if len(path.relative_to(data).parts) <= 3]
    return dice.choice(dice.choice([near, near, folders]))


def _remove(data: Path, dice: random.Random) -> Path:
    path = _file(data, dice)
    path.unlink()
    return path


def _remove_folder(data: Path, dice: random.Random) -> Path:
    path = _folder(data, dice)
    shutil.rmtree(path)
    return path


def _cut(data: Path, dice: random.Random) -> Path:
    path = _file(data, dice)
    os.truncate(path, dice.randint(0, path.stat().st_size))
    return path


def _empty(data: Path, dice: random.Random) -> Path:
    path = _file(data, dice)
    os.truncate(path, 0)
    return path


def _zero(data: Path, dice: random.Random) -> Path:
    path = _file(data, dice)
    path.write_bytes(bytes(path.stat().st_size))
    return path


def _rename(data: Path, dice: random.Random) -> Path:
    path = dice.choice([_file, _folder])(data, dice)
    path.rename(path.with_name(f"{path.name}-old"))
    return path


def _read_only(data: Path, dice: random.Random) -> Path:
    path = dice.choice([_file, _folder])(data, dice)
    path.chmod(dice.choice([0o000, 0o400, 0o500]))
    return path


def _pointer(data: Path, dice: random.Random) -> bytes:
    text = dice.choice(POINTERS)
    (data / "current").write_bytes(text)
    return text


def _partial_copy(data: Path, dice: random.Random) -> str:
    """Simulate an interrupted or incomplete copy of the folder."""
    files = sorted(path for path in data.rglob("*") if path.is_file())
    dice.shuffle(files)
    lost = files[: dice.randint(1, len(files))]
    for path in lost:
        path.unlink()
    return f"without {len(lost)} of {len(files)} files"


DAMAGES: dict[str, Callable[[Path, random.Random], object]] = {
    "removed": _remove,
    "removed the folder": _remove_folder,
    "truncated": _cut,
    "emptied": _empty,
    "zeroed": _zero,
    "renamed": _rename,
    "changed the mode of": _read_only,
    "overwrote current with": _pointer,
    "partial copy": _partial_copy,
}
