"""API keys and their scopes.

A key is ``alliance_<id>_<secret>``; the secret has 256 random bits. The file stores the SHA-256 of the key, not the key. A slow, salted
hash, as for passwords, is not needed: 2**256 secrets cannot be tried, however fast one attempt is, and every request would pay for it.
Hashes are compared in constant time. The file is read again whenever it has changed, so a revoked key is rejected at the next request.

The time of the last use is the modification time of one small file per key, in a folder next to the key file. Several processes can update
it without coordination.
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
"""Scopes of a key: read ``/v1``, use the query console, read ``/metrics``. No scope includes another."""
PREFIX = "alliance"
USE_INTERVAL = 60.0
"""Minimum seconds between two updates of the last use of a key."""
_KEY = re.compile(rf"^{PREFIX}_([0-9a-f]{{12}})_([A-Za-z0-9_-]{{43}})$")
_NAME = re.compile(r"^[\w .@-]{1,64}$")


class KeyFileError(EnvironmentalError):
    """The key file cannot be used."""

    code, title, title_zh = "key-file", "Key file unusable", "密钥文件不可用"


@dataclass(frozen=True)
class Key:
    """A stored key; ``hash`` is the SHA-256 of the whole key, in hexadecimal."""

    id: str
    name: str
    scopes: tuple[str, ...]
    hash: str
    created: str


def path_of(settings: Settings) -> Path:
    """Return the path of the key file: the one in the settings, else ``keys.json`` in the data folder."""
    return settings.keys or settings.data / "keys.json"


def fingerprint(key: str) -> str:
    """Return the SHA-256 of a key, in hexadecimal."""
    return hashlib.sha256(key.encode()).hexdigest()


class Keys:
    """The keys of one file, which may not exist yet."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file_state: tuple[int, int, int] | None = None
        self._by_id: dict[str, Key] = {}
        self._last_noted: dict[str, float] = {}

    def all(self) -> list[Key]:
        """Return all keys, oldest first.

        :raises KeyFileError: the file is invalid, or writable by others.
        """
        self._refresh()
        return list(self._by_id.values())

    def find(self, presented: str) -> Key | None:
        """Return the stored key for a presented key; None if it is unknown, malformed or revoked.

        :raises KeyFileError: see :meth:`all`.
        """
        self._refresh()
        match = _KEY.match(presented)
        stored = self._by_id.get(match[1]) if match else None
        if stored is None or not hmac.compare_digest(stored.hash, fingerprint(presented)):
            return None
        self._note(stored)
        return stored

    def create(self, name: str, scopes: Iterable[str] = ("read",)) -> str:
        """Create a key and return it; it cannot be shown again.

        :raises BadValueError: the name is taken or invalid, or a scope is unknown.
        """
        checked = check_scopes(scopes)
        if not _NAME.match(name):
            raise BadValueError(
                f"'{name}' is not a valid key name.", hint="Use 1 to 64 letters, digits, spaces, dots, underscores, @ or hyphens."
            )
        with self._changing() as keys:
            if any(key.name == name for key in keys.values()):
                raise BadValueError(f"A key named '{name}' already exists.", hint="Choose another name, or revoke the existing key first.")
            key_id = secrets.token_hex(6)
            secret = f"{PREFIX}_{key_id}_{secrets.token_urlsafe(32)}"
            keys[key_id] = Key(key_id, name, checked, fingerprint(secret), datetime.now(UTC).isoformat(timespec="seconds"))
        return secret

    def revoke(self, name: str) -> Key:
        """Delete a key by its name or id, and return it.

        :raises UnknownNameError: there is no such key.
        """
        with self._changing() as keys:
            revoked = next((key for key in keys.values() if name in {key.name, key.id}), None)
            if revoked is None:
                raise UnknownNameError(f"There is no key '{name}'.", nearest=nearest(name, [key.name for key in keys.values()]))
            del keys[revoked.id]
        with contextlib.suppress(OSError):
            self._use_file(revoked).unlink(missing_ok=True)
        return revoked

    def last_used(self, key: Key) -> datetime | None:
        """Return the last use of a key, accurate to a minute; None if it was never used or the folder is not writable."""
        try:
            return datetime.fromtimestamp(self._use_file(key).stat().st_mtime, UTC)
        except OSError:
            return None

    def _use_file(self, key: Key) -> Path:
        return self.path.with_name(f"{self.path.name}.used") / key.id

    def _note(self, key: Key) -> None:
        now = time.monotonic()
        if now - self._last_noted.get(key.id, -USE_INTERVAL) < USE_INTERVAL:
            return
        self._last_noted[key.id] = now
        with contextlib.suppress(OSError):  # a read-only folder, such as a mounted secret, must not fail the request
            self._use_file(key).parent.mkdir(mode=0o700, exist_ok=True)
            self._use_file(key).touch(mode=0o600)

    def _refresh(self) -> None:
        try:
            stat = self.path.stat()
        except FileNotFoundError:
            self._file_state, self._by_id = None, {}
            return
        except OSError as problem:
            raise KeyFileError(f"{self.path}: {problem.strerror}.") from problem
        file_state = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
        if file_state != self._file_state:
            if stat.st_mode & 0o022:
                raise KeyFileError(f"{self.path} is writable by other users.", hint=f"Fix it with: chmod 600 {self.path}")
            self._by_id, self._file_state = _read(self.path), file_state

    @contextlib.contextmanager
    def _changing(self) -> Iterator[dict[str, Key]]:
        """Yield the keys for changes and write them back, with a lock between processes."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(self.path.with_name(f"{self.path.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._refresh()
            keys = dict(self._by_id)
            yield keys
            rows = [asdict(key) for key in keys.values()]
            write_atomically(self.path, json.dumps({"keys": rows}, ensure_ascii=False, indent=1), mode=0o600)
            self._refresh()
        finally:
            os.close(lock)


def check_scopes(scopes: Iterable[str]) -> tuple[str, ...]:
    """Return the scopes without duplicates, in the order of :data:`SCOPES`.

    :raises BadValueError: a scope is unknown; the hint lists all scopes.
    """
    requested = {part.strip() for scope in scopes for part in scope.split(",")}
    for scope in sorted(requested):
        if scope not in SCOPES:
            raise BadValueError(f"'{scope}' is not a valid scope.", hint=f"Valid scopes: {', '.join(SCOPES)}.")
    return tuple(scope for scope in SCOPES if scope in requested)


def _key_of(row: dict[str, Any]) -> Key:
    """Return a key of the file.

    :raises TypeError: a field is missing, unknown or not a text.
    """
    key = Key(**{**row, "scopes": check_scopes(row["scopes"])})
    invalid = [name for name in ("id", "name", "hash", "created") if not isinstance(getattr(key, name), str)]
    if invalid:
        raise TypeError(f"{invalid[0]} of a key is not a text")
    return key


def _read(path: Path) -> dict[str, Key]:
    try:
        rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["keys"]
        keys = [_key_of(row) for row in rows]
    except (OSError, ValueError, KeyError, TypeError, BadValueError) as problem:
        raise KeyFileError(
            f"{path} is not a valid key file: {problem}.", hint="Restore the file, or delete it and create new keys."
        ) from problem
    return {key.id: key for key in keys}
