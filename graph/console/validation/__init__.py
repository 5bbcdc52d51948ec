"""Check console queries before they run."""
