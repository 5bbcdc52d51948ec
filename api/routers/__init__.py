"""Routers. Each endpoint validates its input, calls one query or service, and shapes the response."""
