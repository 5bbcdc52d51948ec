"""Measures: numbers about the graph that can be proved, one file each.

A file in this folder that has a ``MEASURE`` is a measure. It is then a route (``/v1/measures/NAME`` and ``/audit``), a command
(``alliance measure NAME``), an entry of ``/v1/measures`` and a page in ``docs/reference/measures``, with no other edit. What it computes is a pure
function of a :class:`graph.snapshot.view.View`; every figure carries the rows behind it (:class:`graph.measures.definition.Evidence`).
"""
