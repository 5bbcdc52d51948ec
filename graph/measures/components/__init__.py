"""Parts that several measures share."""
