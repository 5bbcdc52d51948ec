"""The home folder of a server: configuration, password, and the versions that wrote it.

::

    <home>/conf/neo4j.conf   rewritten at every start
    <home>/data/             data of the server
    <home>/logs/             logs of the server, and console.log with the output of the process
    <home>/password          mode 0600, written before the first start
    <home>/failed.json       why the last start failed (graph.server.store_check); absent after a successful start
    <home>/store.json        {"neo4j_version": ..., "model_version": ...}
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.errors import LocalServerError
from graph.settings import data_option
from graph.system.data_paths import is_store
from graph.system.files import full_disk, write_atomically
from seed.model import MODEL_VERSION

USER = "neo4j"
DATABASE = "neo4j"
FOLDERS = ("conf", "data/dbms", "import", "logs", "plugins", "run")
OPENED = ("java.nio", "java.io", "java.lang", "sun.nio.ch")
JVM_OPTIONS = (
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED),
)
SHORT_LIVED = ("-XX:TieredStopAtLevel=1",)
"""Options for a process that works for seconds: without Java's optimising compiler, which would cost more than it saves."""
SMALL = 5_000_000
"""Bytes of data up to which an import works for seconds."""
HASH_ROUNDS = 1024
OLD_DATA = "data.old"
SHOWN = 12
"""Number of characters of a store's name in messages."""
DEBUG_LOG = "logs/debug.log"

CONFIG: Mapping[str, str] = {
    "server.default_listen_address": "127.0.0.1",
    "server.http.enabled": "false",
    "server.https.enabled": "false",
    "dbms.security.allow_csv_import_from_file_urls": "false",
    "internal.dbms.cypher_ip_blocklist": "0.0.0.0/0,::/0",  # blocks LOAD CSV from URLs
    "dbms.security.procedures.allowlist": "db.*,dbms.components",
    "db.transaction.timeout": "30s",  # clients can set a longer timeout per transaction
    "db.memory.transaction.max": "128m",
    "dbms.memory.transaction.total.max": "256m",
    "db.tx_log.preallocate": "false",  # saves 512 MB of disk space per store
    "internal.server.bolt.thread_pool_shutdown_wait_time": "0s",  # a stop takes 0.3 s instead of 10
    "dbms.usage_report.enabled": "false",
}


@dataclass(frozen=True)
class StoreInfo:
    """The versions that wrote a store."""

    neo4j_version: str
    model_version: str


def prepare(
    home: Path, *, port: int = 0, page_cache: str = "64m", config: Mapping[str, str] | None = None, secret: str | None = None
) -> None:
    """Create the folders, the password (``secret``, or a random one) and ``neo4j.conf``. ``config`` adds or overrides settings."""
    with full_disk(home, "the server's folder"):
        if (home / OLD_DATA).exists():
            _recover(home)
        for folder in FOLDERS:
            (home / folder).mkdir(parents=True, exist_ok=True)
    _make_password(home, secret or secrets.token_urlsafe(24))
    address = {
        "server.bolt.listen_address": f"127.0.0.1:{port}",
        "server.bolt.advertised_address": f"127.0.0.1:{port}",
        "server.memory.pagecache.size": page_cache,
    }
    lines = [f"{key}={value}" for key, value in {**CONFIG, **address, **(config or {})}.items()]
    write_atomically(home / "conf/neo4j.conf", "\n".join(lines) + "\n", mode=0o600)


def replace_data(home: Path, fresh: Path) -> None:
    """Replace the data of ``home`` by that of the home ``fresh``. The next :func:`prepare` recovers from a kill in between."""
    (home / "data").rename(home / OLD_DATA)
    (fresh / "data").rename(home / "data")
    shutil.rmtree(home / OLD_DATA)


def _recover(home: Path) -> None:
    """Complete or undo an interrupted replacement. The old data is deleted only when the new data contains a database."""
    if (home / "data/databases" / DATABASE).is_dir():
        shutil.rmtree(home / OLD_DATA)
    elif not (home / "data").exists():
        (home / OLD_DATA).rename(home / "data")
    else:
        raise LocalServerError(
            f"{home / 'data'} contains no database, but {home / OLD_DATA} exists.",
            hint=f"Move {home / 'data'} away. The next start then restores {OLD_DATA}.",
        )


def rebuild_hint(home: Path) -> str:
    """Return the hint for a damaged store, with the command that rebuilds it."""
    if not is_store(home):
        return "Load the data packages again."
    if not home.is_dir():  # the record of its packages is gone too
        return "Load its packages again: alliance load DIR."
    data = home.absolute().parent.parent
    return f"Rebuild it from its packages: alliance db rebuild {home.name[:SHOWN]}{data_option(data)}"


def password(home: Path) -> str:
    """Return the password of the user ``neo4j``. Raises ``LocalServerError`` when the file cannot be read."""
    try:
        return (home / "password").read_text(encoding="utf-8").strip()
    except OSError as error:
        raise LocalServerError(
            f"The password file {home / 'password'} cannot be read ({error.strerror}).", hint=rebuild_hint(home)
        ) from error


def _make_password(home: Path, secret: str) -> None:
    """Write the password before the first start.

    The server reads ``auth.ini`` when it creates its system database. This writes what ``neo4j-admin dbms set-initial-password`` writes,
    without starting Java, which takes a second.
    """
    if not (home / "password").exists():
        if (home / "data/databases/system").exists():
            raise LocalServerError(
                f"The password file {home / 'password'} is missing.", hint="Restore the file, or load the data packages again."
            )
        write_atomically(home / "password", secret + "\n", mode=0o600)
    if not (home / "data/databases/system").exists():
        salt = secrets.token_bytes(32)
        digest = hashlib.sha256(salt + password(home).encode()).digest()
        for _ in range(HASH_ROUNDS - 1):
            digest = hashlib.sha256(digest).digest()
        line = f"{USER}:SHA-256,{digest.hex()},{salt.hex()},{HASH_ROUNDS}:\n"
        write_atomically(home / "data/dbms/auth.ini", line, mode=0o600)


def read_store_info(home: Path) -> StoreInfo | None:
    """Read ``store.json``; return None when it is missing. Raises ``LocalServerError`` when it is unreadable."""
    file = home / "store.json"
    try:
        content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return StoreInfo(str(content["neo4j_version"]), str(content["model_version"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LocalServerError(f"{file} cannot be read ({error}).", hint=rebuild_hint(home)) from error


def write_store_info(home: Path, neo4j_version: str, model_version: str = MODEL_VERSION) -> None:
    """Write ``store.json``."""
    text = json.dumps({"neo4j_version": neo4j_version, "model_version": model_version})
    write_atomically(home / "store.json", text + "\n")


def check_versions(home: Path, neo4j_version: str, model_version: str = MODEL_VERSION) -> None:
    """Raise ``LocalServerError`` for data of a newer server or model, or of a server before 5.0.

    The server upgrades data of older versions from 5.0 on at its start.
    """
    info = read_store_info(home)
    if info is None:
        return
    if _version_tuple(info.neo4j_version) > _version_tuple(neo4j_version):
        raise LocalServerError(
            f"The data in {home} was written by Neo4j {info.neo4j_version}, which is newer than this version ({neo4j_version}).",
            hint="Update the explorer, or load the data packages again into another folder (--data DIR).",
        )
    if _version_tuple(info.neo4j_version) < (5,):
        raise LocalServerError(
            f"The data in {home} was written by Neo4j {info.neo4j_version}, which is too old for {neo4j_version}.",
            hint="Load the data packages again.",
        )
    if _version_tuple(info.model_version) > _version_tuple(model_version):
        raise LocalServerError(
            f"The data in {home} has model version {info.model_version}, which is newer than this version ({model_version}).",
            hint="Update the explorer, or load the data packages again into another folder (--data DIR).",
        )


def _version_tuple(version: str) -> tuple[int, ...]:
    """Convert ``2026.09.0`` to ``(2026, 9, 0)``. Parts that are not numbers count as 0."""
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("."))


def log_tail(home: Path, lines: int = 20) -> str:
    """Return the last lines of the process output and of the server's log."""
    parts = [_tail(home / "logs" / name, lines) for name in ("console.log", "neo4j.log")]
    return "\n".join(part for part in parts if part)


def _tail(file: Path, lines: int) -> str:
    try:
        with file.open("rb") as stream:
            stream.seek(max(0, os.fstat(stream.fileno()).st_size - 300 * lines))
            return "\n".join(stream.read().decode(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""


def size_of(file: Path) -> int:
    """Return the size of a file in bytes; 0 when it is missing."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


def read_from(file: Path, start: int) -> str:
    """Return a log after its first ``start`` bytes, or all of it when it has become shorter because the server rotated it."""
    try:
        with file.open("rb") as stream:
            stream.seek(start if os.fstat(stream.fileno()).st_size >= start else 0)
            return stream.read().decode(errors="replace")
    except OSError:
        return ""
