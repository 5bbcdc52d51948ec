"""API keys, rate limits and the access policy."""
