"""Bytes of 100 rows of a question with each amount of evidence, as sent and gzipped. Needs a running server.

python -m tests.bench.bench_evidence http://127.0.0.1:8000 [question]
"""

from __future__ import annotations

import gzip
import sys

import httpx

ROWS = 100


def main(url: str, question: str) -> None:
    print(f"{question}, {ROWS} rows: bytes, gzipped")
    with httpx.Client(base_url=url, timeout=60, trust_env=False) as client:
        for evidence in ("full", "ids", "none"):
            response = client.get(f"/v1/questions/{question}", params={"per_page": ROWS, "evidence": evidence})
            response.raise_for_status()
            count = response.json()["meta"]["count"]
            print(f"{evidence}: {len(response.content):,}, {len(gzip.compress(response.content, 6)):,} ({count} rows)")


if __name__ == "__main__":
    main(sys.argv[1], *(sys.argv[2:3] or ["county-pipelines"]))
