"""Differences between two data versions, from two 64-bit hashes per row: of its identity and of its content.

A store keeps the hashes sorted by id in ``rows.npy``, an array of shape (2, rows) of unsigned 64-bit integers: ids in the first row,
contents in the second. Sorting and comparing process the range of ids in parts, so that eight million rows need about ten megabytes at a
time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
_BITS = 5
_SHIFT = np.uint64(64 - _BITS)


@dataclass(frozen=True)
class Changes:
    """Numbers of rows that a load creates, changes, keeps unchanged and removes."""

    created: int
    changed: int
    unchanged: int
    removed: int


class RowHashes:
    """Collect the hashes of a data version in two files of ``folder``, in any order."""

    def __init__(self, folder: Path) -> None:
        self._ids, self._contents = folder / "ids.bin", folder / "contents.bin"
        self._id_stream, self._content_stream = self._ids.open("wb"), self._contents.open("wb")

    def add(self, ids: Iterable[str], contents: Iterable[str]) -> None:
        """Add rows: the identity and the content of each. Both must have the same length."""
        self._id_stream.write(_digests(ids))
        self._content_stream.write(_digests(contents))

    def close(self) -> None:
        """Close the files. No rows can be added after that."""
        self._id_stream.close()
        self._content_stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def save(self, target: Path) -> None:
        """Write the hashes, sorted by id, to ``target``, and remove the two files."""
        self.close()
        ids, contents = _read(self._ids), _read(self._contents)
        with target.open("wb") as stream:
            np.lib.format.write_array_header_2_0(stream, {"descr": "<u8", "fortran_order": False, "shape": (2, len(ids))})
            for part, order in _sorted_parts(ids):
                stream.write(part[order].tobytes())
            for (_, order), picked in zip(_sorted_parts(ids), _picks(ids), strict=True):
                stream.write(contents[picked][order].tobytes())
        self._ids.unlink()
        self._contents.unlink()


def compare(old: Path | None, new: Path | None) -> Changes:
    """Count the changes from one ``rows.npy`` to another. None stands for no rows."""
    (old_ids, old_contents), (new_ids, new_contents) = _pairs(old), _pairs(new)
    kept = same = 0
    for low, high in zip(_EDGES, [*_EDGES[1:], None], strict=True):
        a, b = _between(old_ids, low, high), _between(new_ids, low, high)
        before, after = old_ids[a], new_ids[b]
        if len(before) == 0 or len(after) == 0:
            continue
        place = np.minimum(np.searchsorted(before, after), len(before) - 1)
        hit = before[place] == after
        kept += int(np.count_nonzero(hit))
        same += int(np.count_nonzero(old_contents[a][place[hit]] == new_contents[b][hit]))
    return Changes(created=len(new_ids) - kept, changed=kept - same, unchanged=same, removed=len(old_ids) - kept)


_EDGES = [np.uint64(part) << _SHIFT for part in range(1 << _BITS)]


def _digests(texts: Iterable[str]) -> bytes:
    return b"".join([blake2b(text.encode(), digest_size=8).digest() for text in texts])


def _read(file: Path) -> Hashes:
    """Map the file's hashes into memory. An empty file cannot be mapped."""
    return np.memmap(file, dtype="<u8", mode="r") if file.stat().st_size else np.empty(0, dtype="<u8")


def _pairs(file: Path | None) -> Any:
    if file is None:
        return np.empty((2, 0), dtype=np.uint64)
    try:
        return np.load(file, mmap_mode="r")
    except ValueError:  # an empty array cannot be mapped
        return np.load(file)


def _picks(ids: Hashes) -> Iterable[npt.NDArray[np.intp]]:
    for part in range(1 << _BITS):
        yield np.flatnonzero((ids >> _SHIFT) == np.uint64(part))


def _sorted_parts(ids: Hashes) -> Iterable[tuple[Hashes, npt.NDArray[np.intp]]]:
    for picked in _picks(ids):
        part = ids[picked]
        yield part, np.argsort(part, kind="stable")


def _between(ids: Hashes, low: np.uint64, high: np.uint64 | None) -> slice:
    start = int(np.searchsorted(ids, low))
    return slice(start, len(ids) if high is None else int(np.searchsorted(ids, high)))
