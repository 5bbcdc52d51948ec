/* The properties of the relationships of each type, with the number of relationships that have them. */
CYPHER 5
MATCH ()-[r]->()
UNWIND keys(r) AS key
RETURN type(r) AS type, key, count(*) AS used
