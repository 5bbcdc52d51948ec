"""Request the example of each operation from an API, and collect one problem per status."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from typing import Any

import httpx
import orjson

from api.openapi.example_calls import AUDIT, MEASURES, MORE, THINGS, Call, call_of, label_at
from api.openapi.example_store import PROBLEMS
from api.openapi.operations import resolved_operations
from api.responses import problems
from api.responses.problem_catalogue import kinds
from api.schemas.base import full
from graph.errors import AllianceError
from seed.model import NODES

_PAGE = frozenset({"per_page", "cursor"})
"""Parameters of the pages of an audit, which its measure does not have."""

ADDRESS = "http://127.0.0.1:8000"
"""Replaces the URL of the actual server in responses."""
LOADED = "2026-01-01T00:00:00+00:00"
VOLATILE = {"loaded_at": LOADED, "request_id": "example", "ms": 1.0, "next_cursor": "bmV4dC1wYWdlLWV4YW1wbGU"}
"""Values that change between runs, and the fixed values that replace them."""
PATIENCE = 180.0
"""Seconds to wait for the query console to copy the data."""


def stable(value: Any, loaded: str = LOADED) -> Any:
    """Return a response with its volatile values replaced.

    :param loaded: load time of the data, which citations contain as text and as a date.
    """
    if isinstance(value, Mapping):
        kept = {key: VOLATILE[key] if key in VOLATILE and item is not None else stable(item, loaded) for key, item in value.items()}
        return kept | ({"issued": {"date-parts": [[2026, 1, 1]]}} if {"version", "issued"} <= set(kept) else {})
    if isinstance(value, list):
        return [stable(item, loaded) for item in value]
    if isinstance(value, str):
        return _without_load_day(value.replace(loaded, LOADED), loaded[:10])
    return value


def _without_load_day(text: str, day: str) -> str:
    for form, fixed in zip(_citation_forms(day), _citation_forms(LOADED[:10]), strict=True):
        text = text.replace(form, fixed)
    return text


def _citation_forms(day: str) -> tuple[str, str, str]:
    """Return a day as BibTeX, GB/T 7714 and RIS write it."""
    return f"year = {{{day[:4]}}}", f"({day})", f"DA  - {day.replace('-', '/')}/"


def example(client: httpx.Client, template: str, method: str, call: Call, loaded: str = LOADED) -> dict[str, Any]:
    """Send a request and return it with its response, as stored in an example file.

    :raises RuntimeError: the status is not 200.
    """
    target = call.target(template)
    response = _send_with_retries(client, client.build_request(method.upper(), target, json=call.body))
    if response.status_code != 200:
        raise RuntimeError(f"{method.upper()} {target}: {response.status_code} {response.text[:500]}")
    asked: dict[str, Any] = {"method": method.upper(), "target": target}
    if call.body is not None:
        asked["body"] = call.body
    kind = response.headers["content-type"].partition(";")[0]
    text = response.text.replace(str(client.base_url).rstrip("/"), ADDRESS)
    content = stable(orjson.loads(text) if kind.endswith("json") else text, loaded)
    return {"asked": asked, "status": response.status_code, "type": kind, "answer": content}


def _send_with_retries(client: httpx.Client, request: httpx.Request) -> httpx.Response:
    """Send a request; retry on 503 as ``Retry-After`` says."""
    end = time.monotonic() + PATIENCE
    while (response := client.send(request)).status_code == 503 and time.monotonic() < end:
        time.sleep(int(response.headers["Retry-After"]))
    return response


def _real_problems(client: httpx.Client, bare: httpx.Client) -> dict[str, Any]:
    """Collect problems that are easy to cause: unknown id, misspelt parameter, foreign host, no database."""
    asked = {
        "404": client.get("/v1/counties/county:999999"),
        "421": client.get("/v1/meta", headers={"Host": "example.org"}),
        "422": client.get("/v1/schools", params={"per_pag": 5}),
        "503": bare.get("/v1/schools"),
    }
    for status, response in asked.items():
        if str(response.status_code) != status:
            raise RuntimeError(f"{response.url}: {response.status_code}, not {status}")
    return {status: stable(response.json()) for status, response in asked.items()}


def built_problem(kind: type[AllianceError], detail: str) -> dict[str, Any]:
    """Return the problem body of an error class, built by the code that the API uses."""
    response = problems.problem(kind.code, kind.title, kind.title_zh, kind.status, detail, instance="/v1/schools", request_id="example")
    body: dict[str, Any] = orjson.loads(bytes(response.body))
    return body


def _built_problems() -> dict[str, Any]:
    """Build a problem for each status of the error classes, with the first line of the class docstring as detail."""
    by_status: dict[str, Any] = {}
    for kind in kinds():
        by_status.setdefault(str(kind.status), built_problem(kind, (kind.__doc__ or kind.title).strip().partition("\n")[0]))
    for status, (code, title, title_zh) in problems.HTTP_PROBLEMS.items():
        plain = type("Plain", (), {"code": code, "title": title, "title_zh": title_zh, "status": status})
        by_status.setdefault(str(status), built_problem(plain, title + "."))
    return by_status


def calls(name: str, first: Call) -> dict[str, Call]:
    """Return all example requests of an operation, by file name."""
    return {name: first, **{f"{name}.{word}": call for word, call in MORE.get(name, {}).items()}}


def _with_key(client: httpx.Client, template: str, call: Call) -> Call:
    """Set the key of an audit request to the first figure of its measure that has rows."""
    if not (template.startswith(MEASURES) and template.endswith(AUDIT)):
        return call
    query = {name: value for name, value in call.query.items() if name != "key"}
    figures = (
        client.get(
            Call(query={**{name: value for name, value in query.items() if name not in _PAGE}, "limit": 20}).target(
                template.removesuffix(AUDIT)
            )
        )
        .raise_for_status()
        .json()["results"]
    )
    audits = [Call(call.path, {**query, "key": figure["key"]}, call.body) for figure in figures]
    return next((audit for audit in audits if client.get(audit.target(template)).raise_for_status().json()["results"]), audits[0])


def _constructed(client: httpx.Client, template: str, call: Call, label: str) -> dict[str, Any]:
    """Return the example of a type without an entity in the documented data, with the values that the model declares as examples."""
    target = call.target(template)
    item: dict[str, Any] = {
        "id": call.path["id"],
        "type": label,
        "name": NODES[label].title,
        "sources": ["source:example"],
        "locator": "p. 1",
    }
    for name, field in NODES[label].model_fields.items():
        value = field.examples[0] if field.examples else field.default
        if name not in item and value is not None and not field.is_required():
            item[name] = list(value) if isinstance(value, tuple) else value
        elif name not in item and field.is_required():
            item[name] = field.examples[0] if field.examples else "example"
    item |= {"quotes": [], "aliases": [], "same_as": [], "href": target}
    meta = client.get("/v1/meta").json()["meta"]
    meta = {
        "count": 1,
        "next_cursor": None,
        "truncated": False,
        "data_version": meta["data_version"],
        "origins": {"documented": 1},
        "undated": None,
        "cite": f"/v1/cite?of={target}&data_version={meta['data_version']}",
    }
    results = [full(label).model_validate(item).model_dump(mode="json")]
    empty = {"meta": {**meta, "count": 0, "origins": {}}, "results": []}
    answer = {"meta": meta, "results": results, "relationships": empty}
    return {"asked": {"method": "GET", "target": target}, "status": 200, "type": "application/json", "answer": answer}


def everything(document: Mapping[str, Any], client: httpx.Client, bare: httpx.Client, *, without: Collection[str] = ()) -> dict[str, Any]:
    """Return the content of every example file, by name.

    :param client: client of an API with the documented data.
    :param bare: client of an API without a database.
    :param without: operations to skip.
    """
    examples: dict[str, Any] = {}
    loaded = client.get("/v1/meta").json()["results"][0]["loaded_at"]
    for template, method, operation in resolved_operations(document):
        name = operation["operationId"]
        for key, call in calls(name, call_of(template, operation)).items():
            label = label_at(template)
            if name not in without and "id" in call.path and label is not None and label not in THINGS:
                examples[key] = _constructed(client, template, call, label)
            elif name not in without:
                examples[key] = example(client, template, method, _with_key(client, template, call), loaded)
    problems_by_status = _built_problems() | _real_problems(client, bare)
    return examples | {PROBLEMS: dict(sorted(problems_by_status.items()))}
