"""The data version that a database serves and whether a read may start, from the last poll of its ``Meta`` node."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import MutableMapping
from typing import Any, Literal

from cachetools import LRUCache

from graph.database.liveness import LivenessMonitor
from graph.errors import TRY_LATER, DatabaseUnavailableError
from graph.settings import Settings
from seed.bilingual import Bilingual
from seed.packages.choices import united

MEMORY = 10_000
"""Maximum number of resolved names cached for a data version."""
State = Literal["ready", "loading", "empty", "unreachable"]
_REASONS = {
    "loading": Bilingual("New data is being loaded.", "正在载入新数据。"),
    "empty": Bilingual("There is no data yet.", "尚无数据。"),
    "unreachable": Bilingual("The database does not answer.", "数据库无响应。"),
}
LATE = Bilingual("The database does not answer in time.", "数据库未及时响应。")


class ServedVersion:
    """The data version that is served, as of the last poll.

    :param fixed: nothing is ever loaded into this database (a store of the local server), so a single late poll
        does not make it unreachable; see :mod:`graph.database.liveness`.
    """

    def __init__(self, settings: Settings, *, fixed: bool) -> None:
        self._settings, self._fixed = settings, fixed
        self._liveness, self._overdue = LivenessMonitor(), False
        self._memory: tuple[str, MutableMapping[Any, Any]] = ("", LRUCache(MEMORY))
        self._meta: dict[str, Any] = {}
        self._stamp = b""
        self._choices: dict[str, tuple[str, ...]] | None = None
        self._redirects: dict[str, str] | None = None
        self._polled_at = float("-inf")
        self._state: State = "unreachable"

    @property
    def version(self) -> str:
        """The data version that is served; empty before the first poll."""
        return str(self._meta.get("data_version", ""))

    @property
    def choices(self) -> dict[str, tuple[str, ...]]:
        """Values that the loaded packages add to lists of the model."""
        if self._choices is None:
            self._choices = united(json.loads(text).get("choices", {}) for text in self._meta.get("packages") or ())
        return self._choices

    @property
    def redirects(self) -> dict[str, str]:
        """The present id of each id that an edit replaced."""
        if self._redirects is None:
            loaded = [json.loads(text) for text in self._meta.get("packages") or ()]
            self._redirects = {old: new for package in loaded for old, new in package.get("redirects", {}).items()}
        return self._redirects

    @property
    def stamp(self) -> bytes:
        """Hash of the ``Meta`` node (8 bytes). As long as it does not change, neither does any response."""
        return self._stamp

    @property
    def state(self) -> State:
        """``ready``, ``loading``, ``empty`` (no data yet) or ``unreachable``. ``unreachable`` also when the last poll is too old."""
        if self._state == "ready" and not self._fixed and time.monotonic() - self._polled_at > self.staleness:
            return "unreachable"
        return self._state

    @property
    def hung(self) -> bool:
        """Whether a store of the local server hangs and must be restarted."""
        return self._fixed and self._liveness.hung

    @property
    def staleness(self) -> float:
        """Maximum age of the last poll in seconds when a read starts."""
        return 2 * self._settings.poll_interval

    def memory(self, version: str) -> MutableMapping[Any, Any]:
        """Return the cache of a data version. A new version gets an empty cache."""
        if self._memory[0] != version:
            self._memory = (version, LRUCache(MEMORY))
        return self._memory[1]

    def _record_meta(self, meta: dict[str, Any], at: float) -> None:
        """Record the result of a poll that started ``at``."""
        if meta != self._meta:
            self._meta = meta
            self._choices = self._redirects = None
            self._stamp = hashlib.blake2b(json.dumps(meta, sort_keys=True).encode(), digest_size=8).digest()
        self._state, self._polled_at, self._overdue = meta.get("state", "empty"), at, False

    def _mark_unreachable(self, *, overdue: bool) -> None:
        """Record that the database does not answer or, with ``overdue``, does not answer in time."""
        self._state, self._overdue = "unreachable", overdue

    @property
    def _reason(self) -> str:
        """Why no read may start."""
        state = self.state
        return LATE if state == "unreachable" and (self._overdue or self._state == "ready") else _REASONS[state]

    def _require_ready(self) -> str:
        """Return the data version that a read starts with, or raise ``DatabaseUnavailableError``."""
        state = self.state
        if state == "ready":
            return self.version
        hint = Bilingual("Load a package: alliance load DIR.", "请载入数据包：alliance load DIR。") if state == "empty" else TRY_LATER
        raise DatabaseUnavailableError(self._reason, retry_after=2 if state != "loading" else 5, hint=hint)

    def _require_version(self, version: str) -> None:
        if self._require_ready() != version:
            raise DatabaseUnavailableError(
                Bilingual("The data changed during the read.", "读取期间数据已更新。"),
                hint=Bilingual("Send the request again.", "请重新发送请求。"),
            )
