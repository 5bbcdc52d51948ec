"""Export rows and graphs as files. Files are streamed, so memory use does not depend on the number of rows.

The input is a :class:`graph.export.table.Table` or a :class:`graph.export.graph.Drawing`. :mod:`graph.export.formats` lists the formats,
:mod:`graph.export.encoder` produces the bytes. Each format has a blocking writer in its own module, which runs in a thread, batch by
batch. A batch is read only after the bytes of the previous one have been consumed.
"""
