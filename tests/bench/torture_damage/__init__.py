"""Random damages of a data folder, followed by random commands: what was whole stays, no start replaces what was loaded, all say what to do.

``python -m tests.bench.torture_damage local|remote [--cases N] [--seed S] [--first K]``
"""
