"""Queries that must be refused, or bounded in time, memory and size: kind, query and expected outcome.

``refused``: 422, the query never runs. ``bounded``: the query may be refused, truncated (``truncated``), or stopped because of its memory
or size (422) or its time (504). Its answer never exceeds the limits, the server does not fail, and the next query is answered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Expected = Literal["refused", "bounded"]
B = "\\"


@dataclass(frozen=True)
class Hostile:
    kind: str
    query: str
    expected: Expected = "refused"
    parameters: dict[str, Any] = field(default_factory=dict)


def _all(kind: str, *queries: str, expected: Expected = "refused") -> list[Hostile]:
    return [Hostile(kind, query, expected) for query in queries]


WRITES = _all(
    "writes",
    "CREATE (n:School {id: 'x'}) RETURN n",
    "MATCH (n) SET n.name = 'x' RETURN n",
    "MATCH (n) DETACH DELETE n",
    "MERGE (n:School {id: 'x'}) RETURN n",
    "MATCH (n:School) REMOVE n.name RETURN n",
    "MATCH (n:School) CALL (n) { SET n.x = 1 } RETURN n",
    "MATCH (n:School) FOREACH (x IN [1] | SET n.x = x)",
    "UNWIND [1] AS x CALL (x) { CREATE (:Y {x: x}) } IN TRANSACTIONS OF 1 ROW",
    "MATCH (n) CALL (n) { WITH n RETURN 1 AS one } IN TRANSACTIONS RETURN one",
    "CYPHER 25 INSERT (n:School)",
    "EXPLAIN CREATE (n)",
    "PROFILE MATCH (n) SET n.x = 1",
    f"CR{B}u0045ATE (n)",
    "RETURN 1 AS x UNION CREATE (n) RETURN 1 AS x",
    "CREATE INDEX x FOR (n:School) ON (n.name)",
    "DROP CONSTRAINT thing_id",
)
PROCEDURES = _all(
    "procedures",
    "CALL dbms.listConfig()",
    "CALL dbms.queryJmx('java.lang:*') YIELD name, attributes RETURN *",
    "CALL db.stats.retrieve('QUERIES') YIELD data RETURN data",
    "CALL db.clearQueryCaches()",
    "CALL dbms.killConnections(['bolt-1'])",
    "CALL tx.setMetaData({user: 'x'})",
    "CALL fleetManagement.status()",
    "CALL db.awaitIndexes(300)",
    "CALL db.createLabel('X')",
    "CALL `db`.`stats`.`retrieve`('QUERIES') YIELD data RETURN data",
    "CALL db . stats /* x */ . retrieve ('QUERIES') YIELD data RETURN data",
    f"CALL db.st{B}u0061ts.retrieve('QUERIES') YIELD data RETURN data",
    "MATCH (n:County) CALL dbms.listConnections() YIELD connectionId RETURN connectionId",
    "OPTIONAL CALL dbms.listConfig() YIELD name RETURN name",
    "RETURN [x IN [1] WHERE EXISTS { CALL db.stats.retrieve('QUERIES') YIELD data RETURN data } | x]",
    "RETURN reduce(a = 0, x IN [1] | a + COUNT { CALL dbms.listConfig() YIELD name RETURN name })",
    "CALL { CALL dbms.listConfig() YIELD name RETURN name } RETURN name",
    "RETURN apoc.util.sleep(1)",
    "RETURN graph.byName('system')",
    "RETURN `file`()",
)
ADMINISTRATION = _all(
    "administration",
    "SHOW TRANSACTIONS",
    "SHOW SETTINGS YIELD name, value RETURN name, value",
    "SHOW USERS",
    "SHOW DATABASES",
    "SHOW FUNCTIONS",
    "SHOW TRANSACTIONS YIELD transactionId AS t TERMINATE TRANSACTIONS t YIELD message RETURN message",
    "TERMINATE TRANSACTION 'neo4j-transaction-1'",
    "CREATE USER eve SET PASSWORD 'password1' CHANGE NOT REQUIRED",
    "ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'password1'",
    "STOP DATABASE neo4j",
    "EXPLAIN SHOW SETTINGS",
    f"{B}u0053HOW USERS",
    "/* a */ SHOW // b\n USERS",
)
DATABASES = _all(
    "other databases",
    "USE system MATCH (n) RETURN n",
    "USE system CALL dbms.listConfig()",
    "USE neo4j MATCH (n) RETURN n",
    "USE `system` RETURN 1",
    "USE graph.byElementId('4:x:1') MATCH (n) RETURN n",
    "CALL { USE system MATCH (n) RETURN n } RETURN n",
    "MATCH (n:School) RETURN COUNT { USE system MATCH (m) RETURN m }",
    f"{B}u0055SE system RETURN 1",
    "RETURN 1 AS x UNION USE system RETURN 2 AS x",
)
LOAD = _all(
    "LOAD CSV",
    "LOAD CSV FROM 'http://127.0.0.1:1/x' AS row RETURN row",
    "LOAD CSV WITH HEADERS FROM 'file:///etc/passwd' AS row RETURN row",
    "load\tcsv from 'ftp://127.0.0.1/x' as row return row",
    f"L{B}u004FAD CSV FROM 'http://127.0.0.1:1/x' AS row RETURN row",
    f"RETURN 1 AS x // {B}u000a UNION LOAD CSV FROM 'http://127.0.0.1:1/x' AS x RETURN x",
    f"RETURN '{B}u0027 AS x UNION LOAD CSV FROM {B}u0027http://127.0.0.1:1/x' AS x RETURN x",
    f"RETURN 1 AS x /* *{B}u002F UNION LOAD CSV FROM 'http://127.0.0.1:1/x' AS x RETURN x",
    "RETURN 1 AS x // \r UNION LOAD CSV FROM 'http://127.0.0.1:1/x' AS x RETURN x",
    "MATCH (n:County) WHERE EXISTS { LOAD CSV FROM 'http://127.0.0.1:1/x' AS row RETURN row } RETURN n",
    "RETURN COUNT { LOAD CSV FROM 'http://127.0.0.1:1/x' AS row RETURN row }",
    "RETURN [x IN [1] | COLLECT { LOAD CSV FROM 'http://127.0.0.1:1/x' AS row RETURN row }]",
    "CALL () { LOAD CSV FROM 'http://127.0.0.1:1/x' AS row RETURN row } RETURN row",
    "UNWIND range(1, 1000) AS i LOAD CSV FROM 'http://127.0.0.1:1/' + i AS row RETURN row",
    "LOAD\u00a0CSV\u3000FROM 'http://127.0.0.1:1/x' AS row RETURN row",
    "LOAD\x1fCSV FROM null AS row RETURN row",
)
SHAPE = [
    *_all(
        "shape",
        "",
        "   // nothing\n",
        ";",
        "RETURN 1; RETURN 2",
        f"RETURN 1{B}u003B RETURN 2",
        "CYPHER 3.5 RETURN 1",
        "CYPHER 5 runtime=slotted RETURN 1",
        "CYPHER planner=dp RETURN 1",
        "EXPLAIN PROFILE RETURN 1",
        "RETURN 'open",
        "RETURN 1 /* open",
        "RETURN `open",
        f"RETURN '{B}u12'",
        "RETURN 1 \u200b AS x",
        "MATCH (n) RETUR n",
        "RETURN $missing",
        "HELLO",
    ),
    Hostile("shape", "RETURN " + "[" * 200 + "]" * 200),
    Hostile("shape", "RETURN " + "(" * 800 + "1" + ")" * 800),
    Hostile("shape", "RETURN " + "{a: " * 200 + "1" + "}" * 200),
    Hostile("shape", "RETURN " + "CASE WHEN true THEN " * 100 + "1" + " END" * 100),
    Hostile("shape", " UNION ".join(["RETURN 1 AS x"] * 10_000)),
    Hostile("shape", " UNION ".join(["RETURN 1 AS x"] * 60)),
    Hostile("shape", "RETURN " + ", ".join(f"1 AS a{i}" for i in range(20_000))),
    Hostile("shape", "RETURN 1 // " + "x" * 1_000_000),
    Hostile("shape", "MATCH (n) RETUR '" + "x" * 15_000 + "'"),
    Hostile("parameters", "RETURN 1", parameters={f"p{i}": i for i in range(20_000)}),
    Hostile("parameters", "RETURN 1", parameters={"p": "x" * 80_000}),
    Hostile("parameters", "RETURN 1", parameters={"p": 2**63}),
    Hostile("parameters", "RETURN $p", parameters={"p": [[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]}),
]
PLANNER = [
    Hostile("planner", "RETURN " + " + ".join(["1"] * 2_500) + " AS x", "bounded"),
    Hostile("planner", "MATCH (a0)" + "".join(f"-->(a{i})" for i in range(1, 100)) + " RETURN a0", "bounded"),
    Hostile("planner", "MATCH (a) " + "(()-->()){1,3} () " * 100 + "RETURN a", "bounded"),
    Hostile("planner", "MATCH (a) WHERE " + "EXISTS { MATCH (a)-->(b) WHERE " * 25 + "true" + "}" * 25 + " RETURN a", "bounded"),
    Hostile("planner", "RETURN " + ", ".join(f"{i} AS a{i}" for i in range(1_000)), "bounded"),
]
TIME = _all(
    "time",
    "RETURN all(x IN range(1, 4000000000) WHERE x > 0)",
    "RETURN reduce(a = 0, x IN range(1, 4000000000) | a + x)",
    "RETURN size([x IN range(1, 4000000000) WHERE x % 2 = 3])",
    "RETURN none(x IN range(1, 4000000000) WHERE x < 0) AS n",
    "RETURN 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' =~ '(a+)+b'",
    "MATCH (a)--(b)--(c)--(d)--(e)--(f)--(g)--(h) RETURN count(*)",
    "MATCH p = (a)-[*]-(b) RETURN count(p)",
    "UNWIND range(1, 1000000000) AS x WITH x WHERE x < 0 RETURN x",
    "MATCH (a), (b), (c), (d), (e) WHERE a.name + b.name = c.name + d.name + e.name RETURN count(*)",
    expected="bounded",
)
MEMORY = _all(
    "memory",
    "UNWIND range(1, 100000000) AS x RETURN collect(x)",
    "RETURN reduce(s = 'aaaaaaaa', x IN range(1, 40) | s + s) AS s",
    "RETURN reduce(l = [1], x IN range(1, 40) | l + l) AS l",
    "UNWIND range(1, 10000000) AS x RETURN x ORDER BY -x",
    "RETURN [x IN range(1, 100000000) | toString(x)] AS l",
    "UNWIND range(1, 10) AS x RETURN reduce(s = 'a', y IN range(1, 26) | s + s) AS s",
    expected="bounded",
)
RESULTS = _all(
    "results",
    "UNWIND range(1, 1000000000) AS x RETURN x",
    "UNWIND range(1, 100000) AS x RETURN x LIMIT 50000",
    "MATCH (n) RETURN n.id AS x UNION ALL MATCH (n) RETURN n.id AS x UNION ALL MATCH (n) RETURN n.id AS x",
    "MATCH (n) MATCH (m) RETURN n, m //",
    "RETURN range(1, 3000000) AS l",
    "RETURN reduce(a = [], x IN range(1, 3000) | [a]) AS deep",
    "RETURN reduce(s = 'a', y IN range(1, 22) | s + s) AS four_megabytes",
    "UNWIND range(1, 900) AS x RETURN reduce(s = 'a', y IN range(1, 16) | s + s) AS wide",
    expected="bounded",
)
ALL = [*WRITES, *PROCEDURES, *ADMINISTRATION, *DATABASES, *LOAD, *SHAPE, *PLANNER, *RESULTS, *TIME, *MEMORY]
BOMBS = [*TIME[:6], *MEMORY[:5]]
