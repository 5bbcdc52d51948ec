"""The filter language of lists: parse, resolve names, compile to Cypher."""
