"""Which data a database serves, and whether a read may begin: what the last look at its ``Meta`` node said, and how long ago."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import MutableMapping
from typing import Any, Literal

from cachetools import LRUCache

from graph.database.liveness import Pulse
from graph.errors import DatabaseUnavailableError
from graph.settings import Settings

MEMORY = 10_000
"""Resolved names that are kept for a data version."""
State = Literal["ready", "loading", "empty", "unreachable"]
_REASONS = {
    "loading": "New data is being loaded.",
    "empty": "There is no data yet.",
    "unreachable": "The database does not answer.",
}
LATE = "The database does not answer in time."


class Served:
    """The data version that is served, as of the last look.

    :param fixed: nothing is ever loaded into this database (a store of the local server), so a late look alone does
        not make it unreachable; see :mod:`graph.database.liveness`.
    """

    def __init__(self, settings: Settings, *, fixed: bool) -> None:
        self._settings, self._fixed = settings, fixed
        self._pulse, self._overdue = Pulse(), False
        self._memory: tuple[str, MutableMapping[Any, Any]] = ("", LRUCache(MEMORY))
        self._meta: dict[str, Any] = {}
        self._stamp = b""
        self._looked = float("-inf")
        self._state: State = "unreachable"

    @property
    def version(self) -> str:
        """The data version that is served, empty before the first look."""
        return str(self._meta.get("data_version", ""))

    @property
    def stamp(self) -> bytes:
        """Stands for the data version and all that is stated about it: as long as it is the same, so is every answer."""
        return self._stamp

    @property
    def state(self) -> State:
        """``ready``, ``loading``, ``empty`` (no data yet) or ``unreachable``; a look that is too old counts as unreachable."""
        if self._state == "ready" and not self._fixed and time.monotonic() - self._looked > self.staleness:
            return "unreachable"
        return self._state

    @property
    def hung(self) -> bool:
        """Whether a store of the local server has answered nothing for so long that only a restart helps."""
        return self._fixed and self._pulse.hung

    @property
    def staleness(self) -> float:
        """Seconds that a look at the data version may be old when a read starts."""
        return 2 * self._settings.poll_interval

    def memory(self, version: str) -> MutableMapping[Any, Any]:
        """Room for what follows from a data version and is asked often; another version gets an empty one."""
        if self._memory[0] != version:
            self._memory = (version, LRUCache(MEMORY))
        return self._memory[1]

    def _saw(self, meta: dict[str, Any], at: float) -> None:
        """Note what a look that began ``at`` has found."""
        if meta != self._meta:
            self._meta = meta
            self._stamp = hashlib.blake2b(json.dumps(meta, sort_keys=True).encode(), digest_size=8).digest()
        self._state, self._looked, self._overdue = meta.get("state", "empty"), at, False

    def _lost(self, *, overdue: bool) -> None:
        """Note that the database is unreachable: it does not answer, or (``overdue``) not in time."""
        self._state, self._overdue = "unreachable", overdue

    @property
    def _reason(self) -> str:
        """Why no read may begin."""
        state = self.state
        return LATE if state == "unreachable" and (self._overdue or self._state == "ready") else _REASONS[state]

    def _admit(self) -> str:
        """The version that a read may begin with."""
        state = self.state
        if state == "ready":
            return self.version
        hint = "Load a package: alliance load DIR." if state == "empty" else "Try again in a moment."
        raise DatabaseUnavailableError(self._reason, retry_after=2 if state != "loading" else 5, hint=hint)

    def _admit_same(self, version: str) -> None:
        if self._admit() != version:
            raise DatabaseUnavailableError("New data came while this was being read.", hint="Ask again.")
