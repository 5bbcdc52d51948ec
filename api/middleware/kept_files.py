"""Finished export files on disk, within a size budget, for range requests.

::

    <data>/exports/<version>/<key>/body            the file
    <data>/exports/<version>/<key>/headers.json    its headers and its entity tag
    <data>/exports/<version>/part-<pid>-.../body   a file that is being written

A file is written into a folder of its own, which is renamed when it is complete. ``version`` is a hash of the program and the data, ``key``
one of the request; no part of a path comes from a request. When the version changes, the folders of other versions are deleted.
Processes of one server share the folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import psutil

from api.middleware.cached_response import RawHeaders

FILE_SHARE = 4
"""A file may use at most 1/4 of the budget, and the finished files 1/2; the rest is for the two that are being written."""
KEPT_SHARE = 2
MOST_FILES = 1000
"""Maximum number of finished files, however small."""
_BODY, _HEADERS, _PART = "body", "headers.json", "part-"


@dataclass(frozen=True)
class KeptFile:
    """A finished file, open for reading. Deleting it from the disk does not affect an open one."""

    body: BinaryIO
    size: int
    tag: str
    headers: RawHeaders


class PartFile:
    """A file that is being written.

    :raises OSError: the folder is not writable.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.home = Path(tempfile.mkdtemp(prefix=f"{_PART}{os.getpid()}-", dir=folder))
        self.body = (self.home / _BODY).open("w+b")
        self.size = 0
        self._digest = hashlib.blake2b(digest_size=12)

    def write(self, content: bytes) -> None:
        """Append to the file.

        :raises OSError: the disk is full.
        """
        self.body.write(content)
        self.size += len(content)
        self._digest.update(content)

    def tag(self) -> str:
        """Return the entity tag: the hash of the content, so that equal tags mean equal bytes."""
        return f'"{self._digest.hexdigest()}"'

    def opened(self, headers: RawHeaders) -> KeptFile:
        """Return the complete file, open for reading of its own.

        :raises OSError: the disk is full.
        """
        self.body.flush()
        return KeptFile((self.home / _BODY).open("rb"), self.size, self.tag(), headers)

    def discard(self) -> None:
        """Delete the file, unless it is kept under another name."""
        with contextlib.suppress(OSError):  # closing flushes, which fails on a full disk
            self.body.close()
        shutil.rmtree(self.home, ignore_errors=True)


class KeptFiles:
    """The folder of finished files.

    :param folder: created when the first file is written.
    :param budget: maximum bytes of all files.
    """

    def __init__(self, folder: Path, budget: int) -> None:
        self._root, self._budget = folder, budget
        self._version = ""

    @property
    def largest(self) -> int:
        """Maximum bytes of one file."""
        return self._budget // FILE_SHARE

    def use(self, version: str) -> None:
        """Use the files of a version and delete those of others, and what ended processes have left."""
        if version == self._version:
            return
        self._version = version
        for folder in _folders(self._root):
            if folder.name != version:
                shutil.rmtree(folder, ignore_errors=True)
        for part in _folders(self._root / version):
            if part.name.startswith(_PART) and not psutil.pid_exists(int(part.name.split("-")[1])):
                shutil.rmtree(part, ignore_errors=True)

    def find(self, key: str) -> KeptFile | None:
        """Return the file of a key and mark it as used; None if there is none."""
        home = self._root / self._version / key
        try:
            stored = json.loads((home / _HEADERS).read_text(encoding="utf-8"))
            body = (home / _BODY).open("rb")
        except (OSError, ValueError):
            return None
        with contextlib.suppress(OSError):
            os.utime(home)
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in stored["headers"]]
        return KeptFile(body, os.fstat(body.fileno()).st_size, stored["tag"], headers)

    def begin(self) -> PartFile:
        """Begin a file.

        :raises OSError: the folder is not writable.
        """
        return PartFile(self._root / self._version)

    def keep(self, key: str, part: PartFile, headers: RawHeaders) -> None:
        """Keep a complete file under a key, and delete the least recently used ones that exceed the budget.

        :raises OSError: the disk is full.
        """
        about = {"tag": part.tag(), "headers": [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]}
        (part.home / _HEADERS).write_text(json.dumps(about), encoding="utf-8")
        with contextlib.suppress(OSError):  # another process has kept the same file
            part.home.rename(part.home.with_name(key))
        self._shrink(key)

    def _shrink(self, newest: str) -> None:
        kept = sorted(_sizes(self._root / self._version), key=lambda item: (item[0].name == newest, item[1]))
        total = sum(size for _, _, size in kept)
        for number, (home, _, size) in enumerate(kept):
            if total <= self._budget // KEPT_SHARE and len(kept) - number <= MOST_FILES:
                return
            shutil.rmtree(home, ignore_errors=True)
            total -= size


def _folders(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.is_dir() and not path.is_symlink()]
    except OSError:
        return []


def _sizes(folder: Path) -> list[tuple[Path, float, int]]:
    """Return path, last use and bytes of each finished file. Another process may delete one meanwhile."""
    found = []
    for home in _folders(folder):
        if not home.name.startswith(_PART):
            with contextlib.suppress(OSError):
                found.append((home, home.stat().st_mtime, (home / _BODY).stat().st_size))
    return found
