"""Options derived from declared parameters of questions and measures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from api.cli.output import Form
from api.cli.terminal import out
from graph.errors import BadValueError, UnknownNameError
from seed.suggestions import nearest

COMMON = {"origin": "documented,reference,inferred,simulated", "as_of": "2024, 2024-06 or 2024-06-30"}
FormOption = Annotated[Form | None, typer.Option("--format", help="table, csv or json; default: a table on a terminal, csv in a pipe.")]


def parse(words: Sequence[str]) -> dict[str, str]:
    """``--county 桂阳县 --limit=5`` -> ``{"county": "桂阳县", "limit": "5"}``; ``--as-of`` is ``as_of``.

    :raises BadValueError: a word without an option, an option without a value, or one given twice.
    """
    found: dict[str, str] = {}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if not word.startswith("--"):
            raise BadValueError(f"'{word}' belongs to no option.", hint="Give options as --name value.")
        name, equals, value = word[2:].partition("=")
        if not equals:
            if not rest or rest[0].startswith("--"):
                raise BadValueError(f"--{name} has no value.", hint=f"Give --{name} VALUE.")
            value = rest.pop(0)
        name = name.replace("-", "_")
        if name in found:
            raise BadValueError(f"--{name} is given twice.", hint="Give it once.")
        found[name] = value
    return found


def find(listed: Sequence[dict[str, Any]], name: str, kind: str = "question") -> dict[str, Any]:
    """The question, or the measure, of a name.

    :raises UnknownNameError: there is none; carries the nearest.
    """
    by_name = {item["name"]: item for item in listed}
    if name not in by_name:
        raise UnknownNameError(f"There is no {kind} '{name}'. alliance {kind}s lists all.", nearest=nearest(name, by_name))
    return by_name[name]


def check(question: dict[str, Any], given: dict[str, str]) -> None:
    """See that the options are those of a question or a measure, and that none that it needs is missing.

    :raises UnknownNameError: it has no such option.
    :raises BadValueError: one is missing.
    """
    known = [*(param["name"] for param in question["params"]), *COMMON]
    for name in given:
        if name not in known:
            options = ", ".join(map(_option, known))
            near = tuple(map(_option, nearest(name, known)))
            raise UnknownNameError(f"{question['name']} has no option {_option(name)}; it has {options}.", nearest=near)
    missing = [param["name"] for param in question["params"] if param["required"] and param["name"] not in given]
    if missing:
        wanted = " ".join(f"{_option(name)} VALUE" for name in missing)
        raise BadValueError(f"{question['name']} needs {', '.join(map(_option, missing))}.", hint=f"Add {wanted}.")


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def show_declared(question: dict[str, Any], *more: str) -> None:
    """Write a question or a measure in full."""
    lines = [question["title"], question["title_zh"], "", question["about"], "", question["about_zh"], "", *more, "Options:"]
    for param in question["params"]:
        need = "required" if param["required"] else f"default {param['default']}" if param["default"] is not None else "optional"
        lines.append(f"  {_option(param['name'])}  {param['type']}, {need}. {param['help']} {param['help_zh']}".rstrip())
    lines += [f"  {_option(name)}  {example}" for name, example in COMMON.items()]
    lines += [
        "Columns:",
        *(f"  {column['name']}  {'several ' if column['many'] else ''}{column['type']}" for column in question["returns"]),
    ]
    out.print("\n".join(lines), markup=False)
