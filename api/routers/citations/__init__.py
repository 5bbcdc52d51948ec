"""Citations: a reference to any response, in the common formats."""
