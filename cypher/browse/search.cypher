/* Full-text search over names in both languages, aliases, working translations, search words, pinyin and simplified forms. */
CYPHER 5
CALL db.index.fulltext.queryNodes('names', $query, {limit: $reach}) YIELD node, score
WHERE ($labels IS NULL OR any(label IN labels(node) WHERE label IN $labels))
  AND ($origin IS NULL OR node.origin IN $origin)
RETURN node {.id, .name, .name_zh, .gloss_zh, .kind, .origin, .aliases, .search, .search_words, .search_gloss} AS node, score
ORDER BY score DESC, node.id
LIMIT $limit
