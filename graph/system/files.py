"""File helpers: atomic writes, free space, sizes."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.errors import LocalServerError

MB = 1 << 20


def write_atomically(file: Path, text: str, *, mode: int = 0o644) -> None:
    """Write ``text`` so that a reader sees the old content or the new, never a part of it, even after a power failure."""
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    with full_disk(file.parent, file.name):
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)


@contextmanager
def full_disk(folder: Path, what: str) -> Iterator[None]:
    """Convert the ``OSError`` of a full disk or a read-only folder to a ``LocalServerError`` with a hint."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise LocalServerError(f"The disk is full: {what} could not be written to {folder}.", hint="Free some disk space.") from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise LocalServerError(f"The folder {folder} is not writable ({error.strerror}).", hint="Choose another folder.") from error
        raise


def free_bytes(folder: Path) -> int:
    """Return the free bytes on the disk of ``folder``, which need not exist yet."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free


def need_space(folder: Path, size: int, what: str) -> None:
    """Raise ``LocalServerError`` when fewer than ``size`` bytes are free."""
    free = free_bytes(folder)
    if free < size:
        raise LocalServerError(
            f"Not enough disk space for {what}: {size // MB} MB required, {free // MB} MB free at {folder}.",
            hint="Free some disk space, or choose another folder.",
        )


def tree_bytes(folder: Path) -> int:
    """Return the total size in bytes of all files below ``folder``. Files that are deleted meanwhile are skipped."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.stat(os.path.join(place, name), follow_symlinks=False).st_size  # noqa: PTH116, PTH118 - ten times faster
            except OSError:
                continue
    return total
