"""Limits for untrusted files. They are defined in one place, so that they are the same for all uploads."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

MIB = 1 << 20


@dataclass(frozen=True)
class ArchiveBudgets:
    """Limits of a zip file."""

    file_bytes: int = 64 * MIB
    """Size of the file, in bytes."""
    unpacked_bytes: int = 512 * MIB
    """Unpacked size of all members together, in bytes."""
    members: int = 5_000
    """Number of members."""
    ratio: int = 250
    """Unpacked size of a member divided by its packed size; applies to members over ``ratio_from``."""
    ratio_from: int = 64 * MIB
    """Unpacked size in bytes up to which a member can have any ratio."""

    @property
    def directory_bytes(self) -> int:
        """Size of the zip directory, in bytes: 1,024 for each member."""
        return self.members * 1024


@dataclass(frozen=True)
class Budgets:
    """Limits of a workbook or a CSV file."""

    archive: ArchiveBudgets = field(default_factory=ArchiveBudgets)
    sheets: int = 256
    """Number of sheets in a workbook."""
    rows: int = 1_000_000
    """Number of rows with a value."""
    columns: int = 1_000
    """Number of columns with a value."""
    cells: int = 2_000_000
    """Number of cells with a value."""
    cell_characters: int = 32_767
    """Characters of one cell (the limit of Excel)."""
    characters: int = 100_000_000
    """Characters of all cells together."""
    area: int = 4_000_000
    """Number of cells that the reader allocates, including empty ones; 32 bytes each."""
    seconds: int = 60
    """Seconds of CPU time, and seconds of waiting for the child process."""
    memory_bytes: int = 1024 * MIB
    """Address space of the child process, in bytes."""

    @property
    def file_bytes(self) -> int:
        """Size of the file, in bytes."""
        return self.archive.file_bytes

    def as_dict(self) -> dict[str, Any]:
        """Return the limits as plain values, for the child process."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Budgets:
        """Restore the limits from :meth:`as_dict`."""
        return cls(**{**values, "archive": ArchiveBudgets(**values["archive"])})


SHEETS = Budgets()
"""Limits of a spreadsheet that a user names or uploads."""
PACKAGE_ARCHIVE = ArchiveBudgets(file_bytes=4096 * MIB, unpacked_bytes=16_384 * MIB, members=10_000)
"""Limits of a data package as a zip. Its files are read as streams, so they can be large."""
REQUEST_BYTES = 1_000_000
"""Maximum size of a JSON file that a command sends to the API, in bytes."""
DESCRIPTOR_BYTES = 4 * MIB
"""Maximum size of a ``datapackage.json``, in bytes."""
