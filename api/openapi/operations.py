"""Walks over the operations of a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")


def operations(made: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, method and operation of everything that is documented."""
    for path, item in made["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]
