"""A small process that asks the copy's server and turns the answer into JSON.

It exists so that no value of a stranger is decoded in the process of the API: a value that is too large, too deep or too slow to read costs
this process, which is confined, holds at most one query, and is started again when it ends. It reads requests from standard input. To
each it writes two messages to standard output, a head (``rows``, or ``failure`` and ``detail``) and the answer as it is sent on. A message
is a length (4 bytes, big-endian) and JSON.
"""

from __future__ import annotations

import contextlib
import resource
import struct
import sys
import time
from collections.abc import Mapping
from typing import IO, Any

import neo4j
import orjson

from graph.console.execution.failures import failure, failure_of
from graph.console.execution.json_values import Shaper
from graph.console.execution.sandbox import lower_priority, one_core
from graph.console.validation import plan_check
from graph.console.validation.validator import Statement
from graph.errors import ConsoleLimitError

MEMORY = 1 << 30
FETCH = 200
_SIZE = struct.Struct("!I")


def write(stream: IO[bytes], *values: Any) -> None:
    """Write messages; bytes are JSON already."""
    for value in values:
        content = value if isinstance(value, bytes) else orjson.dumps(value)
        stream.write(_SIZE.pack(len(content)) + content)
    stream.flush()


def read(stream: IO[bytes]) -> bytes | None:
    """Read one message; None at the end."""
    head = stream.read(_SIZE.size)
    if len(head) < _SIZE.size:
        return None
    size = _SIZE.unpack(head)[0]
    content = stream.read(size)
    return content if len(content) == size else None


class Runner:
    """Asks one server."""

    def __init__(self, address: Mapping[str, str], limits: Mapping[str, Any]) -> None:
        self.driver = neo4j.GraphDatabase.driver(
            address["uri"],
            auth=(address["user"], address["password"]),
            connection_timeout=20,
            telemetry_disabled=True,
            notifications_min_severity=neo4j.NotificationMinimumSeverity.OFF,
            max_transaction_retry_time=0,
            user_agent="alliance-explorer-console",
        )
        self.database, self.limits = address["database"], limits

    def answer(self, asked: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Head and answer of one request, whatever happens."""
        statement = Statement(asked["body"], asked["version"], asked["mode"])
        try:
            made = self._answer(statement, asked["parameters"])
            return ({"rows": len(made["rows"])}, orjson.dumps(made)) if "rows" in made else (made, b"")
        except Exception as problem:
            made = failure_of(problem)
            if "offset" in made:  # nearly always of the EXPLAIN, which comes first
                made["offset"] -= len(statement.prefix("explain"))
            return made, b""

    def _answer(self, statement: Statement, parameters: dict[str, Any]) -> dict[str, Any]:
        began = time.monotonic()
        made: dict[str, Any]
        with self._session() as session:
            with session.begin_transaction(timeout=self.limits["seconds"]) as first:
                result = first.run(statement.text("explain"), parameters)
                columns, summary = list(result.keys()), result.consume()
            plan_check.check(summary.query_type or "", summary.plan or {})
            if statement.mode == "explain":
                return {"columns": columns, "rows": [], "truncated": False, "plan": plan_check.shown(summary.plan or {})}
            left = self.limits["seconds"] - (time.monotonic() - began)
            if left <= 0.01:
                return failure("timeout", "Planning the query took all its time.")
            transaction = session.begin_transaction(timeout=left)
            result = transaction.run(statement.text(statement.mode), parameters)
            made = self._rows(result)
            if statement.mode == "profile":
                made["plan"] = plan_check.shown(result.consume().profile or {})
            transaction.close()  # what is left is not sent: the server stops, it does not finish
        return made

    def _session(self) -> neo4j.Session:
        return self.driver.session(database=self.database, default_access_mode=neo4j.READ_ACCESS, fetch_size=FETCH)

    def _rows(self, result: neo4j.Result) -> dict[str, Any]:
        """Rows, counted while they come: what is appended to a query cannot change how many are taken."""
        shaper = Shaper(self.limits["depth"], self.limits["bytes"])
        rows: list[list[Any]] = []
        truncated: str | None = None
        for record in result:
            if len(rows) == self.limits["rows"]:
                truncated = "rows"
                break
            try:
                rows.append([shaper.value(value) for value in record.values()])
            except ConsoleLimitError:
                if not rows or shaper.used <= shaper.room:
                    raise
                truncated = "bytes"
                break
        made: dict[str, Any] = {"columns": list(result.keys()), "rows": rows, "truncated": truncated is not None}
        return made | ({"truncated_by": truncated} if truncated else {})


def main() -> None:
    """Confine this process, read the address, then answer until the input ends."""
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    lower_priority()
    with contextlib.suppress(OSError):
        one_core()
    given, output = sys.stdin.buffer, sys.stdout.buffer
    first = read(given)
    if first is None:
        return
    opened = orjson.loads(first)
    runner = Runner(opened["address"], opened["limits"])
    write(output, {"ready": True})
    while (message := read(given)) is not None:
        write(output, *runner.answer(orjson.loads(message)))


if __name__ == "__main__":
    main()
