"""The lock file ``neo4j-<version>.lock``: the JAR files of the server, with their sizes and SHA-256 hashes.

To change the version of the server, run ``python -m graph.server.jar_lockfile 2026.10.0``, which resolves it and writes its lock file
(one minute). Then change ``VERSION`` in :mod:`graph.server.jars`.
"""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path

from graph.errors import LocalServerError

SERVER = "org.neo4j:neo4j"
HEAD = (
    "# {server}:{version} and its runtime dependencies: group, artifact, version, classifier, bytes, sha256. "
    "Written by `python -m graph.server.jar_lockfile VERSION`\n"
)


@dataclass(frozen=True)
class Jar:
    """An entry of the lock file. ``size`` is in bytes; ``sha256`` is in hex digits."""

    group: str
    artifact: str
    version: str
    classifier: str
    size: int
    sha256: str

    @property
    def filename(self) -> str:
        """The file name, unique within one version of the server."""
        return f"{self.artifact}-{self.version}{f'-{self.classifier}' if self.classifier else ''}.jar"

    @property
    def path(self) -> str:
        """The path in a Maven repository."""
        return f"{self.group.replace('.', '/')}/{self.artifact}/{self.version}/{self.filename}"


def lock_file(version: str) -> Path:
    """Return the path of the lock file of ``version``, which need not exist."""
    return Path(__file__).with_name(f"neo4j-{version}.lock")


def lock_entries(version: str) -> tuple[Jar, ...]:
    """Return the entries of the lock file of ``version``. Raises ``LocalServerError`` when there is no such file."""
    file = lock_file(version)
    if not file.is_file():
        raise LocalServerError(
            f"Neo4j {version} has no lock file.", hint=f"Create it with `python -m graph.server.jar_lockfile {version}`."
        )
    rows = (line.split("\t") for line in file.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    return tuple(Jar(g, a, v, "" if c == "-" else c, int(size), digest) for g, a, v, c, size, digest in rows)


def is_whole(file: Path, jar: Jar) -> bool:
    """Return whether ``file`` exists with the size and the hash of ``jar``."""
    try:
        if file.stat().st_size != jar.size:
            return False
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == jar.sha256
    except FileNotFoundError:
        return False


def resolve(version: str) -> list[Jar]:
    """Resolve the JAR files of ``version``, in class path order. Downloads every file."""
    from jgo.maven import MavenContext  # noqa: PLC0415  # slow, and not needed to read the lock file

    context = MavenContext()
    roots, dependencies = context.resolver.resolve([context.create_dependency(f"{SERVER}:{version}")])
    artifacts = [d.artifact for d in roots] + [d.artifact for d in dependencies if d.scope in ("compile", "runtime")]
    return [_measured(a.groupId, a.artifactId, a.version, a.classifier or "", a.resolve()) for a in artifacts]


def _measured(group: str, artifact: str, version: str, classifier: str, file: Path) -> Jar:
    content = file.read_bytes()
    return Jar(group, artifact, version, classifier, len(content), hashlib.sha256(content).hexdigest())


def text(version: str, jars: list[Jar]) -> str:
    """Return the content of the lock file."""
    rows = ["\t".join([j.group, j.artifact, j.version, j.classifier or "-", str(j.size), j.sha256]) for j in jars]
    return HEAD.format(server=SERVER, version=version) + "\n".join(rows) + "\n"


if __name__ == "__main__":
    lock_file(sys.argv[1]).write_text(text(sys.argv[1], resolve(sys.argv[1])), encoding="utf-8")
