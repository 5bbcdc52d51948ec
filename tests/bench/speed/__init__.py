"""Parts of ``tests.bench.bench_api``: what asks, what is asked, and what is measured."""
