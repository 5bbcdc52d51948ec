"""The parts of the simulated overlay. :mod:`seed.simulate` documents the modelling choices."""
