"""The smallest question there is: an empty transaction, which says that the database is there and lets us in."""

from __future__ import annotations

import neo4j


def probe(driver: neo4j.Driver, database: str) -> None:
    """Open and end a transaction that reads nothing.

    ``verify_connectivity`` alone does not name a database over ``bolt://``. Raises what the driver raises.
    """
    driver.verify_connectivity()
    with driver.session(database=database, default_access_mode=neo4j.READ_ACCESS) as session, session.begin_transaction() as transaction:
        transaction.commit()
