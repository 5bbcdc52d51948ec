"""Fixed Cypher queries of the console: warm-up queries and the examples of ``/v1/schema``."""

from __future__ import annotations

WARM = (
    "EXPLAIN MATCH (a:School)-[r:OFFERS]->(p:Program) WHERE p.status = 'active' RETURN a.name AS a, count(p) AS n ORDER BY n DESC LIMIT 5",
    "MATCH (c:County) OPTIONAL MATCH (c)<-[:LOCATED_IN]-(x) RETURN c, collect(x.name)[..3] AS names ORDER BY c.id LIMIT 5",
    "CALL db.index.fulltext.queryNodes('names', 'school', {limit: 3}) YIELD node, score RETURN node, score",
    "MATCH p = SHORTEST 1 (a:School)-[]-{1,3}(b:County) RETURN p LIMIT 1",
)
EXAMPLE = "MATCH (s:School)-[:OFFERS]->(p:Program) WHERE p.status = $status RETURN s.name AS school, count(p) AS programs LIMIT 5"
"""Example in the OpenAPI document; takes a parameter ``status``."""
SHORTEST = "MATCH (c:County) RETURN c.name LIMIT 5"
"""Example shown when the query is empty."""
SEARCH = (
    "CALL db.index.fulltext.queryNodes('names', '职业', {limit: 5}) YIELD node, score RETURN node.id AS id, node.name_zh AS name, score",
    "CALL db.index.fulltext.queryNodes('names', 'jiahe') YIELD node WHERE node:School RETURN node.name AS name LIMIT 5",
    "CALL db.index.fulltext.queryNodes('names', $words, {limit: 5}) YIELD node, score RETURN labels(node) AS labels, node.name AS name",
)
"""Three queries on the full-text index; the last takes a parameter ``words``."""


def of_label(label: str, key: str | None, *, connected: bool) -> tuple[str, str, str]:
    """Return three example queries for a label.

    ``key`` is an indexed property for lookup or grouping; without it, ``origin`` is used. ``connected``: the label has relationships.
    """
    relationships = (
        f"MATCH (n:{label})-[r]-(other) RETURN type(r) AS relationship, labels(other) AS other, count(*) AS n ORDER BY n DESC LIMIT 10"
    )
    certainty = f"MATCH (n:{label}) RETURN n.certainty AS certainty, count(*) AS things ORDER BY things DESC"
    groups = f"n.{key} AS {key}" if key else "n.origin AS origin"
    return (
        f"MATCH (n:{label}) RETURN n.id AS id, n.name AS name, n.name_zh AS name_zh, n.origin AS origin ORDER BY id LIMIT 10",
        f"MATCH (n:{label}) RETURN {groups}, count(*) AS things ORDER BY things DESC, {key or 'origin'} LIMIT 10",
        relationships if connected else certainty,
    )


def of_pattern(start: str, kind: str, end: str) -> tuple[str, str, str]:
    """Return three example queries for a relationship type between two labels."""
    pattern = f"(a:{start})-[r:{kind}]->(b:{end})"
    return (
        f"MATCH {pattern} RETURN a.name AS `from`, b.name AS `to`, r.origin AS origin, r.sources AS sources ORDER BY a.id, b.id LIMIT 10",
        f"MATCH {pattern} RETURN b.name AS `to`, count(DISTINCT a) AS many ORDER BY many DESC, `to` LIMIT 10",
        f"MATCH (a:{start}) WHERE NOT EXISTS {{ (a)-[:{kind}]->(:{end}) }} RETURN count(a) AS without",
    )
