"""State each parameter, response and security requirement once, and refer to it.

A parameter that several operations declare identically becomes ``#/components/parameters/NAME``. The example of an optional parameter does
not count: one example serves all operations. A required parameter keeps the example of its operation, so that requests work as shown.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import takewhile
from typing import Any

import orjson

from api.openapi.examples import FULL, example_address
from api.openapi.operations import operations
from api.openapi.short_schemas import REFERENCE, short

Parameter = dict[str, Any]
_PARAMETERS = "#/components/parameters/"
_RESPONSES = "#/components/responses/"
_MANY = 10
"""Number of operations from which a successful response is shared. Fewer keep an example each."""


def share(spec: dict[str, Any]) -> None:
    """Replace what operations have in common by references, in place."""
    _name_answers(spec)
    _share_parameters(spec)
    _share_unchanged(spec)
    _share_links(spec)
    _share_successes(spec)
    _share_security(spec)
    _drop_unused(spec, "responses", "headers")


def _name_answers(spec: dict[str, Any]) -> None:
    """Give a response that is one of several schemas a schema of its own, since generators number those without a name."""
    for _, _, operation in operations(spec):
        content = operation["responses"]["200"].get("content", {}).get("application/json", {})
        if "anyOf" in content.get("schema", {}):
            name = f"{_capital(operation['operationId'])}Answer"
            spec["components"]["schemas"][name] = content["schema"]
            content["schema"] = {"$ref": f"{REFERENCE}{name}"}


def _share_parameters(spec: dict[str, Any]) -> None:
    uses: dict[bytes, list[str]] = defaultdict(list)
    found: dict[bytes, Parameter] = {}
    for _, _, operation in operations(spec):
        operation["parameters"] = [_short(item) for item in operation.get("parameters", ())]
        for item in operation["parameters"]:
            uses[_identity(item)].append(operation["operationId"])
            found.setdefault(_identity(item), item)
    names = _names({key: item for key, item in found.items() if len(uses[key]) > 1}, uses)
    spec["components"]["parameters"] = {names[key]: found[key] for key in sorted(names, key=names.__getitem__)}
    for _, _, operation in operations(spec):
        operation["parameters"] = [
            {"$ref": f"{_PARAMETERS}{names[_identity(item)]}"} if _identity(item) in names else item for item in operation["parameters"]
        ]
        if not operation["parameters"]:
            del operation["parameters"]


def _short(item: Parameter) -> Parameter:
    """Return a parameter without what is implied: ``required: false``, and null, which no query string can express."""
    schema = item["schema"]
    options = [option for option in schema.get("anyOf", ()) if option != {"type": "null"}]
    if len(options) == 1 and len(schema["anyOf"]) == 2:
        schema = {key: value for key, value in schema.items() if key != "anyOf"} | options[0]
    kept = {**item, "schema": short(schema)}
    if not kept.get("required"):
        kept.pop("required", None)
    return kept


def _identity(item: Parameter) -> bytes:
    compared = item if item.get("required") else {key: value for key, value in item.items() if key not in {"example", "examples"}}
    return orjson.dumps(compared, option=orjson.OPT_SORT_KEYS)


def _names(shared: dict[bytes, Parameter], uses: dict[bytes, list[str]]) -> dict[bytes, str]:
    """Name each shared parameter: ``LimitQuery`` is the most used one with that name, ``AuditLimitQuery`` another one."""
    names: dict[bytes, str] = {}
    for key in sorted(shared, key=lambda key: -len(uses[key])):
        name, ids = f"{_pascal(shared[key]['name'])}{shared[key]['in'].title()}", uses[key]
        candidates = (name, f"{_common(ids)}{name}", f"{_capital(ids[0])}{name}")
        # An operation has one parameter of a name, so the last candidate is always free.
        names[key] = next(candidate for candidate in candidates if candidate not in names.values())
    return names


def _common(ids: list[str]) -> str:
    """Return the words that all operation ids start with, else those that they end with."""
    words = [re.findall(r"[A-Z]?[^A-Z]+", name) for name in ids]
    start = _start(words)
    end = _start([each[::-1] for each in words])[::-1]
    return "".join(map(_capital, start or end))


def _start(lists: list[list[str]]) -> list[str]:
    """Return the items that all lists start with."""
    same = takewhile(lambda items: len(set(items)) == 1, zip(*lists, strict=False))
    return [items[0] for items in same]


def _pascal(name: str) -> str:
    return "".join(_capital(part) for part in name.replace("-", "_").split("_"))


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _share_unchanged(spec: dict[str, Any]) -> None:
    """Refer to one 304 response."""
    for _, _, operation in operations(spec):
        unchanged = operation["responses"].get("304")
        if unchanged is not None:
            spec["components"]["responses"]["NotModified"] = unchanged
            operation["responses"]["304"] = {"$ref": f"{_RESPONSES}NotModified"}


def _share_links(spec: dict[str, Any]) -> None:
    """Refer to one link where many operations have the same."""
    places: dict[bytes, list[tuple[dict[str, Any], str]]] = defaultdict(list)
    for _, _, operation in operations(spec):
        for name, link in operation["responses"]["200"].get("links", {}).items():
            places[orjson.dumps(link)].append((operation["responses"]["200"]["links"], name))
    for link, uses in places.items():
        if len(uses) >= _MANY:
            spec["components"].setdefault("links", {})[uses[0][1]] = orjson.loads(link)
            for links, name in uses:
                links[name] = {"$ref": f"#/components/links/{uses[0][1]}"}


def _share_successes(spec: dict[str, Any]) -> None:
    """Refer to one successful response where many operations have the same, except for its example.

    The response keeps one short example. Every operation has the address of its own.
    """
    families: dict[bytes, list[dict[str, Any]]] = defaultdict(list)
    for _, _, operation in operations(spec):
        families[orjson.dumps(_without_examples(operation["responses"]["200"]), option=orjson.OPT_SORT_KEYS)].append(operation)
    for family in families.values():
        if len(family) >= _MANY:
            responses = [operation["responses"]["200"] for operation in family]
            response = next((item for item in responses if item != _without_examples(item)), responses[0])
            name = response["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2].removesuffix("Answer") + "Success"
            spec["components"]["responses"][name] = response
            for operation in family:
                operation["responses"]["200"] = {"$ref": f"{_RESPONSES}{name}"}
                operation.setdefault(FULL, example_address(operation["operationId"]))


def _without_examples(response: dict[str, Any]) -> dict[str, Any]:
    content = {kind: {key: value for key, value in item.items() if key != "examples"} for kind, item in response["content"].items()}
    return response | {"content": content}


def _share_security(spec: dict[str, Any]) -> None:
    """State the security requirement that most operations have for the whole document."""
    requirements = Counter(orjson.dumps(operation["security"]) for _, _, operation in operations(spec) if "security" in operation)
    common = orjson.loads(requirements.most_common(1)[0][0])
    spec["security"] = common
    for _, _, operation in operations(spec):
        if operation.get("security", []) == common:
            del operation["security"]
        else:
            operation.setdefault("security", [])


def _drop_unused(spec: dict[str, Any], *kinds: str) -> None:
    """Drop components that nothing refers to."""
    for kind in kinds:
        text = orjson.dumps(spec).decode()
        components = spec["components"][kind]
        spec["components"][kind] = {name: item for name, item in components.items() if f'"#/components/{kind}/{name}"' in text}
