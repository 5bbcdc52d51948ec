"""Data packages: read, check and write."""
