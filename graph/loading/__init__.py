"""Load data packages into a local or a remote database."""
