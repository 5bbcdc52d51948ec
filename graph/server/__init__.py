"""The local Neo4j server: jars, home directory, start and stop, diagnostics."""
