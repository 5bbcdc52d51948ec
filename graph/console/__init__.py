"""The query console: untrusted, read-only Cypher on a disposable copy of the data in a separate Neo4j process.

Neither a lexer nor a read access mode makes untrusted Cypher safe for the main database: some expressions can only be stopped by stopping
the server. The layers, from the outside in:

- :mod:`~graph.console.validation.validator`: checks size, nesting and keywords before parsing, using
  :mod:`~graph.console.validation.lexer`;
- :mod:`~graph.console.validation.plan_check`: checks the query plan against allowlists of operators and procedures;
- :mod:`~graph.console.execution.runner`: a small process that queries the copy and converts values to JSON, so that no untrusted value is
  decoded in the API process;
- :mod:`~graph.console.execution.engine`: the copy, its server and its runners, started on first use and stopped when idle;
- :mod:`~graph.console.execution.watchdog`: stops them when a query exceeds its time limit;
- :mod:`~graph.console.service`: the interface used by the API.
"""
