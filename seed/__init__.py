"""The data model, data packages and the bundled data. No database driver and no network access."""
