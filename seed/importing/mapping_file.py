"""Read and write ``mapping.yaml``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from seed.importing.mapping import SEPARATORS, Mapping, MappingError

MAPPING_BYTES = 1_000_000
"""Maximum size of a mapping, in bytes."""
GUESSED = "Guessed from the headers and values. Correct it, then import with --mapping. docs/import.md describes the keys."
"""Comment above a guessed mapping."""
_NAME = re.compile(r"^name:.*$", re.MULTILINE)
_REQUIRES = re.compile(r"^requires:.*\n(?:[ -].*\n)*", re.MULTILINE)


def load_mapping(path: Path) -> Mapping:
    """Read and check a mapping.

    :raises MappingError: the file is missing, too large, not YAML, or not a valid mapping.
    """
    try:
        with path.open("rb") as stream:
            text = stream.read(MAPPING_BYTES + 1)
    except OSError as error:
        raise MappingError(f"Cannot read {path}: {error.strerror}.", "Give the path of a mapping.") from error
    return parse_mapping(text, path.name)


def parse_mapping(text: bytes | str, name: str = "mapping.yaml") -> Mapping:
    """Check the text of a mapping. Raise as :func:`load_mapping` does."""
    if len(text) > MAPPING_BYTES:
        raise MappingError(f"{name} has more than {MAPPING_BYTES:,} bytes.", "Shorten it.")
    try:
        data = _plain_yaml(text if isinstance(text, str) else text.decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        raise MappingError(f"{name} is not UTF-8.", "Save it as UTF-8.") from error
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        line = f", line {where.line + 1}" if where is not None else ""
        raise MappingError(
            f"{name}{line}: not valid YAML: {getattr(error, 'problem', error)}.", "Check the indentation and the quotes."
        ) from error
    except RecursionError as error:
        raise MappingError(f"{name} is nested too deeply.", "A mapping has at most eight levels.") from error
    if not isinstance(data, dict):
        raise MappingError(f"{name} is not a mapping of keys.", "Begin with name: and tables:.")
    try:
        return Mapping.model_validate(data)
    except ValidationError as error:
        raise _readable(error, name) from error


def with_heading(text: str, name: str | None, requires: Sequence[str] = ()) -> str:
    """Return the text of a mapping with another package name and other requirements. None and an empty list change nothing."""
    if name is not None:
        text = _NAME.sub(f"name: {name}", text, count=1)
    if requires:
        text = _NAME.sub(lambda match: f"{match[0]}\nrequires: [{', '.join(requires)}]", _REQUIRES.sub("", text), count=1)
    return text


def _plain_yaml(text: str, name: str) -> Any:
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        if isinstance(event, yaml.AliasEvent):
            raise MappingError(f"{name}: aliases (*{event.anchor}) are not supported.", "Write the part out.")
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader creates only texts, lists and dictionaries


def _readable(error: ValidationError, name: str) -> MappingError:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    more = f" ({error.error_count() - 1} more)" if error.error_count() > 1 else ""
    text = first["msg"].removeprefix("Value error, ").rstrip(".")
    if first["type"] == "extra_forbidden":
        text = f"the key '{first['loc'][-1]}' does not exist"
    return MappingError(f"{name}: {where}: {text}.{more}", "docs/import.md describes the keys.")


def dump_mapping(mapping: Mapping, comments: dict[str, str] | None = None) -> str:
    """Return a mapping as YAML, always with the same bytes, without keys that have their default.

    :param comments: lines above a key, by key of the first level.
    """
    data = mapping.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    parts = []
    for key, value in data.items():
        heading = "".join(f"# {line}\n" for line in (comments or {}).get(key, "").splitlines())
        flow = None if isinstance(value, dict | list) else False
        text = yaml.dump({key: _short(value)}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=flow, width=120)
        parts.append(heading + text)
    return "".join(parts)


class _Table(dict[str, str]):
    """A value table. It is written with one value a line, so that it is easy to edit."""


class _Dumper(yaml.SafeDumper):
    """Writes value tables in block style."""


_Dumper.add_representer(_Table, lambda dumper, data: dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=False))


def _short(value: Any) -> Any:
    """Write a value that is only a column as the column."""
    if isinstance(value, dict):
        if set(value) == {"column"}:
            return value["column"]
        return {key: _short_part(key, item) for key, item in value.items()}
    if isinstance(value, list):
        return [_short(item) for item in value]
    return value


def _short_part(key: str, item: Any) -> Any:
    if key == "split" and item == list(SEPARATORS):
        return "true"
    return _Table(item) if key == "values" else _short(item)
