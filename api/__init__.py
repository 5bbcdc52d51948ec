"""WHO asks: the HTTP API, its pages and the command line."""
