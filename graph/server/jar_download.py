"""Download JAR files in parallel. Each file is renamed to its final name after its hash has been verified.

``jgo`` and its configuration determine the registry, or a mirror of it.
"""

from __future__ import annotations

import hashlib
import shutil
import threading
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import closing
from pathlib import Path

from jgo.config import GlobalSettings
from jgo.maven import MavenContext
from jgo.util import http

from graph.errors import LocalServerError
from graph.server.jar_lockfile import Jar, is_whole
from seed.progress import Progress

PARALLEL = 8
ATTEMPTS = 3
CHUNK = 1 << 16
TIMEOUT = 20


class Fetch:
    """Parallel download of several JAR files, with one byte count for all threads."""

    def __init__(self, folder: Path, jars: list[Jar], progress: Progress | None, local: Path | None) -> None:
        settings = GlobalSettings.load()
        self.folder, self.jars, self.progress = folder, jars, progress
        self.context = MavenContext()
        self.context.remote_repos.update(getattr(settings, "repositories", None) or {})
        self.local = self.context.repo_cache if local is None else local
        self.total, self.done = sum(jar.size for jar in jars), 0
        self.lock, self.stop = threading.Lock(), threading.Event()

    def run(self) -> None:
        """Download all files. The first failure stops the others."""
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
        if not is_whole(source, jar):
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
                except OSError as error:  # `requests` raises OSError without errno
                    if error.errno is not None:
                        raise
                    reason = _reason(error)
                if not reason:
                    return
        raise LocalServerError(
            f"{jar.filename} could not be downloaded: {reason}.",
            hint="Check the network and the proxy (HTTPS_PROXY), or copy the folder with the JAR files from another machine. "
            "Completed downloads are kept. With NEO4J_URI no JAR files are required.",
        )

    def _download(self, url: str, jar: Jar) -> str:
        """Download to a ``.part`` file and rename it. Return the reason for a failure, or an empty string."""
        part, digest, size = self.folder / f"{jar.filename}.part", hashlib.sha256(), 0
        try:
            with closing(http.get(url, stream=True, timeout=TIMEOUT)) as response:
                if response.status_code != 200:
                    return f"the registry returned HTTP {response.status_code}"
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
                self.progress(text, self.done, self.total)


def _reason(error: OSError) -> str:
    """Return the innermost reason, in one line. `requests` wraps it in several layers."""
    cause: BaseException = error
    while (inner := cause.__cause__ or cause.__context__) is not None:
        cause = inner
    text = str(getattr(cause, "strerror", None) or cause).strip() or type(cause).__name__
    return f"the registry is unreachable ({text})"
