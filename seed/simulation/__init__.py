"""The parts of the simulated overlay; :mod:`seed.simulate` says which choices were made and why."""
