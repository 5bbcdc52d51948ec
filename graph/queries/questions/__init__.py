"""Named questions: parse, validate and run the Cypher file of each."""
