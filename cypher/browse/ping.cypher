/* The smallest query. It fails while the database is unavailable. */
CYPHER 5
RETURN 1 AS one
