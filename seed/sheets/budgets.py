"""Limits for untrusted files. One place, so that every upload keeps the same ones."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

MIB = 1 << 20


@dataclass(frozen=True)
class ArchiveBudgets:
    """Limits of a zip file."""

    file_bytes: int = 64 * MIB
    """Bytes of the file itself."""
    unpacked_bytes: int = 512 * MIB
    """Bytes of all members together, unpacked."""
    members: int = 5_000
    """Number of members."""
    ratio: int = 250
    """Unpacked size of a member divided by its packed size; applies to members over ``ratio_from``."""
    ratio_from: int = 64 * MIB
    """Bytes, unpacked, below which a member may have any ratio."""

    @property
    def directory_bytes(self) -> int:
        """Bytes of the zip's directory: 1,024 for each member."""
        return self.members * 1024


@dataclass(frozen=True)
class Budgets:
    """Limits of a workbook or a CSV file."""

    archive: ArchiveBudgets = field(default_factory=ArchiveBudgets)
    sheets: int = 256
    """Number of sheets in a workbook."""
    rows: int = 1_000_000
    """Number of rows that hold a value."""
    columns: int = 1_000
    """Number of columns that hold a value."""
    cells: int = 2_000_000
    """Number of cells that hold a value."""
    cell_characters: int = 32_767
    """Characters of one cell; what Excel allows."""
    characters: int = 100_000_000
    """Characters of all cells together."""
    area: int = 4_000_000
    """Positions of the rectangle that the reader may allocate, empty ones included; 32 bytes each."""
    seconds: int = 60
    """Seconds of CPU time, and seconds of waiting for the child process."""
    memory_bytes: int = 1024 * MIB
    """Bytes of address space of the child process."""

    @property
    def file_bytes(self) -> int:
        """Bytes of the file itself."""
        return self.archive.file_bytes

    def as_dict(self) -> dict[str, Any]:
        """The limits as plain values, for the child process."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Budgets:
        """Restore what :meth:`as_dict` gave."""
        return cls(**{**values, "archive": ArchiveBudgets(**values["archive"])})


SHEETS = Budgets()
"""The limits of a spreadsheet that a user names or uploads."""
PACKAGE_ARCHIVE = ArchiveBudgets(file_bytes=4096 * MIB, unpacked_bytes=16_384 * MIB, members=10_000)
"""The limits of a data package as a zip. Its files are read as streams, so they may be large."""
REQUEST_BYTES = 1_000_000
"""Bytes of a JSON file that a command sends to the API."""
DESCRIPTOR_BYTES = 4 * MIB
"""Bytes of a ``datapackage.json``."""
