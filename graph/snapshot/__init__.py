"""The graph of one data version in memory, as columns of numbers: what measures are computed on.

:mod:`graph.snapshot.columns` holds the columns, :mod:`graph.snapshot.reader` reads them from a store in packed chunks,
:mod:`graph.snapshot.view` is a snapshot as one origin and one date see it, :mod:`graph.snapshot.snapshot_cache` keeps the one of the data
version that is served, and :mod:`graph.snapshot.editing` makes another with what a request makes up.
"""
