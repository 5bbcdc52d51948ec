"""The secret that signs cursors. It is kept in the data folder, so that cursors stay valid after a restart and in every worker process."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

import structlog
from pydantic import SecretStr

from graph.settings import Settings
from graph.system.data_paths import CURSOR_KEY, DataDirectory

FILE = CURSOR_KEY
_CHARACTERS = 43
"""Length of a secret: 256 random bits in base64."""
log = structlog.get_logger("api.security.cursor_secret")


def cursor_secret(settings: Settings) -> SecretStr:
    """Return the secret of the settings, else that of the data folder, which is created with mode 0600.

    If the folder is not writable, the secret is random and cursors become invalid at the next start.
    """
    if settings.cursor_secret is not None:
        return settings.cursor_secret
    file = DataDirectory(settings.data).cursor_key
    try:
        text = _read(file) or _created(file)
    except OSError as problem:
        log.warning("cursors are valid until the next restart only", path=str(file), detail=problem.strerror)
        text = secrets.token_urlsafe(32)
    return SecretStr(text)


def _read(file: Path) -> str | None:
    """Return the secret; None if there is none, or if other users could read or write it."""
    try:
        if file.stat().st_mode & 0o077:
            file.unlink()
            return None
        text = file.read_text(encoding="ascii", errors="replace").strip()
    except FileNotFoundError:
        return None
    if len(text) < _CHARACTERS:
        file.unlink()
        return None
    return text


def _created(file: Path) -> str:
    """Create the file and return its secret. If another process created it first, return the secret of that process."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{FILE}.{secrets.token_hex(6)}.part")
    text = secrets.token_urlsafe(32)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as stream:
            stream.write(text)
        with contextlib.suppress(FileExistsError):
            os.link(part, file)  # unlike a rename, this does not replace the file of another process
    finally:
        part.unlink(missing_ok=True)
    return _read(file) or text
