"""Finds the measures: every file in ``graph/measures/catalogue`` that has a ``MEASURE``. Dropping one in is all it takes to add one."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import graph.measures.catalogue
from graph.measures.definition import COMMON, Measure


@cache
def load_measures() -> dict[str, Measure]:
    """All measures by name, in alphabetical order.

    ValueError when the name is not that of its file, or a column has the name of one that all have.
    """
    found: dict[str, Measure] = {}
    for module in iter_modules(graph.measures.catalogue.__path__):
        measure = getattr(import_module(f"graph.measures.catalogue.{module.name}"), "MEASURE", None)
        if measure is None:
            continue
        if measure.name != module.name.replace("_", "-"):
            raise ValueError(f"graph/measures/catalogue/{module.name}.py holds a measure named '{measure.name}'.")
        if clash := set(measure.returns) & set(COMMON):
            raise ValueError(f"The measure {measure.name} declares {', '.join(sorted(clash))}, which all measures have.")
        found[measure.name] = measure
    return dict(sorted(found.items()))
