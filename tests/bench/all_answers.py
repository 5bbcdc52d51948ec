"""Ask a server every question and every measure with the parameters of its example, and print a Markdown table of the answers.

``uv run python -m tests.bench.all_answers http://127.0.0.1:8000``

A row states the number of rows, or the reason that the response gives for none, and the refused figures of a measure with their reasons.
Exits with 1 if an answer has neither rows nor a reason.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from typing import Any

import httpx

from graph.measures.registry import load_measures
from graph.queries.questions.question_file import load_questions


def reason(body: dict[str, Any]) -> str:
    """Return why a response has no rows, as the response states it."""
    meta = body["meta"]
    said = [str(note.get("text", note)) if isinstance(note, dict) else str(note) for note in meta.get("notes") or []]
    absent = meta.get("absent")
    return "; ".join([*([str(absent)] if absent else []), *said])


def refusals(rows: list[dict[str, Any]]) -> Counter[str]:
    """Count the reasons of figures that are not given."""
    return Counter(str(row["refused"]) for row in rows if row.get("refused"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    url = parser.parse_args().url
    asked = {f"/v1/questions/{name}": question.example for name, question in load_questions().items()}
    asked |= {f"/v1/measures/{name}": measure.example for name, measure in load_measures().items()}
    silent = 0
    print("| request | rows | reason |\n|-|-:|-|")
    with httpx.Client(base_url=url, timeout=120) as client:
        for path, example in asked.items():
            response = client.get(path, params=dict(example))
            body = response.json()
            if response.is_error:
                print(f"| `{path}` | {response.status_code} | {body['detail']} |")
                silent += 1
                continue
            rows = body["results"]
            why = reason(body) if not rows else "; ".join(f"{count} x {text}" for text, count in refusals(rows).items())
            silent += not rows and not why
            print(f"| `{response.request.url.raw_path.decode()}` | {body['meta'].get('total', len(rows))} | {why} |")
    sys.exit(1 if silent else 0)


if __name__ == "__main__":
    main()
