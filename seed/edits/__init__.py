"""Edits: corrections of rows of any package, kept in a package of their own and applied when packages are read."""
