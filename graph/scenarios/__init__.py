"""What if: changes to the graph in memory, and every measure before and after. Nothing is ever written.

:mod:`graph.scenarios.changes` says what can be changed, :mod:`graph.scenarios.apply` makes another snapshot of it, and
:mod:`graph.scenarios.compare` holds the measures of both against each other.
"""
