"""Import a spreadsheet: a file, ``mapping.yaml`` and ``decisions.csv`` give a data package, always with the same bytes."""
