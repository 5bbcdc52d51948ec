"""Asks an API for the example of each operation, and for one problem of each status."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from typing import Any

import httpx
import orjson

from api.openapi.example_calls import AUDIT, MEASURES, MORE, Call, call_of
from api.openapi.example_store import PROBLEMS
from api.openapi.operations import operations
from api.responses import problems
from api.responses.problem_catalogue import kinds
from graph.errors import AllianceError

ADDRESS = "http://127.0.0.1:8000"
"""Stands for the server that was asked, where an answer names it."""
LOADED = "2026-01-01T00:00:00+00:00"
VOLATILE = {"loaded_at": LOADED, "request_id": "example", "ms": 1.0}
"""What differs from one day to the next, and what stands in the file in its place."""
PATIENCE = 180.0
"""Seconds that the query console may take to make its copy of the data."""


def stable(value: Any, loaded: str = LOADED) -> Any:
    """An answer without what differs each time.

    :param loaded: when the data was loaded, which citations say in words and as a date.
    """
    if isinstance(value, Mapping):
        kept = {key: VOLATILE[key] if key in VOLATILE and item is not None else stable(item, loaded) for key, item in value.items()}
        return kept | ({"issued": {"date-parts": [[2026, 1, 1]]}} if {"version", "issued"} <= set(kept) else {})
    if isinstance(value, list):
        return [stable(item, loaded) for item in value]
    if isinstance(value, str):
        return value.replace(loaded, LOADED).replace(f"year = {{{loaded[:4]}}}", "year = {2026}")
    return value


def one(client: httpx.Client, template: str, method: str, call: Call, loaded: str = LOADED) -> dict[str, Any]:
    """Ask, and keep what was asked and what came.

    :raises RuntimeError: the answer is no success; an example must be one.
    """
    target = call.target(template)
    answered = _patiently(client, client.build_request(method.upper(), target, json=call.body))
    if answered.status_code != 200:
        raise RuntimeError(f"{method.upper()} {target}: {answered.status_code} {answered.text[:500]}")
    asked: dict[str, Any] = {"method": method.upper(), "target": target}
    if call.body is not None:
        asked["body"] = call.body
    kind = answered.headers["content-type"].partition(";")[0]
    text = answered.text.replace(str(client.base_url).rstrip("/"), ADDRESS)
    content = stable(orjson.loads(text) if kind.endswith("json") else text, loaded)
    return {"asked": asked, "status": answered.status_code, "type": kind, "answer": content}


def _patiently(client: httpx.Client, request: httpx.Request) -> httpx.Response:
    """Ask, and again as long as the answer is 503 and says when."""
    end = time.monotonic() + PATIENCE
    while (answered := client.send(request)).status_code == 503 and time.monotonic() < end:
        time.sleep(int(answered.headers["Retry-After"]))
    return answered


def _real_problems(client: httpx.Client, bare: httpx.Client) -> dict[str, Any]:
    """Problems that are easily had: no such thing, a parameter misspelt, another's host name, no database yet."""
    asked = {
        "404": client.get("/v1/counties/county:999999"),
        "421": client.get("/v1/meta", headers={"Host": "example.org"}),
        "422": client.get("/v1/schools", params={"per_pag": 5}),
        "503": bare.get("/v1/schools"),
    }
    for status, answered in asked.items():
        if str(answered.status_code) != status:
            raise RuntimeError(f"{answered.url}: {answered.status_code}, not {status}")
    return {status: stable(answered.json()) for status, answered in asked.items()}


def made_problem(kind: type[AllianceError], detail: str) -> dict[str, Any]:
    """The body that a kind of error becomes; built by the code that answers with it."""
    response = problems.problem(kind.code, kind.title, kind.title_zh, kind.status, detail, instance="/v1/schools", request_id="example")
    body: dict[str, Any] = orjson.loads(bytes(response.body))
    return body


def _made_problems() -> dict[str, Any]:
    """One for each other status in the error tree, with the first sentence of its class."""
    found: dict[str, Any] = {}
    for kind in kinds():
        found.setdefault(str(kind.status), made_problem(kind, (kind.__doc__ or kind.title).strip().partition("\n")[0]))
    for status, (code, title, title_zh) in problems.HTTP_PROBLEMS.items():
        plain = type("Plain", (), {"code": code, "title": title, "title_zh": title_zh, "status": status})
        found.setdefault(str(status), made_problem(plain, title + "."))
    return found


def calls(name: str, first: Call) -> dict[str, Call]:
    """All calls of an operation, by the name of the file that they fill."""
    return {name: first, **{f"{name}.{word}": call for word, call in MORE.get(name, {}).items()}}


def _with_key(client: httpx.Client, template: str, call: Call) -> Call:
    """An audit is asked of the first figure that its measure gives."""
    if not (template.startswith(MEASURES) and template.endswith(AUDIT)):
        return call
    query = {name: value for name, value in call.query.items() if name != "key"}
    figures = client.get(Call(query={**query, "limit": 1}).target(template.removesuffix(AUDIT))).raise_for_status().json()["results"]
    return Call(call.path, {**query, "key": figures[0]["key"]}, call.body)


def everything(document: Mapping[str, Any], client: httpx.Client, bare: httpx.Client, *, without: Collection[str] = ()) -> dict[str, Any]:
    """The content of every file, by name.

    :param client: an API on the documented data.
    :param bare: an API that has no database.
    :param without: operations that are left out.
    """
    found: dict[str, Any] = {}
    loaded = client.get("/v1/meta").json()["results"][0]["loaded_at"]
    for template, method, operation in operations(document):
        name = operation["operationId"]
        for key, call in calls(name, call_of(template, operation)).items():
            if name not in without:
                found[key] = one(client, template, method, _with_key(client, template, call), loaded)
    problems_by_status = _made_problems() | _real_problems(client, bare)
    return found | {PROBLEMS: dict(sorted(problems_by_status.items()))}
