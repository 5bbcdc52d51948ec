"""Generate `docs/reference/questions.md` from the headers of the question files.

Run ``python -m tools.questions_page > docs/reference/questions.md``.
"""

from __future__ import annotations

import sys

from graph.queries.labels import shared
from graph.queries.questions.question_file import Question, load_questions


def page() -> str:
    """Return the page in Markdown."""
    lines = [
        "# The named questions",
        "",
        "Derived from the files in `cypher/ask/`; each is a route `/v1/questions/NAME` and a command `alliance ask NAME`.",
    ]
    questions = load_questions().values()
    for name, group in shared().groups.items():
        listed = [question for question in questions if question.group == name]
        lines += ["", f"## {group.label.en}"] if listed else []
        for question in listed:
            lines += _entry(question)
    return "\n".join(lines) + "\n"


def _entry(question: Question) -> list[str]:
    words = " ".join(f"--{name} {value}" for name, value in question.example.items())
    about = " ".join(question.about.split())
    params = [f"| `{param.name}` | {_kind(param.type.name, param.optional)} | {param.help} |" for param in question.params.values()]
    returns = ", ".join(f"`{name}`" for name in question.returns)
    return [
        *["", f"### {question.title}", "", question.title_zh, "", about, ""],
        *([f"`place` applies to {' or '.join(f'`{name}`' for name in question.place)}.", ""] if question.place else []),
        *["| parameter | type | meaning |", "|-|-|-|", *params, "", f"Columns: {returns}.", ""],
        *["```", f"alliance ask {question.name} {words}".rstrip(), "```", "", f"Name: `{question.name}`"],
    ]


def _kind(name: str, optional: bool) -> str:
    return f"{name}, optional" if optional else name


if __name__ == "__main__":
    sys.stdout.write(page())
