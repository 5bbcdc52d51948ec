"""Measures: figures about the graph with the evidence for each, one file per measure.

A file in ``graph/measures/catalogue`` that defines ``MEASURE`` is a measure. It becomes a route (``/v1/measures/NAME`` and ``/audit``), a
command (``alliance measure NAME``), an entry of ``/v1/measures`` and a page in ``docs/measures`` without any other edit. It is computed by
a pure function of a :class:`graph.snapshot.view.View`. Every figure carries its evidence rows
(:class:`graph.measures.definition.Evidence`).
"""
