"""Keys of the API: who may ask from elsewhere, and what.

A key is ``alliance_<id>_<secret>``; the secret is 256 random bits. The file keeps its SHA-256, not the key. A slow, salted hash, as
passwords need it, would gain nothing here: nobody can try 2**256 secrets, however fast one try is, and each request would pay for it.
Comparison takes the same time wherever two hashes differ. The file is read again whenever it has changed, so that a revoked key is
refused by the next request.

When a key was last used stands in a folder beside the file, as the time of a small file per key: several processes can note it
without reading or writing what another holds.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import hmac
import json
import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from graph.errors import BadValueError, EnvironmentalError, UnknownNameError
from graph.settings import Settings
from graph.system.files import write_atomically
from seed.suggestions import nearest

SCOPES = ("read", "console", "metrics")
"""What a key may do: read ``/v1``, ask the query console, see ``/metrics``. One does not include another."""
PREFIX = "alliance"
USE_INTERVAL = 60.0
"""Seconds within which a second use of a key is not noted again."""
_KEY = re.compile(rf"^{PREFIX}_([0-9a-f]{{12}})_([A-Za-z0-9_-]{{43}})$")
_NAME = re.compile(r"^[\w .@-]{1,64}$")


class KeyFileError(EnvironmentalError):
    """The file of the keys cannot be used."""

    code, title, title_zh = "key-file", "File of the keys", "密钥文件"


@dataclass(frozen=True)
class Key:
    """What is kept of a key; ``hash`` is the SHA-256 of the whole key, in hexadecimal."""

    id: str
    name: str
    scopes: tuple[str, ...]
    hash: str
    created: str


def path_of(settings: Settings) -> Path:
    """The file: the one that the settings name, else ``keys.json`` in the data folder."""
    return settings.keys or settings.data / "keys.json"


def fingerprint(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


class Keys:
    """The keys of one file, which need not exist."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[int, int, int] | None = None
        self._held: dict[str, Key] = {}
        self._noted: dict[str, float] = {}

    def all(self) -> list[Key]:
        """Every key, oldest first, as the file stands now.

        :raises KeyFileError: it is not what we wrote, or others may write it.
        """
        self._refresh()
        return list(self._held.values())

    def find(self, presented: str) -> Key | None:
        """The key that was presented; None when it is unknown, malformed or revoked.

        :raises KeyFileError: see :meth:`all`.
        """
        self._refresh()
        match = _KEY.match(presented)
        known = self._held.get(match[1]) if match else None
        if known is None or not hmac.compare_digest(known.hash, fingerprint(presented)):
            return None
        self._note(known)
        return known

    def create(self, name: str, scopes: Iterable[str] = ("read",)) -> str:
        """Make a key and return it; it cannot be shown again.

        :raises BadValueError: a name that is taken or does not fit, an unknown scope.
        """
        checked = check_scopes(scopes)
        if not _NAME.match(name):
            raise BadValueError(f"'{name}' is no name for a key.", hint="Give 1 to 64 letters, digits, spaces, dots, @ or hyphens.")
        with self._changing() as held:
            if any(key.name == name for key in held.values()):
                raise BadValueError(f"There is a key '{name}' already.", hint="Give another name, or revoke that one first.")
            known = secrets.token_hex(6)
            secret = f"{PREFIX}_{known}_{secrets.token_urlsafe(32)}"
            held[known] = Key(known, name, checked, fingerprint(secret), datetime.now(UTC).isoformat(timespec="seconds"))
        return secret

    def revoke(self, name: str) -> Key:
        """Take a key out of the file, by its name or its id.

        :raises UnknownNameError: there is none.
        """
        with self._changing() as held:
            found = next((key for key in held.values() if name in {key.name, key.id}), None)
            if found is None:
                raise UnknownNameError(f"There is no key '{name}'.", nearest=nearest(name, [key.name for key in held.values()]))
            del held[found.id]
        with contextlib.suppress(OSError):
            self._use(found).unlink(missing_ok=True)
        return found

    def last_used(self, key: Key) -> datetime | None:
        """When a key was last used, to the minute; None when never, or when the folder cannot be written."""
        try:
            return datetime.fromtimestamp(self._use(key).stat().st_mtime, UTC)
        except OSError:
            return None

    def _use(self, key: Key) -> Path:
        return self.path.with_name(f"{self.path.name}.used") / key.id

    def _note(self, key: Key) -> None:
        now = time.monotonic()
        if now - self._noted.get(key.id, -USE_INTERVAL) < USE_INTERVAL:
            return
        self._noted[key.id] = now
        with contextlib.suppress(OSError):  # a read-only file, as a mounted secret, is no reason to refuse
            self._use(key).parent.mkdir(mode=0o700, exist_ok=True)
            self._use(key).touch(mode=0o600)

    def _refresh(self) -> None:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            self._seen, self._held = None, {}
            return
        except OSError as problem:
            raise KeyFileError(f"{self.path}: {problem.strerror}.") from problem
        seen = (found.st_ino, found.st_mtime_ns, found.st_size)
        if seen != self._seen:
            if found.st_mode & 0o022:
                raise KeyFileError(f"{self.path} can be written by others.", hint=f"Mend it with: chmod 600 {self.path}")
            self._held, self._seen = _read(self.path), seen

    @contextlib.contextmanager
    def _changing(self) -> Iterator[dict[str, Key]]:
        """The keys, to be changed and written back; one process at a time."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        guard = os.open(self.path.with_name(f"{self.path.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(guard, fcntl.LOCK_EX)
            self._refresh()
            held = dict(self._held)
            yield held
            rows = [asdict(key) for key in held.values()]
            write_atomically(self.path, json.dumps({"keys": rows}, ensure_ascii=False, indent=1), mode=0o600)
            self._refresh()
        finally:
            os.close(guard)


def check_scopes(scopes: Iterable[str]) -> tuple[str, ...]:
    """Scopes, each once, in our order.

    :raises BadValueError: names the odd one and all there are.
    """
    given = {part.strip() for scope in scopes for part in scope.split(",")}
    for scope in sorted(given):
        if scope not in SCOPES:
            raise BadValueError(f"'{scope}' is no scope.", hint=f"Give some of {', '.join(SCOPES)}.")
    return tuple(scope for scope in SCOPES if scope in given)


def _read(path: Path) -> dict[str, Key]:
    try:
        rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["keys"]
        made = [Key(**{**row, "scopes": check_scopes(row["scopes"])}) for row in rows]
    except (OSError, ValueError, KeyError, TypeError, BadValueError) as problem:
        raise KeyFileError(f"{path} is no file of keys: {problem}.", hint="Restore it, or delete it and create the keys anew.") from problem
    return {key.id: key for key in made}
