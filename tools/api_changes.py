"""``python -m tools.api_changes``: print the changes since the last release that can break a client.

``python -m tools.api_changes --release`` prints the surface of the current document, to be kept in ``tests/api/releases``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from api import openapi
from api.app import create_app
from tools.api_surface import Surface, surface

RELEASES = Path(__file__).resolve().parents[1] / "tests" / "api" / "releases"
_ABOUT = """# Changes since {release} that can break a client

Written by `python -m tools.api_changes`; a test compares it with the code. What counts as a breaking change, and how it is announced after
the next release, is in [versions](../versions.md). Additions are not listed.
"""
Members = Mapping[str, Mapping[str, Any]]
Extensions = Mapping[str, frozenset[str]]
"""The old schemas that each new schema extends."""


def last_release() -> tuple[str, Surface]:
    """Return the version of the last release, and its surface."""
    path = max(RELEASES.glob("*.json"), key=lambda path: [int(part) for part in path.stem.split(".")])
    return path.stem, orjson.loads(path.read_bytes())


def changes(old: Surface, new: Surface) -> Iterator[tuple[str, str]]:
    """Yield the place and the description of every change that can break a client."""
    extends = _extensions(old["responses"], new["responses"])
    for place, before in old["operations"].items():
        after = new["operations"].get(place)
        if after is None:
            yield place, "removed"
        else:
            yield from ((place, change) for change in _of_parameters(before["parameters"], after["parameters"]))
            yield from ((place, change) for change in _of_results("response", before["response"], after["response"], extends))
    for name, members in old["requests"].items():
        yield from ((name, change) for change in _of_inputs("member", members, new["requests"].get(name, members)))
    for name, members in old["responses"].items():
        yield from ((name, change) for change in _of_outputs(members, new["responses"].get(name, members), extends))


def _of_parameters(old: Members, new: Members) -> Iterator[str]:
    """Yield the changes of parameters. A query string has no null, and a list of one value is written like the value."""
    yield from _of_inputs(
        "parameter",
        {name: {**item, "types": [text for text in item["types"] if text != "null"]} for name, item in old.items()},
        {name: {**item, "types": [*item["types"], *(text.removesuffix("[]") for text in item["types"])]} for name, item in new.items()},
    )


def _of_inputs(kind: str, old: Members, new: Members) -> Iterator[str]:
    """Yield what is accepted no longer, or required now."""
    for name, before in old.items():
        after = new.get(name)
        if after is None:
            yield f"{kind} `{name}` removed"
            continue
        if after["required"] and not before["required"]:
            yield f"{kind} `{name}` is required"
        lost = {text for text in before["types"] if not _accepted(text, after["types"])}
        if lost:
            yield f"{kind} `{name}` no longer accepts {_listed(lost)}"
    yield from (f"{kind} `{name}` added and required" for name, after in new.items() if name not in old and after["required"])


def _extensions(old: Mapping[str, Members], new: Mapping[str, Members]) -> Extensions:
    """Return the old schemas whose members each new schema has: in their place, it is only a new name and perhaps an addition."""
    added = [name for name in new if name not in old]
    return {name: frozenset(before for before in old if not any(_of_outputs(old[before], new[name], {}))) for name in added}


def _of_outputs(old: Members, new: Members, extends: Extensions) -> Iterator[str]:
    """Yield the members that are missing, can be missing, or can have another type."""
    for name, before in old.items():
        after = new.get(name)
        if after is None:
            yield f"member `{name}` removed"
            continue
        if before["required"] and not after["required"]:
            yield f"member `{name}` can be missing"
        yield from _of_results(f"member `{name}`", before["types"], after["types"], extends)


def _of_results(what: str, old: list[str], new: list[str], extends: Extensions) -> Iterator[str]:
    """Yield the types that a client does not expect.

    A new value of a value set is not listed: clients must accept values that they do not know.
    """
    kinds = {_kind(text) for text in old}
    added = {text for text in new if not _accepted(text, old) and _kind(text) not in kinds and not _extends_any(text, old, extends)}
    if added:
        yield f"{what} can be {_listed(added)}"


def _accepted(text: str, types: list[str]) -> bool:
    """Return whether a type is among others: a value is a string, an integer is a number, a named schema is an object."""
    wider = {"integer": "number", "integer[]": "number[]"}.get(text)
    is_object = text[0].isupper() and ("object[]" if text.endswith("[]") else "object") in types
    return text in types or "any" in types or wider in types or is_object or (text.startswith("'") and _kind(text) in types)


def _extends_any(text: str, types: list[str], extends: Extensions) -> bool:
    suffix = "[]" if text.endswith("[]") else ""
    return any(f"{name}{suffix}" in types for name in extends.get(text.removesuffix("[]"), ()))


def _kind(text: str) -> str:
    """Return ``string`` for a value in quotes, and any other type itself."""
    return f"string{'[]' if text.endswith('[]') else ''}" if text.startswith("'") else text


def _listed(types: set[str]) -> str:
    return ", ".join(f"`{text}`" for text in sorted(types))


def page() -> str:
    """Return the page ``docs/reference/api-changes.md``."""
    release, old = last_release()
    rows = [f"| `{place}` | {change} |" for place, change in changes(old, surface(openapi.document(create_app())))]
    return "\n".join([_ABOUT.format(release=release), *(["| where | change |", "|-|-|", *rows] if rows else ["None."]), ""])


def main(arguments: list[str]) -> None:
    """Print the page, or the surface of the current document."""
    if "--release" in arguments:
        content = surface(openapi.document(create_app()))
        sys.stdout.buffer.write(orjson.dumps(content, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE))
    else:
        sys.stdout.write(page())


if __name__ == "__main__":
    main(sys.argv[1:])
