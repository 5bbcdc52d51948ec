"""Citations: every answer as a reference in the common formats."""
