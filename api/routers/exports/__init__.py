"""Exports in the background: ask for a file, follow its state, cancel it, download it."""
