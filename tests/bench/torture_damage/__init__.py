"""Random damages of a data folder, followed by random commands.

``python -m tests.bench.torture_damage local|remote [--cases N] [--seed S] [--first K]``
"""
