"""The query console: read-only Cypher of strangers, on a disposable copy of the data in a Neo4j process of its own.

No lexer and no access mode can make a stranger's Cypher safe for the database that serves everyone: some expressions can only be ended
by ending the server. So the parts are, from the outside in:

- :mod:`~graph.console.validation.validator`: size, nesting and words, before anything is parsed (:mod:`~graph.console.validation.lexer`
reads the text);
- :mod:`~graph.console.validation.plan_check`: what the planner says, held against lists of operators and procedures;
- :mod:`~graph.console.execution.runner`: a small process that speaks to the copy's server and turns its values into JSON, so that no value
of a
  stranger is ever decoded in the process of the API;
- :mod:`~graph.console.execution.engine`: the copy, its server and its runners, started on first use and ended when idle;
- :mod:`~graph.console.execution.watchdog`: ends them when a query outlives its time;
- :mod:`~graph.console.service`: what the API calls.
"""
