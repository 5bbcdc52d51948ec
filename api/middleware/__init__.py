"""ASGI middleware, from the request context to the response cache."""
