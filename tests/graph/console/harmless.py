"""Read queries that must be answered even if they contain suspicious words, and their parameters."""

from __future__ import annotations

from typing import Any

B = "\\"
WORDS = [
    "RETURN 'CREATE (n) SET n.x = 1 DETACH DELETE n' AS text",
    "RETURN \"LOAD CSV FROM 'http://x' AS y\" AS text",
    "RETURN 'SHOW USERS; DROP DATABASE neo4j' AS text // USE system",
    "MATCH (c:County) /* CREATE (n) LOAD CSV; */ RETURN c.name AS name LIMIT 3",
    "RETURN 1 AS `LOAD CSV`, 2 AS `USE system`, 3 AS `a``b`",
    "MATCH (n:School) RETURN n.create AS create, n.delete AS delete, n.load AS load, n.use AS use LIMIT 1",
    "WITH {use: 1, call: 2, show: 3, set: 4, load: 5} AS m RETURN m.use + m.call + m.show + m.set + m.load AS sum",
    "WITH 1 AS use, 2 AS show, 3 AS load, 4 AS csv RETURN use, show, load, csv ORDER BY use",
    "UNWIND [1, 2] AS call WITH call WHERE call IN [2] RETURN call",
    "MATCH (terminate:County) RETURN terminate.name AS stop LIMIT 1",
    "MATCH (n:Use:Load {call: 1})-[:CREATE|SHOW]->() RETURN n",
    "RETURN 'it\\'s; fine' AS a, \"say \\\"hi\\\"\" AS b, 'back\\\\' AS c; // the end",
    f"RETURN '{B}u5b66{B}u6821' AS school, 'a{B}u0027b' IS NULL AS odd".replace(f"{B}u0027", f"{B}{B}u0027"),
    f"R{B}u0045TURN 1 AS one",
    "RETURN 1 AS x // a comment\r\n",
    "MATCH\u3000(c:County)\u00a0RETURN c.name_zh AS 名称 LIMIT 2",
]
PREFIXES = [
    "CYPHER 5 MATCH (n:County) RETURN count(n) AS n",
    "CYPHER 25 MATCH (n:County) RETURN count(n) AS n",
    "cypher 25 explain match (n:School) return n",
    "EXPLAIN MATCH (n:School)-[:OFFERS]->(p) RETURN n, p",
    "PROFILE MATCH (n:School)-[:OFFERS]->(p) RETURN n.name, count(p)",
    "EXPLAIN CYPHER 5 MATCH (n) RETURN n;",
]
PATTERNS = [
    "MATCH (n) RETURN n LIMIT 5",
    "MATCH (c:County {code: '431021'}) USING INDEX c:County(code) RETURN c",
    "MATCH (a:School)-[r:OFFERS]->(p:Program) WHERE r.origin = 'documented' RETURN a, r, p LIMIT 5",
    "MATCH (a:School) OPTIONAL MATCH (a)-[:LOCATED_IN]->(c) RETURN a.name, collect(c.name) AS places ORDER BY a.name LIMIT 5",
    "MATCH (a:School) WHERE EXISTS { (a)-[:OFFERS]->(p) WHERE p.status = 'active' } RETURN count(a)",
    "MATCH (a:School) RETURN a.name, COUNT { (a)-[:OFFERS]->() } AS programs ORDER BY programs DESC LIMIT 3",
    "MATCH (a:School) RETURN a.name, COLLECT { MATCH (a)-[:OFFERS]->(p) RETURN p.name ORDER BY p.name LIMIT 2 } AS p LIMIT 3",
    "RETURN [x IN [1, 2] | COLLECT { MATCH (c:County) RETURN c.name LIMIT 1 }] AS nested",
    "MATCH (a:School) CALL (a) { MATCH (a)-[:OFFERS]->(p) RETURN count(p) AS n } RETURN a.name, n LIMIT 3",
    "CALL { MATCH (c:County) RETURN c.name AS name UNION MATCH (r:Region) RETURN r.name AS name } RETURN count(name)",
    "MATCH (a:School) OPTIONAL CALL (a) { MATCH (a)-[:PART_OF]->(p) RETURN p LIMIT 1 } RETURN a.name, p.name LIMIT 3",
    "MATCH (c:County) RETURN c.name AS x UNION ALL MATCH (s:School) RETURN s.name AS x",
    "MATCH (a:School) ((x)-[:OFFERS]->(y)){1,2} (b) RETURN a.name, size(y) LIMIT 3",
    "MATCH (c:County)-[:PART_OF]->+(r:Region) RETURN c.name, r.name",
    "MATCH p = shortestPath((a:School)-[*..4]-(c:County {code: '431024'})) RETURN p LIMIT 2",
    "MATCH (a:School {id: 'school:jiahe-vocational'}), (c:County) MATCH p = allShortestPaths((a)-[*..4]-(c)) RETURN length(p) LIMIT 3",
    "MATCH p = SHORTEST 2 (a:School {id: 'school:jiahe-vocational'})-[]-{1,4}(c:County) RETURN p",
    "MATCH p = ANY SHORTEST (a:School)-[:LOCATED_IN|PART_OF]-+(r:Region) RETURN length(p) LIMIT 3",
    "MATCH (n:County|Region) WHERE n:!Region RETURN labels(n) LIMIT 1",
    "MATCH (n:$($label)) RETURN count(n) AS n",
    "MATCH (a:School) WHERE NOT (a)-[:OFFERS]->() RETURN count(a)",
    "MATCH (n:Thing) WHERE n.id IN $ids RETURN n.id ORDER BY n.id",
    "MATCH (a)-[r]->(b) RETURN type(r) AS type, count(*) AS n ORDER BY n DESC",
    "MATCH (n) WHERE elementId(n) = $element RETURN n",
    "MATCH p = (a:Person)-[:TEACHES_AT]->(s)-[:OFFERS]->(x) RETURN [n IN nodes(p) | n.name] AS names LIMIT 3",
]
EXPRESSIONS = [
    "RETURN date('2024-06-30') AS d, datetime('2024-06-30T12:00:00+08:00') AS t, localtime('12:30') AS l, duration('P1Y2M3DT4H') AS x",
    "RETURN duration.between(date('2020-01-01'), date('2024-01-01')).years AS years, date.truncate('month', date('2024-06-30')) AS m",
    "RETURN point({longitude: 113.0, latitude: 25.8}) AS p, point.distance(point({x: 0, y: 0}), point({x: 3, y: 4})) AS five",
    "RETURN 0.0 / 0.0 AS nan, 1.0 / 0.0 AS infinity, -1.0 / 0.0 AS less, 9223372036854775807 AS big, 0x1F AS hex, 1e3 AS e, .5 AS half",
    "MATCH (s:School) RETURN s {.name, .id, programs: [(s)-[:OFFERS]->(p) | p {.*}]} AS school LIMIT 2",
    "RETURN [x IN range(1, 10) WHERE x % 2 = 0 | x ^ 2] AS squares, reduce(a = 0, x IN range(1, 100) | a + x) AS sum",
    "RETURN all(x IN [1, 2] WHERE x > 0) AS a, any(x IN [1] WHERE x = 2), none(x IN [] WHERE x) AS c, single(x IN [1] WHERE x = 1) AS d",
    "MATCH (s:School) RETURN s.level, count(*) AS n, avg(COUNT { (s)-->() }) AS mean, percentileCont(COUNT { (s)-->() }, 0.5) AS p",
    "RETURN CASE WHEN 1 = 1 THEN 'yes' ELSE 'no' END AS a, CASE 3 WHEN 1, 2 THEN 'few' ELSE 'many' END AS b",
    "RETURN toUpper('a') + trim('  b ') + replace('abc', 'b', 'x') AS s, split('a,b', ',') AS l, substring('hello', 1, 2) AS t",
    "RETURN 'Guiyang' =~ '(?i)guiyang' AS matches, 'abc' STARTS WITH 'a' AND 'abc' CONTAINS 'b' AND 'abc' ENDS WITH 'c' AS three",
    "RETURN coalesce(null, 1) AS a, keys({a: 1}) AS k, head([1, 2]) AS h, [1, 2, 3][1..] AS tail, {a: [1, {b: null}]} AS deep",
    "RETURN {`$type`: 'mine', other: 1} AS map",
    "RETURN 1 IS :: INTEGER AS typed, valueType('x') AS type, randomUUID() IS NOT NULL AS uuid, size('学校') AS two",
    "RETURN " + "(" * 30 + "1" + ")" * 30 + " AS nested",
    "RETURN " + " + ".join(["1"] * 100) + " AS hundred",
    "UNWIND range(1, 5000) AS x RETURN x",
    "UNWIND $rows AS row RETURN row.name AS name, row.n + 1 AS n",
    "CYPHER 25 MATCH (n:County) LET x = n.name FILTER x STARTS WITH 'G' RETURN x",
    "CYPHER 25 RETURN vector([1, 2], 2, INTEGER8) AS v",
]
PROCEDURES = [
    "CALL db.labels()",
    "CALL db.labels() YIELD label RETURN label ORDER BY label",
    "CALL `db`.`relationshipTypes`() YIELD relationshipType AS t RETURN t",
    "CALL db.propertyKeys() YIELD propertyKey RETURN count(*)",
    "CALL db.schema.nodeTypeProperties() YIELD nodeType, propertyName RETURN nodeType, propertyName LIMIT 5",
    "CALL db.schema.visualization()",
    "CALL db.index.fulltext.queryNodes('names', $words, {limit: 3}) YIELD node, score RETURN node.name_zh AS name, score",
    "CALL dbms.components() YIELD name, versions RETURN name, versions",
]
ALL = [*WORDS, *PREFIXES, *PATTERNS, *EXPRESSIONS, *PROCEDURES]
PARAMETERS: dict[str, Any] = {
    "label": "County",
    "ids": ["county:431021", "county:431024"],
    "element": "4:00000000-0000-0000-0000-000000000000:1",
    "rows": [{"name": "a", "n": 1}, {"name": "b", "n": 2}],
    "words": "职业",
}
"""Passed to every query; unused parameters have no effect."""
