"""Named questions: one Cypher file each, parsed, checked and run."""
