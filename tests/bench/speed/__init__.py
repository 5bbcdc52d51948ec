"""Parts of ``tests.bench.bench_api``: clients, requests and the baseline application."""
