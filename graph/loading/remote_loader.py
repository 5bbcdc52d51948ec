"""Loading into a server that is not ours, over Bolt, so that no reader ever sees a mixture of two data versions.

One transaction for all would be neither possible nor enough (a reader was seen to get a mixture in 65 of 533 reads). So: ``Meta`` says
``loading``; then one lease is waited for, the longest that a read may go on that began before its process noticed
(:mod:`graph.database.reader`); then rows are written in batches, each stamped with the load; what it did not stamp is deleted; and
``Meta`` says
``ready`` with the new data version. A load that died leaves ``loading`` and the packages that it was loading
(:mod:`graph.loading.load_plan.resume`); the next one writes everything again. Each batch writes ``Meta`` too, so that of two loads the
later one cuts the
earlier one off.
"""

from __future__ import annotations

import hashlib
import secrets
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import neo4j

from graph.database import driver_errors, schema
from graph.database.cypher_files import text_of
from graph.errors import DatabaseError, LocalServerError
from graph.loading import resume
from graph.loading.load_plan import Progress, Summary, checked, kept_as, listed, meta_of, now, pick, refuse_edited, removed, stamps
from graph.loading.row_spool import RowBatch, Spool
from graph.settings import DatabaseSettings, Settings
from graph.storage.data_directory import Loaded
from graph.storage.package_copies import Copies
from seed.model import MODEL_VERSION
from seed.packages.package import Package

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
) -> Summary:
    """Load packages into the server that ``database`` names; see :func:`graph.loading.local_loader.load_local` for ``merge``.

    Readers get the old version from their caches, or 503, until all is written. Rows that carry no package are left alone.

    :raises PackageProblems: the packages have problems. Nothing changed.
    :raises EnvironmentalError: the server failed or went away; ``Meta`` may say ``loading`` until the next load.
    """
    with _remote(database, settings, progress) as remote:
        return remote.load(paths, merge=merge)


def plan_remote(
    database: DatabaseSettings, settings: Settings, paths: Iterable[Path | str], *, merge: bool = True, progress: Progress | None = None
) -> Summary:
    """What :func:`load_remote` would do, without doing it."""
    with _remote(database, settings, progress) as remote:
        return remote.plan(paths, merge=merge)


def resume_remote(database: DatabaseSettings, settings: Settings, *, progress: Progress | None = None) -> Summary | None:
    """Finish a load that was cut off, with the packages that ``Meta`` and the copies name; None when there is none.

    :raises UserError: the files of a package are not on this machine; names it. Nothing changed.
    :raises DatabaseError: the database does not say which packages were being loaded. Nothing changed.
    """
    with _remote(database, settings, progress) as remote:
        return remote.resume()


def back_remote(database: DatabaseSettings, settings: Settings, *, progress: Progress | None = None) -> Summary:
    """Load the packages of the data version before the current one. Done twice, it leads back to where it began.

    :raises UserError: there is none, or the files of a package are not on this machine. Nothing changed.
    """
    with _remote(database, settings, progress) as remote:
        return remote.back()


def removed_remote(database: DatabaseSettings, settings: Settings, paths: Iterable[Path | str]) -> tuple[Loaded, ...]:
    """The packages that :func:`load_remote` without ``merge`` would remove."""
    with _remote(database, settings, None) as remote:
        return remote.removed(paths)


def refuse_to_fill(database: DatabaseSettings, settings: Settings) -> None:
    """Make sure that a database without ``Meta`` may be filled on a start.

    :raises DatabaseError: it holds entities, or copies of packages that it held are kept here.
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
                yield _Remote(driver, session, database=database, settings=settings, spool=spool, tell=progress or _silent)
    except (neo4j.exceptions.Neo4jError, neo4j.exceptions.DriverError) as problem:
        raise driver_errors.translate(problem) from problem


class _Remote:
    """One load into one server, over one session, whose transactions therefore see each other, on a cluster too."""

    def __init__(
        self,
        driver: neo4j.Driver,
        session: neo4j.Session,
        *,
        database: DatabaseSettings,
        settings: Settings,
        spool: Spool,
        tell: Progress,
    ) -> None:
        self.driver, self.session, self.database, self.settings = driver, session, database.database, settings
        self.spool, self.tell = spool, tell
        place = hashlib.sha256(f"{database.uri}/{database.database}".encode()).hexdigest()[:12]
        self.copies = Copies(settings.data / "remote" / place)
        self.load_id = secrets.token_hex(8)
        self.started = time.monotonic()
        self.created = self.unchanged = self.rows = 0

    def load(self, paths: Iterable[Path | str], *, merge: bool) -> Summary:
        meta = self._meta()
        packages = self._pick(meta, paths, merge=merge)
        before = stamps(packages)
        version = checked(packages, self.spool, self.tell).data_version
        if (meta.get("state"), meta.get("data_version"), meta.get("model_version")) == ("ready", version, MODEL_VERSION):
            return Summary(0, 0, self.spool.total(), 0, version, time.monotonic() - self.started)
        loaded = tuple(self._kept(package) for package in packages)
        refuse_edited(packages, before)
        self._begin(loaded)
        _patiently(lambda: schema.ensure(self.driver, self.database, progress=self.tell))
        self._send("", writing=True)
        removed = sum(self._sweep(name) for name in ("sweep_relationships", "sweep_nodes"))
        complete = {**meta_of(version, loaded, self.spool.counts, now()), **resume.before(meta, version)}
        self._end(complete)
        self.copies.remove(resume.retired(meta, complete))
        return self._summary(removed, version)

    def resume(self) -> Summary | None:
        """Finish a load that was cut off; None when another process finished it meanwhile."""
        meta = self._meta()
        return self.load(resume.to_resume(meta, self.copies.folder), merge=False) if meta.get("state") == "loading" else None

    def back(self) -> Summary:
        """Load the packages of the earlier data version."""
        return self.load(resume.to_go_back(self._meta(), self.copies.folder), merge=False)

    def removed(self, paths: Iterable[Path | str]) -> tuple[Loaded, ...]:
        """The packages that a load without ``merge`` would remove."""
        return removed(resume.wanted_now(self._meta()), paths)

    def refuse_to_fill(self) -> None:
        """Raise when the database holds entities, or when copies of what it held are kept."""
        resume.refuse_found(self._read("packages"))
        resume.refuse_copies(self.copies.places(), self.copies.folder)

    def plan(self, paths: Iterable[Path | str], *, merge: bool) -> Summary:
        version = checked(self._pick(self._meta(), paths, merge=merge), self.spool, self.tell).data_version
        self._send("compare_", writing=False)
        there = int(self._read("count")[0]["rows"])
        return self._summary(there - (self.rows - self.created), version)

    def _pick(self, meta: dict[str, Any], paths: Iterable[Path | str], *, merge: bool) -> list[Package]:
        packages = pick(paths, resume.wanted_now(meta), self.copies.folder, merge=merge)
        if merge:
            resume.refuse_unstated(meta, [package.name for package in packages], self._read("packages"))
        return packages

    def _summary(self, removed: int, version: str) -> Summary:
        changed = self.rows - self.created - self.unchanged
        return Summary(self.created, changed, self.unchanged, removed, version, time.monotonic() - self.started)

    def _meta(self) -> dict[str, Any]:
        found = self.session.execute_read(lambda tx: tx.run(text_of("browse", "meta")).data())
        return (found[0]["meta"] if found else None) or {}

    def _read(self, name: str) -> list[dict[str, Any]]:
        return self.session.execute_read(_limited(lambda tx: tx.run(text_of("load", name)).data()))

    def _kept(self, package: Package) -> Loaded:
        """Where no copy can be kept (a read-only machine), a later load with merge asks for the package again."""
        rows = self.spool.by_package[package.name]
        try:
            return kept_as(package, self.copies, rows)
        except LocalServerError:
            return Loaded(package.name, package.title, package.version, f"packages/{package.name}/not-kept", rows)

    def _begin(self, packages: Iterable[Loaded]) -> None:
        text, values = text_of("load", "begin"), {"load_id": self.load_id, "pending": listed(packages)}
        before = self.session.execute_write(lambda tx: tx.run(text, values).data())[0]["before"]
        if before.get("state") is None:
            return  # there was no data: nobody reads
        lease = 2 * self.settings.poll_interval + self.settings.read_timeout
        until = time.monotonic() + lease
        while (left := until - time.monotonic()) > 0:
            self.tell("waiting for readers", int(lease - left), int(lease))
            time.sleep(min(_TICK, left))

    def _send(self, prefix: str, *, writing: bool) -> None:
        total = self.spool.total()
        for number, parcel in enumerate(self.spool.parcels(BATCH)):
            text = text_of("load", prefix + ("nodes" if parcel.node else "relationships"))
            self._count(parcel, self._batch(text, parcel, number, writing=writing))
            self.tell(f"{'writing' if writing else 'comparing'} {parcel.kind}", self.rows, total)

    def _batch(self, text: str, parcel: RowBatch, number: int, *, writing: bool) -> dict[str, Any]:
        values = {"rows": parcel.rows, "type": parcel.kind, "keys": list(parcel.keys), "load_id": self.load_id, "batch": number}
        work = _limited(lambda tx: tx.run(text, values).data())
        run = self.session.execute_write if writing else self.session.execute_read
        return dict(_patiently(lambda: run(work))[0])

    def _count(self, parcel: RowBatch, found: dict[str, Any]) -> None:
        if found["rows"] == 0:
            raise _taken_over()
        if found["rows"] != len(parcel.rows):
            raise DatabaseError(
                f"The server took {found['rows']} of {len(parcel.rows)} rows of {parcel.kind}.",
                hint="Something else changes its data; load again.",
            )
        self.rows += found["rows"]
        self.created += found["created"]
        self.unchanged += found["unchanged"]

    def _sweep(self, name: str) -> int:
        """Delete what this load did not write; rows removed."""
        self.tell("removing", 0, None)
        query = neo4j.Query(text_of("load", name), timeout=_TIME_LIMIT)
        return int(_patiently(lambda: self.session.run(query, load_id=self.load_id).data())[0]["removed"])

    def _end(self, meta: dict[str, Any]) -> None:
        """Say that it is complete. The load's id stays in ``Meta``, so that a repetition is not taken for another load."""
        values = {"meta": {**meta, "load_id": self.load_id}, "load_id": self.load_id}
        text = text_of("load", "meta")
        if not _patiently(lambda: self.session.execute_write(lambda tx: tx.run(text, values).data())):
            raise _taken_over()


def _patiently(work: Callable[[], T]) -> T:
    """Try again while the server is away, also after a commit whose outcome is not known: every step may be repeated."""
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


def _taken_over() -> DatabaseError:
    return DatabaseError("Another load has taken over; this one ended.", hint="Let one load at a time run.")


def _silent(step: str, done: int, total: int | None) -> None:
    """Nobody listens."""
