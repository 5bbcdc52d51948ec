"""Run console queries on a disposable copy of the data, in a confined server."""
