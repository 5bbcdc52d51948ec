"""Exports: rows and drawings as files, made as they are read, so that memory does not grow with their number.

What is exported is a :class:`graph.export.table.Table` or a :class:`graph.export.graph.Drawing`; :mod:`graph.export.formats` names the
formats, :mod:`graph.export.encoder` makes the bytes. Each format is a blocking writer of its own module that works in a thread, batch by
batch: a batch is read only when the bytes of the one before it have been taken.
"""
