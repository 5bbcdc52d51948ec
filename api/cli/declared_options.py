"""Options derived from the declared parameters of questions and measures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from api.cli.output import Form
from api.cli.terminal import out
from graph.errors import BadValueError, UnknownNameError
from seed.suggestions import nearest, renamed

COMMON = {
    "origin": "real (all but simulated), or some of documented,reference,inferred,simulated",
    "as_of": "2024, 2024-06 or 2024-06-30",
    "place": "a county or region: id, code or name",
}
FormOption = Annotated[
    Form | None, typer.Option("--format", help="Output format: table, csv or json. Default: table on a terminal, csv in a pipe.")
]


def parse(words: Sequence[str]) -> dict[str, str]:
    """Parse ``--county 桂阳县 --limit=5`` into ``{"county": "桂阳县", "limit": "5"}``; ``--as-of`` becomes ``as_of``.

    :raises BadValueError: A word does not belong to an option, an option has no value, or an option is repeated.
    """
    options: dict[str, str] = {}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if not word.startswith("--"):
            raise BadValueError(f"Unexpected argument '{word}'.", hint="Write options as --name VALUE.")
        name, equals, value = word[2:].partition("=")
        if not equals:
            if not rest or rest[0].startswith("--"):
                raise BadValueError(f"--{name} requires a value.", hint=f"Write --{name} VALUE.")
            value = rest.pop(0)
        name = name.replace("-", "_")
        if name in options:
            raise BadValueError(f"--{name} is given more than once.", hint="Give it once.")
        options[name] = value
    return options


def find(listed: Sequence[dict[str, Any]], name: str, kind: str = "question") -> dict[str, Any]:
    """Return the question or measure with this name.

    :raises UnknownNameError: No item has this name; carries similar names.
    """
    by_name = {item["name"]: item for item in listed}
    if name not in by_name:
        raise UnknownNameError(f"Unknown {kind} '{name}'. To list all: alliance {kind}s.", nearest=nearest(name, by_name))
    return by_name[name]


def check(question: dict[str, Any], given: dict[str, str]) -> None:
    """Check that the given options belong to a question or measure and that every required option is present.

    :raises UnknownNameError: The question or measure does not accept an option.
    :raises BadValueError: A required option is missing.
    """
    accepted = [*(param["name"] for param in question["params"]), *COMMON]
    for name in given:
        if name not in accepted:
            options = ", ".join(map(_option, accepted))
            now = renamed(name, accepted)
            near = tuple(map(_option, (now,) if now is not None else nearest(name, accepted)))
            raise UnknownNameError(f"{question['name']} has no option {_option(name)}. Options: {options}.", nearest=near)
    missing = [param["name"] for param in question["params"] if param["required"] and param["name"] not in given]
    if missing:
        additions = " ".join(f"{_option(name)} VALUE" for name in missing)
        raise BadValueError(f"{question['name']} requires {', '.join(map(_option, missing))}.", hint=f"Add {additions}.")

    for param in question["params"]:
        if param["name"] in given:
            _check_number(param, given[param["name"]])


def _check_number(param: Mapping[str, Any], text: str) -> None:
    """Check a whole number and its range. Other types are checked by the API."""
    least, most = param["minimum"], param["maximum"]
    if param["type"] not in {"int", "year"}:
        return
    valid = f"a whole number from {least} to {most}" if None not in (least, most) else "a whole number"
    valid += f" of at least {least}" if least is not None and most is None else ""
    number = int(text) if re.fullmatch(r"[+-]?[0-9]{1,18}", text) else None
    if number is None or (least is not None and number < least) or (most is not None and number > most):
        raise BadValueError(
            f"{_option(param['name'])} must be {valid}, not '{text}'.", hint=f"Example: {_option(param['name'])} {_near(param)}."
        )


def _near(param: Mapping[str, Any]) -> int:
    return int(next((param[name] for name in ("default", "maximum", "minimum") if param[name] is not None), 2024))


def no_rows(given: Mapping[str, str]) -> str:
    """Return what to try when a question or measure has no rows."""
    filters = [_option(name) for name in given if name != "limit"]
    return f"No rows. Try without {' or '.join(filters)}." if filters else "No rows. The loaded packages hold none: alliance load DIR."


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def show_declared(question: dict[str, Any], *more: str) -> None:
    """Print the full description of a question or measure."""
    lines = [question["title"], question["title_zh"], "", question["about"], "", question["about_zh"], "", *more, "Options:"]
    for param in question["params"]:
        need = "required" if param["required"] else f"default {param['default']}" if param["default"] is not None else "optional"
        lines.append(f"  {_option(param['name'])}  {param['type']}, {need}. {param['help']} {param['help_zh']}".rstrip())
    lines += [f"  {_option(name)}  {example}" for name, example in COMMON.items()]
    lines += [
        "Columns:",
        *(f"  {column['name']}  {'list of ' if column['many'] else ''}{column['type']}" for column in question["returns"]),
    ]
    out.print("\n".join(lines), markup=False)
