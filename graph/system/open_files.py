"""The limit on open files of this process and its children (``ulimit -n``)."""

from __future__ import annotations

import contextlib
import resource

from graph.errors import LocalServerError

DATABASE = 512
"""Files that the local server needs: it was measured to hold about 420 with the bundled data."""
API = 128
"""Files that the API needs: connections to the database (50 by default), and to some clients."""
WANTED = 4096
"""Limit that is set if the system allows it, so that many clients can connect."""


def ensure(needed: int) -> None:
    """Raise the limit to :data:`WANTED` if the system allows it.

    :raises LocalServerError: fewer than ``needed`` files are allowed.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = WANTED if hard == resource.RLIM_INFINITY else min(hard, WANTED)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
            soft = allowed
    if soft != resource.RLIM_INFINITY and soft < needed:
        raise LocalServerError(
            f"The limit on open files is {soft:,}; the server needs at least {needed:,}.",
            hint=f"Raise it before the start: ulimit -n {WANTED}. In a systemd unit: LimitNOFILE={WANTED}.",
        )
