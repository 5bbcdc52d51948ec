"""The page `docs/reference/settings.md`, derived from the settings classes.

Run ``python -m tools.settings_page > docs/reference/settings.md``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from graph.settings import DatabaseSettings, Settings

HEAD = """# Settings

Derived from `graph/settings.py` by `python -m tools.settings_page > docs/reference/settings.md`; do not edit.

Settings are environment variables. Options of a command, such as `--data` or `--port`, override them.
"""
_DEFAULTS = {"ALLIANCE_DATA": "the user's data directory", "ALLIANCE_CACHE": "the user's cache directory"}
"""Defaults that depend on the machine."""
_CLIENT = """
## Commands that send requests

`alliance ask`, `search`, `measure`, `partners`, `scenario`, `export`, `match` and `mcp` send requests to a running server.

| variable | default | meaning |
|-|-|-|
| `ALLIANCE_URL` | the server that runs on this data directory | URL of the server. |
| `ALLIANCE_KEY` |  | API key that is sent with each request. |
"""


def page() -> str:
    """Return the page, in Markdown."""
    return "".join(
        [HEAD, "\n## Database\n\n", *_table(DatabaseSettings), "\n## Server, loading and query console\n\n", *_table(Settings), _CLIENT]
    )


def _table(cls: type[BaseSettings]) -> Iterator[str]:
    yield "| variable | default | meaning |\n|-|-|-|\n"
    for name, field in cls.model_fields.items():
        variable = f"{cls.model_config['env_prefix']}{name.upper()}"
        yield f"| `{variable}` | {_default(variable, field)} | {field.description} |\n"


def _default(variable: str, field: FieldInfo) -> str:
    if isinstance(field.default, Path):
        return _DEFAULTS[variable]
    if field.default is None or field.default == "":
        return ""
    return f"`{str(field.default).lower() if isinstance(field.default, bool) else field.default}`"


if __name__ == "__main__":
    sys.stdout.write(page())
