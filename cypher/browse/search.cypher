/* Full-text search over names in both languages, aliases, pinyin and simplified forms. */
CYPHER 5
CALL db.index.fulltext.queryNodes('names', $query, {limit: $reach}) YIELD node, score
WHERE ($labels IS NULL OR any(label IN labels(node) WHERE label IN $labels))
  AND ($origin IS NULL OR node.origin IN $origin)
RETURN node {.id, .name, .name_zh, .kind, .origin, .aliases, .code, .search} AS node, score
ORDER BY score DESC, node.id
LIMIT $limit
