"""The reference page of the model, with a diagram."""

from __future__ import annotations

from collections.abc import Iterable

from seed.columns import Column, columns, keys, path_of
from seed.model import EDGES, KEY_BYTES, MODEL_VERSION, NODES, PROVENANCE, Edge, Row

_HEAD = f"""# The model

Version {MODEL_VERSION}. Derived from `seed/model.py` by `python -m seed.derived_schemas > docs/reference/model.md`; do not edit.

Every node also has the label `Thing`. An id is `<prefix>:<code or slug>`.
Ids and indexed texts have at most {KEY_BYTES} bytes in UTF-8.
Dates have the precision of the source: 2024, 2024-10 or 2024-10-27.
Several values in one cell are separated by `|`. An empty cell means "not stated".

## Diagram

The diagram leaves out `LOCATED_IN` and `ABOUT` (a claim or an observation can be about any other entity). Both are described below.

"""


_VERSIONS = """
## Versions

Version 2 adds to version 1; it changes and removes nothing. A package that was written for version 1 loads as it is, and its rows keep
their ids. Columns that a file does not have are empty. Load the packages of older data again to get the new columns.

- Types: `Occupation` with `PREPARES_FOR`, `Organisation`, `Observation`.
- Ends: an occupation can be prioritised; an organisation can be located, be a member and take part; an observation is `ABOUT` any entity
  but a statement or a source.
- All entities: `gloss_zh` (a working translation, never a name), `same_as`. `name` may be empty where `name_zh` stands; loading fills it
  with `name_zh`.
- `code` has a `scheme`. An empty scheme means the one that the column names, so old codes keep their meaning.
- A package can add values to lists of levels, kinds, schemes and ways of teaching, with `choices` in `datapackage.json`:
  `{"School.level": ["primary"]}`. `alliance new` lists the columns. The added values are shown as they are written.
- New columns of `School`, `Major`, `Program`, `Enterprise`, `Facility`, `OFFERS` (`recruited_years`), `MEMBER_OF` (`status`, `proof`) and
  `PARTNERS_WITH` (`programs`). None of them is part of a key.
- The priority of a county counts only for the programs of its schools and for its enterprises. Before, measures counted it everywhere.

A year that is missing in `recruited_years` was not collected: it is no closing, and the first year is no opening. Observations are never
summed, because two of them can count the same people. How tables of other countries fit into these types:
[model-mapping.md](../model-mapping.md).
"""


def model_page() -> str:
    """Return the page in Markdown: a diagram, then all types with their columns."""
    parts = [_HEAD, _diagram(), "\n## Provenance\n\nAll types have these columns.\n\n"]
    parts.append(_table(column for column in columns(next(iter(NODES.values()))) if column.name in PROVENANCE))
    parts.append("\n## Nodes\n")
    for label, node in NODES.items():
        parts.append(
            f"\n### {label}\n\n{node.title_zh}. {node.__doc__}\n\nIds start with `{node.prefix}:`. File `{path_of(node)}`.\n\n"
            f"{_own_columns(node)}"
        )
    parts.append("\n## Relationships\n")
    for kind, edge in EDGES.items():
        parts.append(
            f"\n### {kind}\n\n{edge.title_zh}. {edge.__doc__}\n\n{_endpoints(edge)} File `{path_of(edge)}`. Key: {_key(edge)}.\n\n"
            f"{_own_columns(edge)}"
        )
    parts.append(_VERSIONS)
    return "".join(parts)


def _diagram() -> str:
    lines = ["```mermaid", "flowchart LR"]
    lines += [f'    {label}["{label}<br/>{node.title_zh}"]' for label, node in NODES.items()]
    lines += [
        f"    {first} -->|{kind}| {second}"
        for kind, edge in EDGES.items()
        if kind not in {"ABOUT", "LOCATED_IN"}
        for first, second in edge.pairs
    ]
    return "\n".join([*lines, "```", ""])


def _endpoints(edge: type[Edge]) -> str:
    return "Connects " + ", ".join(f"{first} → {second}" for first, second in edge.pairs) + "."


def _key(edge: type[Edge]) -> str:
    return ", ".join(f"`{name}`" for name in keys(edge))


def _own_columns(cls: type[Row]) -> str:
    return _table(column for column in columns(cls) if column.name not in PROVENANCE)


def _table(rows: Iterable[Column]) -> str:
    head = "| column | type | required | meaning | 含义 | example |\n| --- | --- | --- | --- | --- | --- |\n"
    return head + "".join(
        f"| `{c.name}` | {kind_of(c)} | {'yes' if c.required else ''} | {_escape_pipes(c.about)} | {_escape_pipes(c.about_zh)} |"
        f" {_escape_pipes(c.example or '')} |\n"
        for c in rows
    )


def kind_of(column: Column) -> str:
    """Describe the allowed values of a column in words."""
    if column.choices:
        listed = ", ".join(column.choices)
        return f"one of: {listed}" + (f" (empty: {column.default})" if column.default else "")
    if column.refers:
        return f"{'ids' if column.kind == 'words' else 'id'} of {' or '.join(column.refers)}"
    limits = [f"from {column.minimum:g}"] if column.minimum is not None else []
    limits += [f"to {column.maximum:g}"] if column.maximum is not None else []
    return " ".join(
        [{"str": "text", "int": "whole number", "float": "number", "bool": "true or false"}.get(column.kind, column.kind), *limits]
    )


def _escape_pipes(text: str) -> str:
    return text.replace("|", "\\|")
