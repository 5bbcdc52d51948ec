"""API keys and their scopes.

A key is ``alliance_<id>_<secret>``; the secret has 256 random bits. The file stores the SHA-256 of the key, not the key. A slow, salted
hash, as for passwords, is not needed: 2**256 secrets cannot be tried, however fast one attempt is, and every request would pay for it.
Hashes are compared in constant time. The file is read again whenever it has changed, so a revoked key is rejected at the next request.

A key may be bound to origins of web pages: a publishable key. It has the scope ``read`` only.

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

from api.security.origins import HINT, normal_origin
from api.security.write_scopes import WRITE_SCOPES
from graph.errors import BadValueError, EnvironmentalError, UnknownNameError, UserError
from graph.settings import Settings
from graph.system.data_paths import DataDirectory
from graph.system.files import write_atomically
from seed.suggestions import nearest

SCOPES = ("read", "console", "metrics", *WRITE_SCOPES)
"""Scopes of a key: read ``/v1``, use the query console, read ``/metrics``, propose, review and publish edits. No scope includes another."""
PREFIX = "alliance"
USE_INTERVAL = 60.0
"""Minimum seconds between two updates of the last use of a key."""
_KEY = re.compile(rf"^{PREFIX}_([0-9a-f]{{12}})_([A-Za-z0-9_-]{{43}})$")
_NAME = re.compile(r"^[\w .@-]{1,64}$")
_FORMS = {"id": re.compile("[0-9a-f]{12}"), "name": _NAME, "hash": re.compile("[0-9a-f]{64}"), "created": re.compile("[0-9T:.+Z-]+")}
"""Valid texts of the fields of a stored key."""


class KeyFileError(EnvironmentalError):
    """The key file cannot be used."""

    code, title, title_zh = "key-file", "Key file unusable", "密钥文件不可用"


class OriginNotAllowedError(UserError):
    """A publishable key is used from another origin than its own."""

    code, title, title_zh, status = "origin-not-allowed", "Origin not allowed", "来源网站不被允许", 403


@dataclass(frozen=True)
class Key:
    """A stored key; ``hash`` is the SHA-256 of the whole key, in hexadecimal. With ``origins``, only pages of these origins may use it."""

    id: str
    name: str
    scopes: tuple[str, ...]
    hash: str
    created: str
    origins: tuple[str, ...] = ()

    def allows(self, origin: str | None) -> bool:
        """Whether a request with this ``Origin`` header may use the key."""
        if not self.origins:
            return True
        try:
            return normal_origin(origin or "") in self.origins
        except ValueError:  # missing, null or malformed
            return False


def path_of(settings: Settings) -> Path:
    """Return the path of the key file: the one in the settings, else ``keys.json`` in the data folder."""
    return settings.keys or DataDirectory(settings.data).keys


def fingerprint(key: str) -> str:
    """Return the SHA-256 of a key, in hexadecimal."""
    return hashlib.sha256(key.encode()).hexdigest()


class Keys:
    """The keys of one file, which may not exist yet."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file_state: tuple[int, int, int] | None = None
        self._by_id: dict[str, Key] = {}
        self._origins: frozenset[str] = frozenset()
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

    def origins(self) -> frozenset[str]:
        """Return the origins of all publishable keys.

        :raises KeyFileError: see :meth:`all`.
        """
        self._refresh()
        return self._origins

    def create(self, name: str, scopes: Iterable[str] = ("read",), origins: Iterable[str] = ()) -> str:
        """Create a key and return it; it cannot be shown again.

        :raises BadValueError: the name is taken or invalid, a scope is unknown, or an origin is invalid or has other scopes than ``read``.
        """
        checked = check_scopes(scopes)
        bound = check_origins(origins, checked)
        if not _NAME.match(name):
            raise BadValueError(
                f"'{name}' is not a valid key name.", hint="Use 1 to 64 letters, digits, spaces, dots, underscores, @ or hyphens."
            )
        with self._changing() as keys:
            if any(key.name == name for key in keys.values()):
                raise BadValueError(f"A key named '{name}' already exists.", hint="Choose another name, or revoke the existing key first.")
            key_id = secrets.token_hex(6)
            secret = f"{PREFIX}_{key_id}_{secrets.token_urlsafe(32)}"
            keys[key_id] = Key(key_id, name, checked, fingerprint(secret), datetime.now(UTC).isoformat(timespec="seconds"), bound)
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
            self._file_state, self._by_id, self._origins = None, {}, frozenset()
            return
        except OSError as problem:
            raise KeyFileError(f"{self.path}: {problem.strerror}.") from problem
        file_state = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
        if file_state != self._file_state:
            if stat.st_mode & 0o022:
                raise KeyFileError(f"{self.path} is writable by other users.", hint=f"Fix it with: chmod 600 {self.path}")
            self._by_id, self._file_state = _read(self.path), file_state
            self._origins = frozenset(origin for key in self._by_id.values() for origin in key.origins)

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
            # Without origins, the row stays as earlier versions write and read it.
            rows = [{name: value for name, value in asdict(key).items() if name != "origins" or value} for key in keys.values()]
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


def check_origins(origins: Iterable[str], scopes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the origins without duplicates, as browsers send them.

    :raises BadValueError: an origin is invalid, or the key has other scopes than ``read``: every visitor of the page can read the key.
    """
    checked = []
    for origin in origins:
        try:
            checked.append(normal_origin(origin))
        except ValueError as problem:
            raise BadValueError(f"'{origin}' is not a valid origin ({problem}).", hint=HINT) from problem
    if checked and scopes != ("read",):
        raise BadValueError("A key with an origin can only have the scope 'read': every visitor of the page can read the key.")
    return tuple(dict.fromkeys(checked))


def _key_of(row: dict[str, Any]) -> Key:
    """Return a key of the file.

    :raises TypeError: a field is missing, unknown or of another type.
    :raises ValueError: a field has an invalid value.
    """
    scopes = row["scopes"]
    if not isinstance(scopes, list) or not all(isinstance(scope, str) for scope in scopes):
        raise TypeError("scopes of a key is not a list of texts")
    origins = row.get("origins", [])
    if not isinstance(origins, list) or not all(isinstance(origin, str) for origin in origins):
        raise TypeError("origins of a key is not a list of texts")
    checked = check_scopes(scopes)
    key = Key(**{**row, "scopes": checked, "origins": check_origins(origins, checked)})
    for name, form in _FORMS.items():
        text = getattr(key, name)
        if not isinstance(text, str):
            raise TypeError(f"{name} of a key is not a text")
        if not form.fullmatch(text):
            raise ValueError(f"{name} of a key is invalid")
    return key


def _read(path: Path) -> dict[str, Key]:
    try:
        rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["keys"]
        if not isinstance(rows, list):
            raise TypeError("keys is not a list")
        keys = [_key_of(row) for row in rows]
    except (OSError, ValueError, KeyError, TypeError, RecursionError, BadValueError) as problem:
        raise KeyFileError(
            f"{path} is not a valid key file: {problem}.", hint="Restore the file, or delete it and create new keys."
        ) from problem
    return {key.id: key for key in keys}
