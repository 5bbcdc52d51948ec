"""Small things about files: atomic writing, free space, sizes."""

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
    """Write ``text`` so that a reader, also after a power cut, finds the old content or the new, never a part."""
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
    """Turn a full disk, or a folder that may not be written, into a ``LocalServerError`` that says what to do."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise LocalServerError(f"The disk is full: {what} could not be written to {folder}.", hint="Free some space.") from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise LocalServerError(f"{folder} may not be written ({error.strerror}).", hint="Choose another folder.") from error
        raise


def free_bytes(folder: Path) -> int:
    """Free bytes on the disk of ``folder``, which need not exist yet."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free


def need_space(folder: Path, size: int, what: str) -> None:
    """Raise ``LocalServerError`` when fewer than ``size`` bytes are free."""
    free = free_bytes(folder)
    if free < size:
        raise LocalServerError(
            f"The disk is too full for {what}: {size // MB} MB needed, {free // MB} MB free at {folder}.",
            hint="Free some space, or choose another folder.",
        )


def tree_bytes(folder: Path) -> int:
    """Bytes of all files below ``folder``; files that vanish meanwhile count nothing."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.stat(os.path.join(place, name), follow_symlinks=False).st_size  # noqa: PTH116, PTH118 - ten times faster
            except OSError:
                continue
    return total
