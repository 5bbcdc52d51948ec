/* The properties of the nodes of each label, with the number of nodes that have them. */
CYPHER 5
MATCH (n:Thing)
UNWIND keys(n) AS key
RETURN [label IN labels(n) WHERE label <> 'Thing'][0] AS label, key, count(*) AS used
