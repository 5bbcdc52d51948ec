"""Where an entity lies: the declaration, its Cypher, and the place of a request."""
