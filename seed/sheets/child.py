"""The child process that reads one workbook.

It reads one request as JSON from standard input and writes messages to standard output. A message is a length (4 bytes, big-endian) and
JSON. The messages are a ``head``, any number of ``rows`` and an ``end``, or a ``fault``. The process first limits its own memory and CPU
time, so that both are bounded whatever the reader does.
"""

from __future__ import annotations

import contextlib
import json
import struct
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from seed.sheets.budgets import Budgets
from seed.sheets.compact import compact
from seed.sheets.count import Counter
from seed.sheets.errors import SheetError, too_large
from seed.sheets.inspect import check_content, check_name, check_size, format_of, notes_of
from seed.sheets.ods import OdsScan
from seed.sheets.values import pack
from seed.sheets.xlsx import SheetScan, sheet_members

SIZE = struct.Struct("!I")
_BATCH_ROWS = 1_000
_BATCH_CELLS = 10_000
_SMALL = 100_000
_STDERR_BYTES = 1 << 20
_MOVE_HINT = "Move the cells closer together."


def limit(budgets: Budgets) -> None:
    """Limit this process: address space, CPU time, the size of written files (enough for error messages), no core dump."""
    try:
        import resource  # noqa: PLC0415 - not on all systems; the time limit of the caller still applies
    except ImportError:
        return
    for kind, amount, spare in (
        (resource.RLIMIT_AS, budgets.memory_bytes, 0),
        (resource.RLIMIT_CPU, budgets.seconds, 1),  # SIGXCPU at the limit, SIGKILL a second later
        (resource.RLIMIT_FSIZE, _STDERR_BYTES, 0),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        # The system can refuse a limit, or already have a stricter one.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (amount, amount + spare))


class _WorkbookReader:
    """Reads one sheet of one workbook."""

    def __init__(self, path: Path, sheet: str | None, budgets: Budgets) -> None:
        self._path, self._sheet_name, self._budgets = path, sheet, budgets
        self._source: Any = path
        self._rows: list[int] | None = None
        self._columns: list[int] | None = None
        self.notes: list[str] = []

    def messages(self) -> Iterator[dict[str, Any]]:
        """Yield all messages except a fault."""
        self._inspect()
        try:
            with CalamineWorkbook.from_object(self._source) as book:
                names = list(book.sheet_names)
                if len(names) > self._budgets.sheets:
                    raise too_large("sheets", len(names), self._budgets.sheets, "Split it into several workbooks.")
                name = self._choose_sheet(names)
                sheet = book.get_sheet_by_name(name)
                yield {"head": {"sheet": name, "sheets": names, "notes": self.notes}}
                yield from self._batches(name, sheet)
        except PasswordError as error:
            raise SheetError("encrypted", "The file is encrypted.", "Save it without a password.") from error
        except (CalamineError, OSError) as error:
            raise SheetError("damaged", f"The workbook cannot be read: {error}.", "Save it again as .xlsx.") from error
        yield {"end": True}

    def _choose_sheet(self, names: list[str]) -> str:
        if not names:
            raise SheetError("damaged", "The workbook has no sheets.", "Save it again as .xlsx.")
        if self._sheet_name is None:
            return names[0]
        if self._sheet_name not in names:
            raise SheetError(
                "unknown-sheet",
                f"The workbook has no sheet '{self._sheet_name}'.",
                "Use the name of an existing sheet.",
                names=tuple(names),
            )
        return self._sheet_name

    def _inspect(self) -> None:
        check_size(self._path, self._budgets)
        with self._path.open("rb") as stream:
            format, archive = format_of(stream, self._budgets)
            check_name(self._path, format)
            if archive is None:
                return
            self.notes += notes_of(archive)
            if format == ".ods":
                check_content(archive, "content.xml")
                OdsScan(self._budgets).run(archive)
                return
            members = sheet_members(archive)
            if len(members) > self._budgets.sheets:
                raise too_large("sheets", len(members), self._budgets.sheets, "Split it into several workbooks.")
            name = self._choose_sheet(list(members)) if members else ""
            check_content(archive, members.get(name))
            if name:
                self._scan(archive, name, members[name])

    def _scan(self, archive: Any, name: str, member: str) -> None:
        extent = SheetScan(name, self._budgets).run(archive, member)
        if extent.unsaved:
            self.notes.append(
                f"Formulas without a saved value are read as empty: {extent.unsaved:,} (the first is {extent.first_unsaved}). "
                "Open the workbook in a spreadsheet program and save it."
            )
        if extent.area > self._budgets.area:
            compact_area = len(extent.rows) * len(extent.columns)
            if compact_area > self._budgets.area:
                raise too_large(
                    "cells in its rows and columns, including empty ones", compact_area, self._budgets.area, _MOVE_HINT, f"sheet {name}"
                )
            self._source, self._rows, self._columns = compact(archive, member, extent, name)

    def _batches(self, name: str, sheet: CalamineSheet) -> Iterator[dict[str, Any]]:
        top, left = sheet.start or (0, 0)
        # The iterator also yields the empty rows above the first value. A small sheet is read as a list, which leaves them out.
        small = sheet.height * sheet.width <= _SMALL
        lines: Iterable[list[Any]] = sheet.to_python(skip_empty_area=True) if small else sheet.iter_rows()
        counter = Counter(self._budgets, name)
        rows: list[Any] = []
        cells = 0
        for index, line in enumerate(lines, top if small else 0):
            filled = {self._column(left + at): value for at, value in enumerate(line) if value is not None and value != ""}
            if not filled:
                continue
            number = self._rows[index] if self._rows is not None else index + 1
            counter.take(number, filled)
            rows.append([number, [[column, pack(value)] for column, value in filled.items()]])
            cells += len(filled)
            if len(rows) >= _BATCH_ROWS or cells >= _BATCH_CELLS:
                yield {"rows": rows}
                rows, cells = [], 0
        if rows:
            yield {"rows": rows}

    def _column(self, index: int) -> int:
        return self._columns[index] if self._columns is not None else index


def _send(stream: IO[bytes], message: dict[str, Any]) -> None:
    content = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    stream.write(SIZE.pack(len(content)) + content)
    stream.flush()


def fault(error: SheetError) -> dict[str, Any]:
    """Convert an error to a message."""
    details = error.fault
    return {
        "fault": {
            "code": details.code,
            "detail": details.detail,
            "hint": details.expected,
            "where": error.where,
            "names": list(error.names),
        }
    }


def main() -> None:
    """Read the request, limit this process, and write the messages."""
    request = json.loads(sys.stdin.buffer.readline())
    budgets, out = Budgets.from_dict(request["budgets"]), sys.stdout.buffer
    limit(budgets)
    try:
        for message in _WorkbookReader(Path(request["path"]), request["sheet"], budgets).messages():
            _send(out, message)
    except SheetError as error:
        _send(out, fault(error))
    except MemoryError:
        _send(out, {"fault": {"code": "limit-memory"}})
    except BrokenPipeError:
        sys.exit(1)
    except BaseException as error:  # a panic of the reader is not an Exception
        _send(out, {"fault": {"code": "reader-failed", "detail": f"{type(error).__name__}: {error}"[:500]}})


if __name__ == "__main__":
    main()
