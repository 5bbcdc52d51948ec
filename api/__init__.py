"""The HTTP API, its pages, the MCP server and the command line."""
