"""Request parameters: selection, cursors, filters and values."""
