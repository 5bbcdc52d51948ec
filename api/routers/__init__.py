"""Routers are thin: check, call one thing, shape the answer."""
