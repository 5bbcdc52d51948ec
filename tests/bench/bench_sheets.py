"""Measure peak memory and time of reading hostile workbooks, with the reader alone and with ``seed.sheets``.

    uv run python -m tests.bench.bench_sheets

Each run is a separate process, limited to 8 GiB of address space. The peak is that of the process or of its child, whichever is larger. A
peak is never below the size of this script (about 50 MiB), from which the process is forked.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.seed.sheets.workbooks import MAIN, pack_raw, parts, row, sheet_xml, text, workbook, zeros

_ALONE = """
import sys
from python_calamine import CalamineWorkbook
with CalamineWorkbook.from_path(sys.argv[1]) as book:
    print(len(book.get_sheet_by_index(0).to_python(skip_empty_area=False)), "rows in a list")
"""
_HERE = """
import sys
from pathlib import Path
from seed.sheets import SheetError, open_table
try:
    with open_table(Path(sys.argv[1])) as opened:
        print(sum(1 for _ in opened.rows), "rows with a value")
except SheetError as error:
    print("refused:", error)
"""
_LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
exec(compile(sys.argv[2], "bench", "exec"))
"""


def workbooks(folder: Path) -> dict[str, Path]:
    """Create the workbooks; return their paths by description."""
    bomb = zeros(3_200, f'<worksheet xmlns="{MAIN}"><sheetData>'.encode(), b"<row><c><v>1</v></c></row>", b"</sheetData></worksheet>")
    return {
        "one cell at Z1048576": workbook(folder / "z.xlsx", row(1_048_576, text("Z1048576", "x"))),
        "one cell at XFD1048576": workbook(folder / "xfd.xlsx", row(1_048_576, text("XFD1048576", "x"))),
        "a header and XFD1048576": workbook(folder / "axfd.xlsx", row(1, text("A1", "n")), row(1_048_576, text("XFD1048576", "x"))),
        "3.2 GB of XML": pack_raw(folder / "bomb.xlsx", parts(sheet_xml()), "xl/worksheets/sheet1.xml", *bomb),
    }


def measure(program: str, path: Path) -> tuple[float, float, str]:
    """Return the seconds, the peak in MiB, and the output or exit reason."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-c", _LIMITED, str(path), program],
            stdout=out,
            stderr=errors,
            env={**os.environ, "RUST_BACKTRACE": "0"},
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = code = os.waitstatus_to_exitcode(status)
        out.seek(0)
        errors.seek(0)
        said, lines = out.read().strip(), errors.read().splitlines()
    if code:
        why = [line for line in lines if "memory allocation" in line or "PanicException" in line] or lines[-1:]
        said = f"ended with {code}: {why[0][:120]}"
    return seconds, usage.ru_maxrss / 1024, said


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, path in workbooks(Path(folder)).items():
            print(f"{name} ({path.stat().st_size:,} bytes)")
            for title, program in (("reader alone", _ALONE), ("seed.sheets", _HERE)):
                seconds, peak, said = measure(program, path)
                print(f"  {title:<13} {seconds:6.2f} s {peak:8.0f} MiB  {said}", flush=True)


if __name__ == "__main__":
    main()
