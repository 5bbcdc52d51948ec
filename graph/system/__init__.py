"""Operating system helpers: files, folder locks, child processes."""
