"""The data version: a hash of the content. It does not depend on the order of rows or on the split into packages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np

from seed.model import MODEL_VERSION

_LANES = 8
_CELL_SEPARATOR = "\x1f"


class Version:
    """Sums a 256-bit digest of each row, modulo 2^256. A row added twice counts twice."""

    def __init__(self) -> None:
        self._lanes = np.zeros(_LANES, dtype=np.uint64)
        self._rows = 0

    def add(self, kind: str, rows: Iterable[list[str]]) -> None:
        """Add rows of one type, as texts in the declared order. Cells contain no control characters, so the separator is unambiguous."""
        start, blake = f"{kind}{_CELL_SEPARATOR}", hashlib.blake2b
        digests = b"".join([blake((start + _CELL_SEPARATOR.join(row)).encode(), digest_size=32).digest() for row in rows])
        lanes = np.frombuffer(digests, dtype="<u4").reshape(-1, _LANES)
        # Sums of 32-bit lanes cannot overflow 64 bits below 2^32 rows.
        self._lanes += lanes.sum(axis=0, dtype=np.uint64)
        self._rows += len(lanes)

    def text(self) -> str:
        """Return the version as 64 hexadecimal digits."""
        total = sum(int(lane) << (32 * index) for index, lane in enumerate(self._lanes)) % (1 << 256)
        return hashlib.sha256(f"{MODEL_VERSION}:{self._rows}:{total:064x}".encode()).hexdigest()
