"""Where the data lives: the Neo4j server, the loader, the named questions, and reads."""
