"""Neo4j's admin tool, from the same JAR files: bulk import, dump (backup) and load (restore). The server must be stopped.

``org.neo4j.cli.AdminTool`` runs in one Java process. The ``neo4j-admin`` wrapper would start a second process, which survives when the
first is killed.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from graph.errors import BadValueError, LocalServerError
from graph.server import home_directory as homes
from graph.server.jars import Jars, ensure_jars
from graph.settings import Settings
from graph.system.child_process import Child
from graph.system.files import free_bytes, full_disk, need_space
from graph.system.folder_lock import FolderLock
from seed.progress import Progress

TOOL = "org.neo4j.cli.AdminTool"
STORE_FACTOR = 3  # a store and the temporary files of the import take at most about three times the size of the CSV files
FAILED, DETAILS = "Command Failed", "Full exception details"
LIKELY = re.compile(r"error|exception|failed|invalid|not found|unable|duplicate|refers? to missing|caused by", re.IGNORECASE)
DISK_FULL = re.compile(r"No space left on device|Disk quota exceeded", re.IGNORECASE)
PER_CENT = re.compile(r"(?<![\d.])(\d{1,3})(?:\.\d+)?%")
STEP = re.compile(r"\((\d)/(\d)\) ([A-Z][A-Za-z ]+?)\s*(?:\d{4}-|\n|\r|$)")


def bulk_import(  # noqa: PLR0917 - an import takes six inputs
    home: Path,
    jars: Jars,
    folder_of_csv: Path,
    node_files: Mapping[str, Sequence[Path | str]],
    rel_files: Mapping[str, Sequence[Path | str]],
    log: Path,
    *,
    heap: str = "1g",
    multiline: bool = False,
    progress: Progress | None = None,
) -> None:
    """Import CSV files into the empty store of ``home``.

    ``node_files`` maps labels (``School``, or several: ``Thing:School``) to files; the first file holds the header row. ``rel_files``
    maps relationship types to files. Relative paths start in ``folder_of_csv``. Ids are strings, lists are separated by ``|``, and a
    bad row fails the import. ``multiline``: values may contain line breaks (slower). The output of the tool goes to ``log``.
    ``progress`` is called with the step, per cent and 100. Raises ``LocalServerError`` with the tool's reason; discard the store then.
    """
    groups = [("nodes", node_files), ("relationships", rel_files)]
    files = [(option, name, [_csv(folder_of_csv, path) for path in paths]) for option, group in groups for name, paths in group.items()]
    size = sum(path.stat().st_size for _, _, paths in files for path in paths)
    need_space(home, STORE_FACTOR * size, "the import")
    home.mkdir(parents=True, exist_ok=True)
    with FolderLock(home, what="store"):
        homes.prepare(home)
        options = [f"--{option}={name}={','.join(str(path) for path in paths)}" for option, name, paths in files]
        arguments = [
            *("database", "import", "full", homes.DATABASE),
            *("--id-type=string", "--array-delimiter=|", "--bad-tolerance=0", "--strict=true", "--path-pattern-style=none"),
            *("--ignore-empty-strings=true", "--normalize-types=true", "--input-encoding=UTF-8", "--overwrite-destination=true"),
            f"--multiline-fields={'true' if multiline else 'false'}",
            "--max-off-heap-memory=50%",
            f"--report-file={log.absolute()}.report",
            *options,
        ]
        _run(home, jars, arguments, log, heap=heap, short=size <= homes.SMALL, progress=progress, what="The import")
        homes.write_store_info(home, jars.version)


def dump(home: Path, file: Path, *, jars: Jars | None = None, progress: Progress | None = None) -> int:
    """Back up the store of ``home`` to ``file`` and return its size in bytes. An older ``file`` is replaced when the new one is complete.

    Raises ``LocalServerError`` when a process uses the store. ``progress`` is called with per cent.
    """
    if not (home / "data/databases" / homes.DATABASE).is_dir():
        raise LocalServerError(f"There is no data in {home}.", hint="Load a data package first: alliance load DIR.")
    jars, home, file = jars or ensure_jars(Settings().cache, progress), home.absolute(), file.absolute()
    with full_disk(file.parent, file.name), FolderLock(home, what="store"), _scratch(file.parent / f".{file.name}.part") as scratch:
        homes.check_versions(home, jars.version)
        homes.prepare(home)
        log = home / "logs/dump.log"
        _run(home, jars, ["database", "dump", homes.DATABASE, f"--to-path={scratch}"], log, progress=progress, what="The backup")
        part = scratch / f"{homes.DATABASE}.dump"
        with part.open("rb") as stream:
            os.fsync(stream.fileno())
        part.replace(file)
    return file.stat().st_size


def load(home: Path, file: Path, *, jars: Jars | None = None, progress: Progress | None = None) -> None:
    """Restore ``file``, written by :func:`dump`, into ``home``. The existing store is replaced when the new one is complete.

    The server must be stopped. Raises ``BadValueError`` for a missing file, ``LocalServerError`` for an invalid dump. Nothing changed then.
    """
    if not file.is_file():
        raise BadValueError(f"There is no file {file}.", hint="Use a file written by alliance db dump.")
    jars, home, file = jars or ensure_jars(Settings().cache, progress), home.absolute(), file.absolute()
    need_space(home, 2 * file.stat().st_size, "the restored data")
    with full_disk(home, "the restored data"), FolderLock(home, what="store"), _scratch(home / ".load.part") as scratch:
        homes.prepare(home)
        fresh, source, log = scratch / "home", scratch / "from", home / "logs/load.log"
        homes.prepare(fresh, secret=homes.password(home))
        source.mkdir()
        (source / f"{homes.DATABASE}.dump").symlink_to(file)
        arguments = ["database", "load", homes.DATABASE, f"--from-path={source}", "--overwrite-destination=true"]
        _run(fresh, jars, arguments, log, progress=progress, what="The restore")
        homes.replace_data(home, fresh)
        homes.write_store_info(home, jars.version)


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """Yield an empty folder and delete it at the end. Delete leftovers of a killed run first."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _csv(folder: Path, path: Path | str) -> Path:
    file = (folder / path).absolute()
    if not file.is_file():
        raise LocalServerError(f"There is no file {file} to import.", hint="Load the data package again.")
    if "," in str(file):
        raise LocalServerError(f"The importer cannot read {file}: the path contains a comma.", hint="Choose a folder without a comma.")
    return file


def _run(
    home: Path,
    jars: Jars,
    arguments: Iterable[str],
    log: Path,
    *,
    what: str,
    heap: str = "1g",
    short: bool = True,
    progress: Progress | None = None,
) -> None:
    """Run the tool as a child process. Arguments are passed in a file, because hundreds of paths may exceed the command line limit.

    ``short``: the work takes seconds, or (backup and restore) is done by native code.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    log.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="admin-") as scratch:
        argument_file = Path(scratch) / "arguments"
        argument_file.write_text("\n".join(_quoted(word) for word in arguments) + "\n", encoding="utf-8")
        options = (*homes.JVM_OPTIONS, *(homes.SHORT_LIVED if short else ()))
        java = [str(jars.java), f"-Xmx{heap}", "-XX:+UseParallelGC", *options, "-cp", jars.classpath]
        environment = ["env", f"NEO4J_HOME={home.absolute()}", f"NEO4J_CONF={home.absolute() / 'conf'}"]
        with full_disk(log.parent, log.name):
            child = Child([*environment, *java, TOOL, f"@{argument_file}"], log, stop_limit=5)
        try:
            _follow(child, log, what, progress)
        finally:
            child.stop()
    if child.returncode != 0:
        raise _failure(what, child.returncode, log, home)


def _quoted(word: str) -> str:
    """Quote one line of the argument file, so that spaces and ``#`` in a path are taken literally."""
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _follow(child: Child, log: Path, what: str, progress: Progress | None) -> None:
    """Wait for the child to end and report progress as printed in its log."""
    read = 0
    while child.alive():
        time.sleep(0.1)
        if progress is None:
            continue
        text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        if len(text) != read:
            read = len(text)
            progress(*_progress(text, what))


def _progress(text: str, what: str) -> tuple[str, int, int | None]:
    """Parse the progress from the tool's output: the step, total per cent, 100."""
    steps, marks = list(STEP.finditer(text)), PER_CENT.findall(text)
    if not steps:
        return (what, min(100, int(marks[-1])), 100) if marks else (what, 0, None)
    number, of, name = int(steps[-1][1]), int(steps[-1][2]), steps[-1][3]
    within = PER_CENT.findall(text[steps[-1].end() :])
    return name, int(100 * (number - 1 + (min(100, int(within[-1])) / 100 if within else 0)) / of), 100


def _failure(what: str, code: int | None, log: Path, home: Path) -> LocalServerError:
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    if DISK_FULL.search(text) or free_bytes(home) < 1 << 20:
        return LocalServerError(f"The disk is full: {what.lower()} could not write to {home}.", hint="Free some disk space.")
    reason = " / ".join(_reasons(text)) or "no reason given"
    return LocalServerError(
        f"{what} failed (exit code {code}): {reason}.",
        hint=f"See the full output: {log}",
    )


def _reasons(text: str) -> list[str]:
    """Return the reasons for a failure: the lines after the failure marker, else lines that look like an error, else the last three."""
    _, marker, after = text.rpartition(FAILED)
    lines = [line.strip().rstrip(".") for line in (after.split(DETAILS)[0] if marker else text).splitlines() if line.strip()]
    if not marker:
        lines = [line for line in lines if LIKELY.search(line) and not line.startswith("at ")] or lines[-3:]
    return list(dict.fromkeys(lines[:6]))


def drop_store(home: Path) -> None:
    """Delete a store. Raises ``LocalServerError`` while a process uses it."""
    if not home.exists():
        return
    with FolderLock(home, what="store"):
        shutil.rmtree(home)
