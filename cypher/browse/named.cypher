/* The full-text hits of a type, best first, with all their names. The caller compares the names. */
CYPHER 5
CALL db.index.fulltext.queryNodes('names', $query, {limit: 200}) YIELD node
WHERE $label IS NULL OR $label IN labels(node)
RETURN node {.id, .name, .name_zh} AS node, coalesce(node.aliases, []) AS aliases
ORDER BY node.id
