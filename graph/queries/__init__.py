"""What is read from the database: questions, lists, filters, traversals and search."""
