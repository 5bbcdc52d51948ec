"""Load the data of ``alliance up``: fill an empty database, finish an interrupted load, and add the given packages.

A start never replaces or removes loaded data; only ``alliance load --replace`` does.
"""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from api.server.demo_data import OVERLAY, refuse_other_data, simulated_notice
from graph.database.reader import Store
from graph.errors import DatabaseUnavailableError, LocalServerError, QueryTimeoutError
from graph.loading.load_plan import names_of, packages_from_json
from graph.loading.local_loader import load_local, load_remote, resume_remote
from graph.loading.remote_loader import refuse_to_fill
from graph.loading.resume import target_packages
from graph.settings import DatabaseSettings, Settings
from graph.storage.data_directory import Loaded, Stores
from graph.storage.ledger import Note
from seed.packages.package import Package, bundled
from seed.progress import Progress
from seed.simulate import simulate

SEED = 1
DEFAULT_PACKAGES = ("chenzhou", "hunan")
"""Bundled packages that an empty database gets, together with the packages they require. All their rows are real."""
REFERENCE = "reference"
"""The bundled package that an empty database gets for a region of one's own: classifications, majors and administrative divisions."""
DEAD_AFTER = 30
"""Poll intervals without a new batch after which a load counts as dead. If it is still alive, it stops when the next load takes over."""


class StepReporter(Protocol):
    """Shows the progress of long steps."""

    def step(self, title: str, unit: str = "") -> AbstractContextManager[Progress]:
        """Show one step with its progress."""
        ...

    def say(self, text: str) -> None:
        """Print one line."""
        ...


@dataclass(frozen=True)
class LoadOptions:
    """What to load at a start: packages, whether to add the simulated overlay, and whether to leave out the default data."""

    packages: list[Path] = field(default_factory=list)
    demo: bool = False
    empty: bool = False


def provide_local(settings: Settings, options: LoadOptions, steps: StepReporter) -> None:
    """Fill an empty data folder, or add the given packages to the current store.

    :raises LocalServerError: there are stores but none is current. Nothing was changed.
    :raises UserError: the demo is requested, and the folder holds other data. Nothing was changed.
    """

    def load(paths: Iterable[Path], progress: Progress) -> None:
        note = Note("load", settings.editor_name(), "alliance up")
        load_local(settings.data, settings.cache, paths, progress=progress, settings=settings, note=note)

    stores = Stores(settings.data)
    current = stores.current()
    if current is None:
        _fill(settings, options, steps, load)
    else:
        record = stores.record(current.store)
        if options.demo and record is not None:
            refuse_other_data(record.packages, DEFAULT_PACKAGES, f"The folder {settings.data}")
        _add(options, record.packages if record is not None else (), steps, load, settings.data)


def provide_remote(database: DatabaseSettings, settings: Settings, options: LoadOptions, steps: StepReporter) -> None:
    """Fill an empty database, or finish an interrupted load; then add the given packages.

    :raises DatabaseUnavailableError: the database does not respond.
    :raises AllianceError: the content of the database is unknown, or files of its packages are missing. Nothing was changed.
    :raises UserError: the demo is requested, and the database holds other data. Nothing was changed.
    """

    def load(paths: Iterable[Path], progress: Progress) -> None:
        load_remote(database, settings, paths, progress=progress, note=Note("load", settings.editor_name(), "alliance up"))

    with steps.step("Database"):
        state, meta = asyncio.run(_settled(database, settings))
    if state == "unreachable":
        raise DatabaseUnavailableError("The database at NEO4J_URI does not respond.", hint="Run alliance doctor to find the cause.")
    if options.demo and state in {"loading", "ready"}:
        refuse_other_data(target_packages(meta), DEFAULT_PACKAGES, "The database at NEO4J_URI")
    if state == "loading":
        steps.say("An earlier load was interrupted. Finishing it.")
        with steps.step("Data") as progress:
            resume_remote(database, settings, progress=progress)
        _, meta = asyncio.run(_settled(database, settings))
    elif state != "ready":
        refuse_to_fill(database, settings)
        _fill(settings, options, steps, load)
        return
    _add(options, packages_from_json(meta.get("packages")), steps, load, settings.data)


def _fill(settings: Settings, options: LoadOptions, steps: StepReporter, load: Callable[[Iterable[Path], Progress], None]) -> None:
    names_of(options.packages)
    initial = _initial_packages(options, scratch=settings.data, steps=steps)
    with initial as paths, steps.step("Data") as progress:
        load(paths, progress)


def _add(
    options: LoadOptions, loaded: Iterable[Loaded], steps: StepReporter, load: Callable[[Iterable[Path], Progress], None], data: Path
) -> None:
    """Add the packages that are not loaded yet, and report the others. Say how to remove simulated rows of an earlier edition."""
    names_of(options.packages)
    present = {package.name: package for package in loaded}
    if options.empty and not present.keys().isdisjoint(DEFAULT_PACKAGES):
        steps.say(
            f"The data is kept: --empty applies only to an empty database. For another region: alliance up --empty --data FOLDER, or "
            f"alliance unload {' and '.join(DEFAULT_PACKAGES)}."
        )
    missing: list[Path] = []
    for path in options.packages:
        package = present.get(Package.open(path).name)
        if package is None:
            missing.append(path)
        else:
            steps.say(f"The package {package} is already loaded and was not changed. Update it with: alliance load {path}")
    notice = None if options.demo else simulated_notice(tuple(present.values()), DEFAULT_PACKAGES, data)
    if notice is not None:
        steps.say(notice)
    if missing:
        with steps.step("Data") as progress:
            load(missing, progress)


@contextlib.contextmanager
def _initial_packages(options: LoadOptions, *, scratch: Path, steps: StepReporter) -> Iterator[list[Path]]:
    """Yield the package paths of a first load: the default or reference packages, the given ones, and the demo's simulated overlay."""
    paths = [*map(_bundled, (REFERENCE,) if options.empty else DEFAULT_PACKAGES), *options.packages]
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".demo-", dir=scratch) as folder:
        if options.demo:
            with steps.step("Demo data", "rows") as progress:
                root = Path(folder) / OVERLAY
                simulate(root, scale="chenzhou", seed=SEED, progress=progress)
            paths.append(root)
        yield paths


def _bundled(name: str) -> Path:
    folder = bundled(name)
    if folder is None:
        raise LocalServerError(f"The bundled package '{name}' is not installed.", hint="Reinstall the application.")
    return folder


async def _settled(database: DatabaseSettings, settings: Settings) -> tuple[str, dict[str, Any]]:
    """Return the state and the ``Meta`` node of the database.

    An unresponsive database is retried for ``connect_timeout``. A load by another process is awaited until it counts as dead. The two waits
    are timed separately, so a database that is briefly unresponsive while a dead load is watched does not count as unreachable.
    """
    store = await Store.at(database, settings)
    meta: dict[str, Any] = {}
    responded = changed = time.monotonic()
    try:
        while True:
            current, now = await _meta(store), time.monotonic()
            if current is not None:
                responded = now
                meta, changed = current, changed if current == meta else now
                state = str(meta.get("state", "empty"))
                if state != "loading" or now - changed > DEAD_AFTER * settings.poll_interval:
                    return state, meta
            elif now - responded > settings.connect_timeout:
                return "unreachable", meta
            await asyncio.sleep(settings.poll_interval / 2)
    finally:
        await store.close()


async def _meta(store: Store) -> dict[str, Any] | None:
    """Return the ``Meta`` node, empty if there is none; None if the database does not respond in time."""
    if store.state == "unreachable":
        return None
    try:
        return (await store.rows("meta", {}))[0]["meta"] or {}
    except (DatabaseUnavailableError, QueryTimeoutError):
        return None
