/* Which properties the nodes of each label have, and how many nodes have each. */
CYPHER 5
MATCH (n:Thing)
UNWIND keys(n) AS key
RETURN [label IN labels(n) WHERE label <> 'Thing'][0] AS label, key, count(*) AS used
