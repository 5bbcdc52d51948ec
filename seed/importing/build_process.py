"""Build the package of an untrusted upload in a child process with limits on memory and time.

A mapping can contain regular expressions, and a file within its limits can have two million cells. In a process of their own, neither can
stop or exhaust the server. Workbooks are unpacked in a further child (:mod:`seed.sheets`).
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from seed.importing.build import BuildError, Order, build
from seed.sheets.budgets import MIB

SECONDS = 300
"""Maximum duration of a build, in seconds of CPU time and of waiting."""
MEMORY_BYTES = 3072 * MIB
"""Address space of the child process, in bytes."""
_PROGRAM = ("-m", "seed.importing.build_process")
_HINT = "Split the file, or simplify the patterns of the mapping."


def build_apart(order: Order, seconds: float = SECONDS) -> dict[str, Any]:
    """Build in a child process. Returns and raises as :func:`seed.importing.build.build` does.

    :raises BuildError: also if the child exceeds a limit.
    """
    request = {
        **vars(order),
        "files": [str(path) for path in order.files],
        "package": str(order.package),
        "known": {name: str(path) for name, path in order.known.items()},
        "decisions": None if order.decisions is None else str(order.decisions),
        "earlier": None if order.earlier is None else str(order.earlier),
    }
    try:
        ended = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-P", *_PROGRAM],
            input=json.dumps({"order": request, "seconds": int(seconds)}).encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise BuildError("file", f"The import took more than {seconds:g} s.", _HINT) from error
    try:
        answer: dict[str, Any] = json.loads(ended.stdout)
    except ValueError as error:
        raise BuildError("file", "The import exceeded its limit of memory or time.", _HINT) from error
    if "error" in answer:
        raise BuildError(**answer["error"])
    return dict(answer["report"])


def _limit(seconds: int) -> None:
    try:
        import resource  # noqa: PLC0415 - not on all systems; the time limit of the caller still applies
    except ImportError:
        return
    for kind, amount in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        # The system can refuse a limit, or already have a stricter one.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (amount, amount))


def _order(request: dict[str, Any]) -> Order:
    paths = {
        "files": tuple(map(Path, request["files"])),
        "package": Path(request["package"]),
        "known": {name: Path(path) for name, path in request["known"].items()},
        "decisions": None if request["decisions"] is None else Path(request["decisions"]),
        "earlier": None if request["earlier"] is None else Path(request["earlier"]),
        "requires": tuple(request["requires"]),
    }
    return Order(**{**request, **paths})


def main() -> None:
    """Read the order, and write the report or the error."""
    request = json.loads(sys.stdin.buffer.read())
    _limit(request["seconds"])
    try:
        answer: dict[str, Any] = {"report": build(_order(request["order"]))}
    except BuildError as error:
        answer = {"error": {"part": error.part, "detail": error.detail, "hint": error.hint}}
    except (MemoryError, RecursionError):
        answer = {"error": {"part": "file", "detail": "The import exceeded its limit of memory.", "hint": _HINT}}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))


if __name__ == "__main__":
    main()
