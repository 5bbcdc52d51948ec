"""Read the Cypher files below ``cypher/`` and select their optional lines."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "cypher"
_OPTIONAL_LINE = re.compile(r"^(?P<text>.*?)\s*//\?\s*(?P<negated>!?)\s*(?P<name>\w+)\s*$")


def select_lines(body: str, names: frozenset[str]) -> str:
    """Drop the lines marked ``//? name`` whose name is not in ``names``, and those marked ``//? !name`` whose name is."""
    kept = []
    for line in body.splitlines():
        match = _OPTIONAL_LINE.match(line)
        if match is None:
            kept.append(line)
        elif (match["name"] in names) is not bool(match["negated"]):
            kept.append(match["text"])
    return "\n".join(kept)


@cache
def text_of(kind: str, name: str) -> str:
    """Return the Cypher of ``cypher/{kind}/{name}.cypher``, for example ``text_of("browse", "search")``, without its leading comment."""
    text = (FOLDER / kind / f"{name}.cypher").read_text(encoding="utf-8")
    return re.sub(r"\A\s*/\*.*?\*/\s*", "", text, flags=re.DOTALL).strip()
