"""What ``alliance up`` loads. A start fills an empty database, finishes a load that was cut off, and adds packages that it is given.

No start replaces or removes what is loaded: only ``alliance load --replace`` does.
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

from graph.database.reader import Store
from graph.errors import DatabaseUnavailableError, LocalServerError, QueryTimeoutError
from graph.loading.load_plan import names_of, packages_from_json
from graph.loading.local_loader import load_local, load_remote, resume_remote
from graph.loading.remote_loader import refuse_to_fill
from graph.settings import DatabaseSettings, Settings
from graph.storage.data_directory import Loaded, Stores
from seed.packages.package import Package, bundled
from seed.simulate import simulate

Progress = Callable[..., None]
SEED = 1
DEMO = True
"""Whether an empty database gets the simulated overlay when neither ``--demo`` nor ``--no-demo`` is given."""
DEAD_AFTER = 30
"""Poll intervals without a batch after which a load is taken for dead; should it live, it ends by itself when the next takes over."""


class StepsLike(Protocol):
    """Shows long steps."""

    def step(self, title: str, unit: str = "") -> AbstractContextManager[Progress]:
        """One step with its progress."""
        ...

    def say(self, text: str) -> None:
        """One line."""
        ...


@dataclass(frozen=True)
class Wish:
    """The options of a start: packages, and the simulated overlay (None: not said)."""

    packages: list[Path] = field(default_factory=list)
    demo: bool | None = None


def provide_local(settings: Settings, wish: Wish, steps: StepsLike) -> None:
    """Fill the data folder when it is empty; add the given packages when it is not.

    :raises LocalServerError: there are stores, and none is current. Nothing changed.
    """

    def load(paths: Iterable[Path], progress: Progress) -> None:
        load_local(settings.data, settings.cache, paths, progress=progress, settings=settings)

    stores = Stores(settings.data)
    current = stores.current()
    if current is None:
        _fill(settings, wish, steps, load)
    else:
        record = stores.record(current.store)
        _add(wish, record.packages if record is not None else (), steps, load)


def provide_remote(database: DatabaseSettings, settings: Settings, wish: Wish, steps: StepsLike) -> None:
    """Fill the database when it is empty, finish a load that was cut off, then add the given packages.

    :raises DatabaseUnavailableError: it does not answer.
    :raises AllianceError: what it holds is not known, or files of its packages are not here. Nothing changed.
    """

    def load(paths: Iterable[Path], progress: Progress) -> None:
        load_remote(database, settings, paths, progress=progress)

    with steps.step("Database"):
        state, meta = asyncio.run(_settled(database, settings))
    if state == "unreachable":
        raise DatabaseUnavailableError("The database that NEO4J_URI names does not answer.", hint="See: alliance doctor.")
    if state == "loading":
        steps.say("A load was cut off. It is being finished.")
        with steps.step("Data") as progress:
            resume_remote(database, settings, progress=progress)
        _, meta = asyncio.run(_settled(database, settings))
    elif state != "ready":
        refuse_to_fill(database, settings)
        _fill(settings, wish, steps, load)
        return
    _add(wish, packages_from_json(meta.get("packages")), steps, load)


def _fill(settings: Settings, wish: Wish, steps: StepsLike, load: Callable[[Iterable[Path], Progress], None]) -> None:
    names_of(wish.packages)
    demo = DEMO if wish.demo is None else wish.demo
    with _first(wish.packages, demo=demo, scratch=settings.data, steps=steps) as paths, steps.step("Data") as progress:
        load(paths, progress)


def _add(wish: Wish, loaded: Iterable[Loaded], steps: StepsLike, load: Callable[[Iterable[Path], Progress], None]) -> None:
    """Add the packages that are not loaded yet, and say of every other option that it changes nothing."""
    names_of(wish.packages)
    there = {package.name: package for package in loaded}
    fresh: list[Path] = []
    for path in wish.packages:
        package = there.get(Package.open(path).name)
        if package is None:
            fresh.append(path)
        else:
            steps.say(f"The package {package} is loaded and stays as it is. Update it with: alliance load {path}")
    if wish.demo is not None:
        listed = ", ".join(str(package) for package in there.values())
        option = "--demo" if wish.demo else "--no-demo"
        steps.say(f"What is loaded stays: {listed}. {option} is for a first start. Replace the data with: alliance load --replace DIR")
    if fresh:
        with steps.step("Data") as progress:
            load(fresh, progress)


@contextlib.contextmanager
def _first(packages: list[Path], *, demo: bool, scratch: Path, steps: StepsLike) -> Iterator[list[Path]]:
    """Paths of the packages of a first load: the documented ones, the given ones, and the simulated overlay, which is generated."""
    documented = bundled("chenzhou")
    if documented is None:
        raise LocalServerError("The bundled package 'chenzhou' is not installed.", hint="Install the application again.")
    paths = [documented, *packages]
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".demo-", dir=scratch) as folder:
        if demo:
            with steps.step("Demo data", "rows") as progress:
                root = Path(folder) / "chenzhou-simulated"
                simulate(root, scale="chenzhou", seed=SEED, progress=progress)
            paths.append(root)
        yield paths


async def _settled(database: DatabaseSettings, settings: Settings) -> tuple[str, dict[str, Any]]:
    """State and ``Meta`` of the database. A silent one is asked again, and a load by another process is awaited, each for a while.

    Each wait has its own clock: a database that is silent for a moment while a dead load is watched is not taken for unreachable.
    """
    store = await Store.at(database, settings)
    meta: dict[str, Any] = {}
    answered = changed = time.monotonic()
    try:
        while True:
            found, now = await _meta(store), time.monotonic()
            if found is not None:
                answered = now
                meta, changed = found, changed if found == meta else now
                state = str(meta.get("state", "empty"))
                if state != "loading" or now - changed > DEAD_AFTER * settings.poll_interval:
                    return state, meta
            elif now - answered > settings.connect_timeout:
                return "unreachable", meta
            await asyncio.sleep(settings.poll_interval / 2)
    finally:
        await store.close()


async def _meta(store: Store) -> dict[str, Any] | None:
    """The node ``Meta``, empty when there is none; None when the database does not answer in time."""
    if store.state == "unreachable":
        return None
    try:
        return (await store.rows("meta", {}))[0]["meta"] or {}
    except (DatabaseUnavailableError, QueryTimeoutError):
        return None
