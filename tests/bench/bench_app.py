"""Measure the CPU time of an application without a database: building it, small requests, the OpenAPI document.

    uv run python -m tests.bench.bench_app [--requests N]

To compare two states, run it with ``PYTHONPATH`` set to each checkout in turn. Prints a Markdown table. CPU time of the process, in ms.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import time
from collections.abc import Callable

import structlog
from fastapi import FastAPI

from api.app import create_app
from tests.api.asgi import get

PATHS = ("/healthz", "/v1/model", "/v1/schools", "/nothing")
"""The first two answer; the third reports that there is no database yet, the last that there is no such path."""


def cpu_ms(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return 1000 * (time.process_time() - began)


async def ask(app: FastAPI, path: str, times: int) -> None:
    for _ in range(times):
        await get(app, path, host="127.0.0.1")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=300)
    args = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    create_app()  # the first one also fills caches of the process
    app = create_app()
    print("| what | CPU time |\n|-|-|")
    print(f"| building the application | {cpu_ms(create_app):.0f} ms |")
    for path in PATHS:
        asyncio.run(ask(app, path, 5))
        spent = cpu_ms(lambda path=path: asyncio.run(ask(app, path, args.requests)))  # type: ignore[misc]
        print(f"| `{path}`, each of {args.requests} | {spent / args.requests:.2f} ms |")
    print(f"| the OpenAPI document | {cpu_ms(app.openapi):.0f} ms |")


if __name__ == "__main__":
    main()
