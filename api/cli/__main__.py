"""``python -m api.cli``: the same as ``alliance``."""

from api.cli import main

main()
