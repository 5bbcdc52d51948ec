"""The graph of one data version in memory, as columns of numbers. Measures are computed on it.

:mod:`graph.snapshot.columns` defines the columns, :mod:`graph.snapshot.reader` reads them from a store in packed chunks,
:mod:`graph.snapshot.view` filters a snapshot by origin and date, :mod:`graph.snapshot.snapshot_cache` caches the snapshot of the current
data version, and :mod:`graph.snapshot.editing` adds the entities of a request.
"""
