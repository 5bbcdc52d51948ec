"""Run random sequences of edits, publications and undos against the plain model of ``tests/seed/edits/plain_model.py``.

``python -m tests.bench.torture_edits [--sequences N] [--seed N]``

Each sequence has up to 12 steps and a publication at the end. After each step the rows are compared with the model; every published version
is built again from its files, and must have its hash. Prints the number of sequences, steps, edits and versions, and the CPU time.
Exits with 1 at the first difference; Hypothesis prints the shortest sequence that shows it.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.seed.edits.test_model_based import STEPS, Step, run_sequence


def main() -> None:
    """Run the sequences and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sequences", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    counts: Counter[str] = Counter()

    @seed(arguments.seed)
    @settings(
        max_examples=arguments.sequences,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(st.lists(STEPS, max_size=12))
    def sequences(steps: list[Step]) -> None:
        run = run_sequence(steps)
        counts["sequences"] += 1
        counts["steps"] += len(steps)
        counts["versions"] += len(run.versions)
        for made in run.made:
            counts[made.what] += 1
        counts["undo"] += len(run.undone)
        if counts["sequences"] % 500 == 0:
            print(f"{counts['sequences']:,} sequences, {time.process_time():,.0f} s of CPU time", flush=True)

    sequences()
    print(", ".join(f"{name} {count:,}" for name, count in counts.items()))
    print(f"All equal. CPU time {time.process_time():,.0f} s.")


if __name__ == "__main__":
    main()
