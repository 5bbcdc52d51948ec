"""Queries on the database: questions, lists, filters, traversal and search."""
