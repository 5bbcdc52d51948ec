/* Which properties the relationships of each type have, and how many relationships have each. */
CYPHER 5
MATCH ()-[r]->()
UNWIND keys(r) AS key
RETURN type(r) AS type, key, count(*) AS used
