"""A generated enterprise with ten thousand relationships: three years of graduates from 2,500 programs, and as many schools beside."""

from __future__ import annotations

from graph.database.schema import ensure
from tests.conftest import GraphDB

HUB = "enterprise:hub"
_ROW = "origin: 'simulated', certainty: 'seen', sources: ['source:s']"
_TEXTS = (
    f"CREATE (:Thing:Enterprise {{id: '{HUB}', name: 'Hub', kind: 'named', {_ROW}}})",
    "CREATE (:Thing:Source {id: 'source:s', name: 'S', kind: 'simulation', origin: 'simulated', certainty: 'seen'})",
    "CREATE (:Thing:County {id: 'county:1', name: 'C', origin: 'reference', certainty: 'seen'})",
    f"UNWIND range(1, 2500) AS i CREATE (p:Thing:Program {{id: 'program:p' + i, name: 'P' + i, status: 'active', {_ROW}}}) "
    f"CREATE (s:Thing:School {{id: 'school:s' + i, name: 'S' + i, kind: 'named', {_ROW}}})-[:OFFERS {{{_ROW}}}]->(p)",
    f"MATCH (h:Thing {{id: '{HUB}'}}) MATCH (p:Program) UNWIND [2021, 2022, 2023] AS y "
    f"CREATE (p)-[:FEEDS {{year: y, graduates: 3, {_ROW}}}]->(h)",
    f"MATCH (h:Thing {{id: '{HUB}'}}) MATCH (s:School) CREATE (s)-[:PARTNERS_WITH {{form: 'internship', valid_from: '2020', "
    f"valid_from_lo: '2020-01-01', valid_from_hi: '2020-12-31', {_ROW}}}]->(h)",
    f"MATCH (h:Thing {{id: '{HUB}'}}) MATCH (c:County) CREATE (h)-[:LOCATED_IN {{{_ROW}}}]->(c)",
    "CREATE (:Meta {id: 'meta', state: 'ready', data_version: 'hub', packages: [], counts: '{}'})",
    "CALL db.awaitIndexes(60)",
)


def fill(db: GraphDB) -> None:
    """Make the graph, with the constraints and indexes of the declaration."""
    with db.driver() as driver:
        ensure(driver, db.database)
    for text in _TEXTS:
        db.run(text)
