"""Full-text search and name lookup."""
