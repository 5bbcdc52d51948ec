"""Neighbours, shortest paths and subgraphs."""
