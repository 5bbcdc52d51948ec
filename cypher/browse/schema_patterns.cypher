/* The start and end labels of each relationship type, with the number of relationships. */
CYPHER 5
MATCH (a:Thing)-[r]->(b:Thing)
WITH labels(a) AS starts, type(r) AS type, labels(b) AS ends, count(*) AS count
RETURN [label IN starts WHERE label <> 'Thing'][0] AS start, type, [label IN ends WHERE label <> 'Thing'][0] AS end, sum(count) AS count
