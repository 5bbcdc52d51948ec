"""The error of this package."""

from __future__ import annotations

from seed.problems import Fault


class SheetError(Exception):
    """A file is unreadable or exceeds a limit.

    ``where`` is the sheet, cell, row or member, or "" for the whole file. ``names`` are the existing sheets, if the sheet is unknown.

    Codes: ``missing-file``, ``unsupported``, ``wrong-type``, ``too-large``, ``damaged``, ``encrypted``, ``unsafe-path``, ``unsafe-xml``,
    ``unknown-sheet``, ``encoding``, ``limit-memory``, ``limit-seconds``, ``reader-failed``.
    """

    def __init__(self, code: str, detail: str, hint: str, where: str = "", names: tuple[str, ...] = ()) -> None:
        super().__init__(code, detail, hint, where, names)
        self.fault, self.where, self.names = Fault(code, detail, hint), where, names

    def __str__(self) -> str:
        return f"{self.place}{self.fault.detail} {self.fault.expected}"

    @property
    def place(self) -> str:
        """``where`` followed by a colon and a space, or ""."""
        return f"{self.where}: " if self.where else ""


def too_large(what: str, count: int | None, limit: int, hint: str, where: str = "") -> SheetError:
    """Return the error for an exceeded limit. ``what`` is a plural such as "rows"; ``count`` is None if counting stopped at the limit."""
    number = f"{count:,}" if count is not None else f"more than {limit:,}"
    return SheetError("too-large", f"It has {number} {what}; the limit is {limit:,}.", hint, where)
