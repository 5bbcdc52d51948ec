"""Damage a data folder at random, then run random commands.

``python -m tests.bench.torture_damage local|remote [--cases N] [--seed S] [--first K]``
"""
