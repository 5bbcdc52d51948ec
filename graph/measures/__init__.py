"""Measures: provable figures about the graph, one file each.

A module in ``catalogue`` that defines ``MEASURE`` is a measure. It becomes a route (``/v1/measures/NAME`` and ``/audit``), a command
(``alliance measure NAME``), an entry of ``/v1/measures`` and a page in ``docs/reference/measures`` without any other change. It is a pure
function of a :class:`graph.snapshot.view.View`; every figure carries the rows behind it (:class:`graph.measures.definition.Evidence`).
"""
