"""Find the measures: every module in ``graph/measures/catalogue`` that defines ``MEASURE``. To add a measure, add a module."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import graph.measures.catalogue
from graph.measures.definition import COMMON, Measure
from graph.queries import labels


@cache
def load_measures() -> dict[str, Measure]:
    """Return all measures by name, in alphabetical order.

    :raises ValueError: a name does not match its file, a measure redefines a common column, or its group is unknown.
    """
    measures: dict[str, Measure] = {}
    for module in iter_modules(graph.measures.catalogue.__path__):
        measure = getattr(import_module(f"graph.measures.catalogue.{module.name}"), "MEASURE", None)
        if measure is None:
            continue
        if measure.name != module.name.replace("_", "-"):
            raise ValueError(f"graph/measures/catalogue/{module.name}.py defines the measure '{measure.name}'. The names must match.")
        if clash := set(measure.returns) & set(COMMON):
            raise ValueError(f"The measure {measure.name} redefines common columns: {', '.join(sorted(clash))}.")
        if measure.group not in labels.groups():
            raise ValueError(f"The measure {measure.name} has the unknown group '{measure.group}'. One of {', '.join(labels.groups())}.")
        measures[measure.name] = measure
    return dict(sorted(measures.items()))
