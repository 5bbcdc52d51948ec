"""Lists of entities and relationships: filters, sorting, cursors, groups."""
