/* The nodes whose name or alias is exactly $text, among the full-text hits. */
CYPHER 5
CALL db.index.fulltext.queryNodes('names', $query, {limit: 200}) YIELD node
WHERE ($label IS NULL OR $label IN labels(node))
  AND (toLower(node.name) = $text OR node.name_zh = $text OR any(alias IN node.aliases WHERE toLower(alias) = $text))
RETURN node {.id, .name, .name_zh} AS node
ORDER BY node.id
LIMIT 20
