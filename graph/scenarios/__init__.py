"""What-if scenarios: changes to the graph in memory, and measures before and after. Nothing is written.

:mod:`graph.scenarios.changes` defines the changes, :mod:`graph.scenarios.apply` applies them to a snapshot, and
:mod:`graph.scenarios.compare` compares the measures of both snapshots.
"""
