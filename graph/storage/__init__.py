"""The data directory: stores, package copies, row differences, backup."""
