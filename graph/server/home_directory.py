"""One server's home folder: its configuration, its password, and which versions wrote it.

::

    <home>/conf/neo4j.conf   written anew at every start
    <home>/data/             the server's
    <home>/logs/             the server's, and console.log with what the process printed
    <home>/password          mode 0600, made before the first start
    <home>/failed.json       why the last start failed (graph.server.store_check); absent after one that succeeded
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
HASH_ROUNDS = 1024
OLD_DATA = "data.old"
SHOWN = 12
"""Characters of a store's name that are shown."""
DEBUG_LOG = "logs/debug.log"

CONFIG: Mapping[str, str] = {
    "server.default_listen_address": "127.0.0.1",
    "server.http.enabled": "false",
    "server.https.enabled": "false",
    "dbms.security.allow_csv_import_from_file_urls": "false",
    "internal.dbms.cypher_ip_blocklist": "0.0.0.0/0,::/0",  # LOAD CSV reaches no address
    "dbms.security.procedures.allowlist": "db.*,dbms.components",
    "db.transaction.timeout": "30s",  # a client that needs longer says so in its transaction
    "db.memory.transaction.max": "128m",
    "dbms.memory.transaction.total.max": "256m",
    "db.tx_log.preallocate": "false",  # saves 512 MB of disk a store
    "internal.server.bolt.thread_pool_shutdown_wait_time": "0s",  # a stop takes 0.3 s instead of 10
    "dbms.usage_report.enabled": "false",
}


@dataclass(frozen=True)
class StoreInfo:
    """Which versions wrote a store."""

    neo4j_version: str
    model_version: str


def prepare(
    home: Path, *, port: int = 0, page_cache: str = "64m", config: Mapping[str, str] | None = None, secret: str | None = None
) -> None:
    """Make the folders, the password (``secret``, or a random one) and ``neo4j.conf``. ``config`` adds settings or replaces them."""
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
    """Put the data of the home ``fresh`` in the place of ``home``'s. A kill in between is made good by the next :func:`prepare`."""
    (home / "data").rename(home / OLD_DATA)
    (fresh / "data").rename(home / "data")
    shutil.rmtree(home / OLD_DATA)


def _recover(home: Path) -> None:
    """Finish, or take back, a replacement that was cut off. The old data goes only when there is a database in its place."""
    if (home / "data/databases" / DATABASE).is_dir():
        shutil.rmtree(home / OLD_DATA)
    elif not (home / "data").exists():
        (home / OLD_DATA).rename(home / "data")
    else:
        raise LocalServerError(
            f"{home / 'data'} holds no database, and {home / OLD_DATA} is there.",
            hint=f"Move {home / 'data'} away; the next start then takes {OLD_DATA}.",
        )


def is_named(home: Path) -> bool:
    """Whether it is a store of a data folder (:mod:`graph.storage.data_directory`), which bears its name only when it is complete."""
    return home.parent.name == "stores" and not home.name.startswith(".")


def rebuild_hint(home: Path) -> str:
    """What to do about a damaged store: the command that builds it anew."""
    if not is_named(home):
        return "Load the data packages again."
    if not home.is_dir():  # what the store held is gone with it
        return "Load its packages again: alliance load DIR."
    data = home.absolute().parent.parent
    return f"Rebuild it from its packages: alliance db rebuild {home.name[:SHOWN]}{data_option(data)}"


def password(home: Path) -> str:
    """The password of the user ``neo4j``; ``LocalServerError`` when the file is gone."""
    try:
        return (home / "password").read_text(encoding="utf-8").strip()
    except OSError as error:
        raise LocalServerError(
            f"The password file {home / 'password'} cannot be read ({error.strerror}).", hint=rebuild_hint(home)
        ) from error


def _make_password(home: Path, secret: str) -> None:
    """Make the password before the first start.

    The server reads ``auth.ini`` when it makes its system database: what ``neo4j-admin dbms set-initial-password`` writes, without
    the second of a Java machine.
    """
    if not (home / "password").exists():
        if (home / "data/databases/system").exists():
            raise LocalServerError(
                f"The password file {home / 'password'} is missing.", hint="Put the file back, or load the data packages again."
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
    """What ``store.json`` says; nothing when there is none. An unreadable one is a ``LocalServerError``."""
    file = home / "store.json"
    try:
        stated: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return StoreInfo(str(stated["neo4j_version"]), str(stated["model_version"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LocalServerError(f"{file} cannot be read ({error}).", hint=rebuild_hint(home)) from error


def write_store_info(home: Path, neo4j_version: str, model_version: str = MODEL_VERSION) -> None:
    """State which versions wrote this store."""
    text = json.dumps({"neo4j_version": neo4j_version, "model_version": model_version})
    write_atomically(home / "store.json", text + "\n")


def check_versions(home: Path, neo4j_version: str, model_version: str = MODEL_VERSION) -> None:
    """Refuse data that a newer server or a newer model wrote, or a server of another era; ``LocalServerError`` says what to do.

    Data of an older server within reach (5.x and later) is taken over by the newer server itself at its start.
    """
    stated = read_store_info(home)
    if stated is None:
        return
    if _ordered(stated.neo4j_version) > _ordered(neo4j_version):
        raise LocalServerError(
            f"The data in {home} was written by Neo4j {stated.neo4j_version}, which is newer than this one ({neo4j_version}).",
            hint="Update the explorer, or load the data packages again into another folder (--data DIR).",
        )
    if _ordered(stated.neo4j_version) < (5,):
        raise LocalServerError(
            f"The data in {home} was written by Neo4j {stated.neo4j_version}, which is too old for {neo4j_version}.",
            hint="Load the data packages again.",
        )
    if _ordered(stated.model_version) > _ordered(model_version):
        raise LocalServerError(
            f"The data in {home} has model version {stated.model_version}, which is newer than this one ({model_version}).",
            hint="Update the explorer, or load the data packages again into another folder (--data DIR).",
        )


def _ordered(version: str) -> tuple[int, ...]:
    """``2026.09.0`` -> ``(2026, 9, 0)``; whatever is not a number counts as 0."""
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("."))


def log_tail(home: Path, lines: int = 20) -> str:
    """The last lines of what the process printed and of the server's own log."""
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
    """Bytes of a file; 0 when there is none."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


def read_from(file: Path, start: int) -> str:
    """The text of a log after its first ``start`` bytes; all of it when it has become shorter: the server began it anew."""
    try:
        with file.open("rb") as stream:
            stream.seek(start if os.fstat(stream.fileno()).st_size >= start else 0)
            return stream.read().decode(errors="replace")
    except OSError:
        return ""
