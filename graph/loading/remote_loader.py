"""Load into a remote server over Bolt. No reader ever sees a mixture of two data versions.

A single transaction would be neither possible nor sufficient (readers got a mixture in 65 of 533 reads). So a load has these steps:

1. Set ``Meta`` to ``loading``.
2. Wait for one lease, the longest time that a read may continue after it began before its process noticed (:mod:`graph.database.reader`).
3. Write the rows in batches, each row stamped with the id of the load.
4. Delete the rows without that stamp.
5. Set ``Meta`` to ``ready`` with the new data version.

An interrupted load leaves ``loading`` and the packages that it was loading (:mod:`graph.loading.resume`); the next load writes everything
again. Each batch writes ``Meta`` too, so that the later of two loads stops the earlier one.
"""

from __future__ import annotations

import secrets
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

import neo4j

from graph.database import driver_errors, schema
from graph.database.cypher_files import text_of
from graph.errors import DatabaseError, LocalServerError
from graph.loading import resume
from graph.loading.load_plan import (
    Summary,
    checked,
    contents_of,
    kept_as,
    loaded_as,
    meta_of,
    now,
    packages_from_json,
    packages_to_json,
    pick,
    refuse_edited,
    removed,
    stamps,
)
from graph.loading.row_spool import RowBatch, Spool
from graph.settings import DatabaseSettings, Settings
from graph.storage.data_directory import Loaded
from graph.storage.ledger import Entry, Ledger, Note, PackageContent
from graph.storage.package_copies import Copies
from graph.system.data_paths import DataDirectory
from seed.model import MODEL_VERSION
from seed.packages.package import Package
from seed.plurals import counted
from seed.progress import Progress, no_progress

BATCH = 10_000
_TIME_LIMIT = 3600.0
_RETRY_TIME = 60.0
_TICK = 0.1
T = TypeVar("T")


def load_remote(
    database: DatabaseSettings,
    settings: Settings,
    paths: Iterable[Path | str],
    *,
    merge: bool = True,
    progress: Progress | None = None,
    note: Note | None = None,
) -> Summary:
    """Load packages into the server that ``database`` names; see :func:`graph.loading.local_loader.load_local` for ``merge`` and ``note``.

    Until the load is complete, readers get the old version from their caches, or 503. Rows without a package are not changed.

    :raises PackageProblems: the packages have problems. Nothing changed.
    :raises EnvironmentalError: the server failed or is unreachable. ``Meta`` may stay ``loading`` until the next load.
    """
    with _remote(database, settings, progress) as remote:
        return remote.load(paths, merge=merge, note=note)


def loaded_remote(database: DatabaseSettings, settings: Settings) -> tuple[str | None, tuple[Loaded, ...]]:
    """Return the data version of the last complete load, None if there is none, and its packages.

    :raises EnvironmentalError: the server is unreachable.
    """
    with _remote(database, settings, None) as remote:
        return remote.loaded()


def plan_remote(
    database: DatabaseSettings, settings: Settings, paths: Iterable[Path | str], *, merge: bool = True, progress: Progress | None = None
) -> Summary:
    """Return what :func:`load_remote` would change. Writes nothing."""
    with _remote(database, settings, progress) as remote:
        return remote.plan(paths, merge=merge)


def resume_remote(database: DatabaseSettings, settings: Settings, *, progress: Progress | None = None) -> Summary | None:
    """Finish an interrupted load, with the packages that ``Meta`` and the copies name. Return None when there is no such load.

    :raises UserError: the files of a package are not on this machine. Nothing changed.
    :raises DatabaseError: the database does not name the packages of the load. Nothing changed.
    """
    with _remote(database, settings, progress) as remote:
        return remote.resume()


def back_remote(database: DatabaseSettings, settings: Settings, *, progress: Progress | None = None, note: Note | None = None) -> Summary:
    """Load the packages of the data version before the current one. A second call returns to the first version.

    :raises UserError: there is no earlier version, or the files of a package are not on this machine. Nothing changed.
    """
    with _remote(database, settings, progress) as remote:
        return remote.back(note)


def removed_remote(database: DatabaseSettings, settings: Settings, paths: Iterable[Path | str]) -> tuple[Loaded, ...]:
    """Return the packages that :func:`load_remote` without ``merge`` would remove."""
    with _remote(database, settings, None) as remote:
        return remote.removed(paths)


def refuse_to_fill(database: DatabaseSettings, settings: Settings) -> None:
    """Check that a start may fill a database without ``Meta``.

    :raises DatabaseError: it holds entities, or copies of packages that it held are kept on this machine.
    """
    with _remote(database, settings, None) as remote:
        remote.refuse_to_fill()


@contextmanager
def _remote(database: DatabaseSettings, settings: Settings, progress: Progress | None) -> Iterator[_Remote]:
    assert database.uri is not None
    try:
        with neo4j.GraphDatabase.driver(
            database.uri,
            auth=(database.username, database.secret()),
            connection_timeout=settings.connect_timeout,
            max_transaction_retry_time=_RETRY_TIME,
            telemetry_disabled=True,
            notifications_min_severity=neo4j.NotificationMinimumSeverity.OFF,
            user_agent="alliance-explorer",
        ) as driver:
            driver.verify_connectivity()
            with (
                driver.session(database=database.database, fetch_size=-1) as session,
                tempfile.TemporaryDirectory(prefix="load-") as scratch,
                closing(Spool(Path(scratch))) as spool,
            ):
                yield _Remote(driver, session, database=database, settings=settings, spool=spool, progress=progress or no_progress)
    except (neo4j.exceptions.Neo4jError, neo4j.exceptions.DriverError) as problem:
        raise driver_errors.translate(problem) from problem


class _Remote:
    """One load into one server, over one session, so that its transactions see each other, also on a cluster."""

    def __init__(
        self,
        driver: neo4j.Driver,
        session: neo4j.Session,
        *,
        database: DatabaseSettings,
        settings: Settings,
        spool: Spool,
        progress: Progress,
    ) -> None:
        self.driver, self.session, self.database, self.settings = driver, session, database.database, settings
        self.spool, self.progress = spool, progress
        self.copies = Copies(DataDirectory(settings.data).remote(database).root)
        self.ledger = Ledger(self.copies.folder)
        self.load_id = secrets.token_hex(8)
        self.started = time.monotonic()
        self.created = self.unchanged = self.rows = 0

    def load(self, paths: Iterable[Path | str], *, merge: bool, note: Note | None = None) -> Summary:
        meta = self._meta()
        if note is not None and not self.ledger.is_writable():
            note = None
            self.progress("without a history: the data folder is read-only", 0, None)
        if note is not None:
            self._settle(meta)
        packages = self._pick(meta, paths, merge=merge)
        before = stamps(packages)
        version = checked(packages, self.spool, self.progress).data_version
        if (meta.get("state"), meta.get("data_version"), meta.get("model_version")) == ("ready", version, MODEL_VERSION):
            return Summary(0, 0, self.spool.total(), 0, version, time.monotonic() - self.started)
        loaded = tuple(self._kept(package) for package in packages)
        contents = self.ledger.keep(packages) if note is not None else ()
        refuse_edited(packages, before)
        self._begin(loaded)
        _with_retries(lambda: schema.ensure(self.driver, self.database, progress=self.progress))
        self._send("", writing=True)
        removed = sum(self._sweep(name) for name in ("sweep_relationships", "sweep_nodes"))
        complete = {**meta_of(version, loaded, self.spool.counts, now()), **resume.before(meta, version)}
        summary = self._summary(removed, version)
        with self.ledger.recording(_entry(note, contents, summary)) if note is not None else nullcontext():
            self._end(complete)
        self.copies.remove(resume.retired(meta, complete))
        return self._summary(removed, version)

    def loaded(self) -> tuple[str | None, tuple[Loaded, ...]]:
        """Return the data version of the last complete load and its packages."""
        meta = self._meta()
        return meta.get("data_version"), packages_from_json(meta.get("packages"))

    def _settle(self, meta: dict[str, Any]) -> None:
        """Complete the ledger with the data version of the database, if a process was killed before it did, or none recorded it."""
        loaded = packages_from_json(meta.get("packages"))
        contents = lambda: contents_of(self.ledger, loaded, self.copies.folder)  # noqa: E731
        self.ledger.settle(meta.get("data_version"), contents, str(meta.get("loaded_at") or ""))

    def resume(self) -> Summary | None:
        """Finish an interrupted load. Return None when another process finished it meanwhile."""
        meta = self._meta()
        return self.load(resume.to_resume(meta, self.copies.folder), merge=False) if meta.get("state") == "loading" else None

    def back(self, note: Note | None = None) -> Summary:
        """Load the packages of the earlier data version."""
        return self.load(resume.to_go_back(self._meta(), self.copies.folder), merge=False, note=note)

    def removed(self, paths: Iterable[Path | str]) -> tuple[Loaded, ...]:
        """Return the packages that a load without ``merge`` would remove."""
        return removed(resume.target_packages(self._meta()), paths)

    def refuse_to_fill(self) -> None:
        """Raise when the database holds entities, or copies of packages that it held are kept."""
        resume.refuse_existing(self._read("packages"))
        resume.refuse_copies(self.copies.places(), self.copies.folder)

    def plan(self, paths: Iterable[Path | str], *, merge: bool) -> Summary:
        version = checked(self._pick(self._meta(), paths, merge=merge), self.spool, self.progress).data_version
        self._send("compare_", writing=False)
        existing = int(self._read("count")[0]["rows"])
        return self._summary(existing - (self.rows - self.created), version)

    def _pick(self, meta: dict[str, Any], paths: Iterable[Path | str], *, merge: bool) -> list[Package]:
        packages = pick(paths, resume.target_packages(meta), self.copies.folder, merge=merge)
        if merge:
            resume.refuse_unlisted(meta, [package.name for package in packages], self._read("packages"))
        return packages

    def _summary(self, removed: int, version: str) -> Summary:
        changed = self.rows - self.created - self.unchanged
        return Summary(self.created, changed, self.unchanged, removed, version, time.monotonic() - self.started)

    def _meta(self) -> dict[str, Any]:
        rows = self.session.execute_read(lambda tx: tx.run(text_of("browse", "meta")).data())
        return (rows[0]["meta"] if rows else None) or {}

    def _read(self, name: str) -> list[dict[str, Any]]:
        return self.session.execute_read(_limited(lambda tx: tx.run(text_of("load", name)).data()))

    def _kept(self, package: Package) -> Loaded:
        """Copy a package and return its record entry. Without a copy (read-only machine), a later merge needs the package again."""
        rows = self.spool.by_package[package.name]
        try:
            return kept_as(package, self.copies, rows)
        except LocalServerError:
            place = f"packages/{package.name}/not-kept"
            return loaded_as(package, place, rows)

    def _begin(self, packages: Iterable[Loaded]) -> None:
        text, values = text_of("load", "begin"), {"load_id": self.load_id, "pending": packages_to_json(packages)}
        before = self.session.execute_write(lambda tx: tx.run(text, values).data())[0]["before"]
        if before.get("state") is None:
            return  # there was no data, so there are no readers
        lease = 2 * self.settings.poll_interval + self.settings.read_timeout
        until = time.monotonic() + lease
        while (left := until - time.monotonic()) > 0:
            self.progress("waiting for readers", int(lease - left), int(lease))
            time.sleep(min(_TICK, left))

    def _send(self, prefix: str, *, writing: bool) -> None:
        total = self.spool.total()
        for number, batch in enumerate(self.spool.batches(BATCH)):
            text = text_of("load", prefix + ("nodes" if batch.node else "relationships"))
            self._count(batch, self._run_batch(text, batch, number, writing=writing))
            self.progress(f"{'writing' if writing else 'comparing'} {batch.kind}", self.rows, total)

    def _run_batch(self, text: str, batch: RowBatch, number: int, *, writing: bool) -> dict[str, Any]:
        values = {"rows": batch.rows, "type": batch.kind, "keys": list(batch.keys), "load_id": self.load_id, "batch": number}
        work = _limited(lambda tx: tx.run(text, values).data())
        run = self.session.execute_write if writing else self.session.execute_read
        return dict(_with_retries(lambda: run(work))[0])

    def _count(self, batch: RowBatch, result: dict[str, Any]) -> None:
        if result["rows"] == 0:
            raise _superseded()
        if result["rows"] != len(batch.rows):
            raise DatabaseError(
                f"The server stored {result['rows']} of {counted(len(batch.rows), 'row')} of {batch.kind}.",
                hint="Another client is changing its data. Load again.",
            )
        self.rows += result["rows"]
        self.created += result["created"]
        self.unchanged += result["unchanged"]

    def _sweep(self, name: str) -> int:
        """Delete the rows that this load did not write. Return the number of rows removed."""
        self.progress("removing", 0, None)
        query = neo4j.Query(text_of("load", name), timeout=_TIME_LIMIT)
        return int(_with_retries(lambda: self.session.run(query, load_id=self.load_id).data())[0]["removed"])

    def _end(self, meta: dict[str, Any]) -> None:
        """Mark the load as complete. Its id stays in ``Meta``, so that a retry is not mistaken for another load."""
        values = {"meta": {**meta, "load_id": self.load_id}, "load_id": self.load_id}
        text = text_of("load", "meta")
        if not _with_retries(lambda: self.session.execute_write(lambda tx: tx.run(text, values).data())):
            raise _superseded()


def _entry(note: Note, contents: tuple[PackageContent, ...], summary: Summary) -> Entry:
    numbers = (summary.created, summary.changed, summary.removed)
    return Entry(0, summary.data_version, now(), note.action, note.who, note.message, contents, *numbers)


def _with_retries(work: Callable[[], T]) -> T:
    """Retry while the server is unreachable, and after a commit with unknown outcome. Every step of a load may be repeated."""
    deadline = time.monotonic() + _RETRY_TIME
    while True:
        try:
            return work()
        except (neo4j.exceptions.ServiceUnavailable, neo4j.exceptions.SessionExpired):  # IncompleteCommit is one of them
            if time.monotonic() > deadline:
                raise
            time.sleep(_TICK)


def _limited(work: Any) -> Any:
    return neo4j.unit_of_work(timeout=_TIME_LIMIT)(work)


def _superseded() -> DatabaseError:
    return DatabaseError("A later load has superseded this one, which was stopped.", hint="Run one load at a time.")
