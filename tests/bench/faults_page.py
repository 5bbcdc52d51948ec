"""Print docs/faults.md: each reported fault with its requests, the response before and now, its tests and its siblings.

    uv run python -m tests.bench.faults_page replay.md [MORE ...] > docs/faults.md

The arguments are tables of :mod:`tests.bench.replay_faults` with one server. A row of a later table replaces the same row of an earlier
one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

REGISTER = Path(__file__).with_name("faults.yaml")
_HEAD = """# Reported faults

22 faults were reported against an earlier state. For each: what was reported (taken from the report, not measured again), the requests
that are sent now and their responses, cases of the same kind that were considered, and the tests. A fault without requests
needs a browser or a shell: only its tests hold it. Responses are shortened to 110 characters.

The responses are of 30 November 2026, from the default data, on a machine with two cores that was busy with other work (load 8 to 13).
The commands are

```
uv run python -m tests.bench.replay_faults today=http://127.0.0.1:8000=. > replay.md
uv run python -m tests.bench.faults_page replay.md > docs/faults.md
```

The first prints `*` behind a response that is not the expected one; there is none below. A test compares this page with the expected
responses, and requires the tests that it names.
"""


def register() -> list[dict[str, Any]]:
    """Return the faults: ``number``, ``title``, ``before``, ``siblings`` and ``tests`` of each."""
    faults: list[dict[str, Any]] = yaml.safe_load(REGISTER.read_text(encoding="utf-8"))
    return faults


def rows(lines: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the number of the fault, the request and the response of each row of a table."""
    for line in lines:
        cells = line.strip().removeprefix("| ").removesuffix(" |").split(" | ")
        if len(cells) == 3 and cells[0].isdecimal():
            yield cells[0], cells[1], cells[2]


def page(responses: Iterable[tuple[str, str, str]]) -> str:
    """Return the page for the rows of tables; the last of equal requests counts."""
    found = {(number, request): response for number, request, response in responses}
    return "\n".join([_HEAD, *(part for fault in register() for part in _section(fault, found))])


def _section(fault: dict[str, Any], found: dict[tuple[str, str], str]) -> Iterator[str]:
    number = str(fault["number"])
    yield f"## {number}. {fault['title']}\n\nBefore, as reported: {fault['before']}\n"
    own = [f"| {number} | {request} | {response} |" for (of, request), response in found.items() if of == number]
    if own:
        yield "\n".join(["| fault | request | response now |", "|-|-|-|", *own, ""])
    yield f"Of the same kind: {fault['siblings']}\n"
    yield "\n".join(["Tests:\n", *(f"- `{test}`" for test in fault["tests"]), ""])


def main() -> None:
    """Print the page."""
    lines = (line for path in sys.argv[1:] for line in Path(path).read_text(encoding="utf-8").splitlines())
    print(page(rows(lines)), end="")


if __name__ == "__main__":
    main()
