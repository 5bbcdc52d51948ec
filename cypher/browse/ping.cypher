/* The smallest query: it fails while the database is not available. */
CYPHER 5
RETURN 1 AS one
