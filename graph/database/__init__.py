"""Reading from Neo4j: driver sessions, data version, schema, driver errors."""
