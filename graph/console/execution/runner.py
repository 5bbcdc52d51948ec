"""A small process that runs queries on the copy's server and converts the results to JSON.

It keeps untrusted values out of the API process. A value that is too large, too deep or too slow to decode affects only this process, which
is confined, runs at most one query at a time, and is restarted when it exits. It reads requests from standard input and answers each with
two messages on standard output: a header (``rows``, or ``failure`` and ``detail``) and the result to forward. A message consists of a
length (4 bytes, big-endian) and JSON.
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
from seed.bilingual import Bilingual

MEMORY = 1 << 30
FETCH = 200
_SIZE = struct.Struct("!I")


def write(stream: IO[bytes], *values: Any) -> None:
    """Write messages. Values of type bytes are already JSON."""
    for value in values:
        content = value if isinstance(value, bytes) else orjson.dumps(value)
        stream.write(_SIZE.pack(len(content)) + content)
    stream.flush()


def read(stream: IO[bytes]) -> bytes | None:
    """Read one message; return None at the end of the stream."""
    head = stream.read(_SIZE.size)
    if len(head) < _SIZE.size:
        return None
    size = _SIZE.unpack(head)[0]
    content = stream.read(size)
    return content if len(content) == size else None


class Runner:
    """Runs queries on one server."""

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

    def answer(self, request: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Return the header and result of one request. Never raises."""
        statement = Statement(request["body"], request["version"], request["mode"])
        try:
            result = self._answer(statement, request["parameters"])
            return ({"rows": len(result["rows"])}, orjson.dumps(result)) if "rows" in result else (result, b"")
        except Exception as problem:
            header = failure_of(problem)
            if "offset" in header:  # nearly always an offset in the EXPLAIN query, which runs first
                header["offset"] -= len(statement.prefix("explain"))
            return header, b""

    def _answer(self, statement: Statement, parameters: dict[str, Any]) -> dict[str, Any]:
        began = time.monotonic()
        content: dict[str, Any]
        with self._session() as session:
            with session.begin_transaction(timeout=self.limits["seconds"]) as first:
                result = first.run(statement.text("explain"), parameters)
                columns, summary = list(result.keys()), result.consume()
            plan_check.check(summary.query_type or "", summary.plan or {})
            if statement.mode == "explain":
                return {"columns": columns, "rows": [], "truncated": False, "plan": plan_check.shown(summary.plan or {})}
            left = self.limits["seconds"] - (time.monotonic() - began)
            if left <= 0.01:
                return failure("timeout", Bilingual("Planning the query exceeded the time limit.", "查询规划超时。"))
            transaction = session.begin_transaction(timeout=left)
            result = transaction.run(statement.text(statement.mode), parameters)
            content = self._rows(result)
            if statement.mode == "profile":
                content["plan"] = plan_check.shown(result.consume().profile or {})
            transaction.close()  # the server discards the remaining rows
        return content

    def _session(self) -> neo4j.Session:
        return self.driver.session(database=self.database, default_access_mode=neo4j.READ_ACCESS, fetch_size=FETCH)

    def _rows(self, result: neo4j.Result) -> dict[str, Any]:
        """Read rows up to the limit, counted here so that the query text cannot change the limit."""
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
                if not rows or shaper.used <= shaper.size:
                    raise
                truncated = "bytes"
                break
        content: dict[str, Any] = {"columns": list(result.keys()), "rows": rows, "truncated": truncated is not None}
        return content | ({"truncated_by": truncated} if truncated else {})


def main() -> None:
    """Confine this process, read the connection, then answer requests until the input ends."""
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    lower_priority()
    with contextlib.suppress(OSError):
        one_core()
    requests, output = sys.stdin.buffer, sys.stdout.buffer
    first = read(requests)
    if first is None:
        return
    setup = orjson.loads(first)
    runner = Runner(setup["address"], setup["limits"])
    write(output, {"ready": True})
    while (message := read(requests)) is not None:
        write(output, *runner.answer(orjson.loads(message)))


if __name__ == "__main__":
    main()
