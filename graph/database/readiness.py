"""The readiness probe: check that the database exists, is available and accepts the password."""

from __future__ import annotations

import neo4j

from graph.database.cypher_files import text_of


def probe(driver: neo4j.Driver, database: str) -> None:
    """Run a query that reads nothing. Exceptions of the driver are not translated.

    ``verify_connectivity`` alone does not name a database over ``bolt://``, and an empty transaction succeeds on a database that
    failed to start: the server opens its own only with the first query.
    """
    driver.verify_connectivity()
    with driver.session(database=database, default_access_mode=neo4j.READ_ACCESS) as session, session.begin_transaction() as transaction:
        transaction.run(text_of("browse", "ping")).consume()
        transaction.commit()
