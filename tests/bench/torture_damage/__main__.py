"""Damage a data folder at random, run random commands, and check the result.

``python -m tests.bench.torture_damage local|remote [--cases N] [--seed S] [--first K]``

Each case starts from the same folder, in which three versions of a small package were loaded, one of them with a second package. The
folder is damaged once or twice: by :mod:`.damages`, or by killing a load, a start, or one of their child processes at a random moment. Then
one or two random commands run. Data that was intact before a command must be intact after it, unless a successful load made it obsolete. A
start must not replace the loaded data. An error must have a hint. In every third case the hints are followed until ``alliance up`` is
ready. Case K of seed S is reproducible, except for the moments of kills. Exits with 1 when a check failed.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import neo4j

from graph.server.jars import ensure_jars
from graph.server.local_server import LocalServer
from graph.settings import Settings
from tests.bench.torture_damage.commands import Alliance, Result
from tests.bench.torture_damage.damages import damage, restore_rights
from tests.bench.torture_damage.places import Local, Remote, digests
from tests.graph.worlds import suburb, world

COMMAND = re.compile(r"alliance ((?:db adopt|db rebuild|load)\b[^\n,()]*?)(?=,? then\b|, |\.?$|\. |\))", re.MULTILINE)
STEPS = 6
"""Maximum number of hints to follow until a start succeeds."""


class Case:
    """A data folder and the commands that run on it."""

    def __init__(self, folder: Path, alliance: Alliance, read_state: Callable[[], Local | Remote], dice: random.Random) -> None:
        self.folder, self.alliance, self.read_state, self.dice = folder, alliance, read_state, dice
        self.faults: list[str] = []
        self.log: list[str] = []
        self.messages: Counter[str] = Counter()

    def commands(self) -> dict[str, tuple[str, ...]]:
        """Return the commands: name to arguments."""
        next_world = world(self.folder / "next", self.dice.randint(10, 10_000))
        return {
            "up": ("up",),
            "load": ("load", str(self.dice.choice([next_world, self.folder / "suburb", self.folder / "world"]))),
            "load --replace": ("load", "--replace", str(next_world)),
            "load nothing": ("load", str(self.folder / "nothing")),
            "load --back": ("load", "--back"),
            "db dump": ("db", "dump", str(self.folder / f"dump-{self.dice.random()}.tar")),
            "db load": ("db", "load", str(self.folder / "kept.tar")),
            "status": ("status",),
            "doctor": ("doctor",),
        }

    def run(self, name: str, *, kill: bool = False) -> Result:
        """Run or kill a command, and check the result."""
        words, before = self.commands()[name], self.read_state()
        result = self.alliance.kill(self.dice, *words) if kill else self.alliance.run(*words)
        self.check(name, result, before)
        return result

    def check(self, name: str, result: Result, before: Local | Remote) -> None:
        """Record the faults of a command."""
        lost = before.faults_after(self.read_state(), name, result.code)  # type: ignore[arg-type]
        self.faults += [f"after {' '.join(result.words)} ({result.code}): {fault}" for fault in lost]
        self.faults += result.faults()
        self.log.append(f"{name}: {result.code if result.code is not None else result.text}")
        if result.code:
            self.messages[f"{name} ({result.code}): {_normalised(result.text, self.folder)}"] += 1

    def follow_hints(self) -> None:
        """Run ``up`` and follow the hints of its errors until it succeeds."""
        done: list[str] = []
        if not self.read_state().recoverable():
            self.log.append("nothing left to recover from")
            return
        for _ in range(STEPS):
            restore_rights(self.alliance.data)
            result = self.run("up")
            if result.code == 0:
                self.log.append(f"served after {done or 'no hint'}")
                return
            done += self._follow(result.text)
        self.faults.append(f"the hints do not lead to a successful start: {done}; last message: {result.text[-1500:]}")

    def _follow(self, text: str) -> list[str]:
        """Run the commands of a hint in order: the first of several stores or copies, and all packages at once."""
        done = []
        for source, target in re.findall(r"\bmv (\S+) (\S+)$", text, re.MULTILINE)[:1]:
            shutil.move(source, target)
            done.append("mv")
        commands = COMMAND.findall(text)
        loads = [words for words in commands if words.startswith("load")]
        if not loads or any(words.startswith("db") for words in commands):
            for words in [words for words in commands if words.startswith("db")][:2]:
                done.append(self._run_hint(words.split()))
        else:
            done.append(self._run_hint(self._packages(loads)))
        return done

    def _packages(self, loads: list[str]) -> list[str]:
        named = [word for words in loads for word in words.split()[1:] if word.startswith("/")]
        if not named or any("DIR" in words for words in loads):
            named = [str(self.folder / "world"), str(self.folder / "suburb")]
        return ["load", *(word for word in named if word != str(self.alliance.data))]

    def _run_hint(self, words: list[str]) -> str:
        before = self.read_state()
        result = self.alliance.run(*[word.rstrip(".") for word in words])
        self.check(words[0] if words[0] == "load" else " ".join(words[:2]), result, before)
        return f"{' '.join(words[:2])} -> {result.code}"


def _normalised(text: str, folder: Path) -> str:
    """Replace the parts of a message that differ between cases."""
    short = re.sub(r"\b[0-9a-f]{12,64}\b", "HASH", text.replace(str(folder), "/PLACE"))
    return re.sub(r"\d{4}-\d\d-\d\dT\S+|\.building-\w+|\d+(\.\d+)? s\b|process \d+", "…", short).strip()[-600:]


def prepare(folder: Path, alliance: Alliance) -> None:
    """Load three versions: the world, the world and its suburb, and a newer world with the suburb."""
    world(folder / "world", 1)
    suburb(folder / "suburb")
    for root in (folder / "world", folder / "suburb", world(folder / "newer", 2)):
        result = alliance.run("load", str(root))
        assert result.code == 0, result.text


def disturb(case: Case) -> list[str]:
    """Apply one or two damages; return their descriptions."""
    done = []
    for _ in range(case.dice.choice([1, 1, 2])):
        if case.dice.random() < 0.25:
            name = case.dice.choice(["load", "load --replace", "load --back", "up"])
            case.run(name, kill=True)
            done.append(f"killed {name}")
        elif any(case.alliance.data.iterdir()):
            done.append(damage(case.alliance.data, case.dice).replace(str(case.alliance.data) + "/", ""))
    return done


def play(case: Case, *, hints: bool) -> str:
    """Run a case; return a summary in one line."""
    done = disturb(case)
    names = [name for name in case.commands() if isinstance(case.read_state(), Local) or not name.startswith("db")]
    for name in case.dice.choices(names, k=case.dice.choice([1, 2])):
        case.run(name)
    if hints:
        case.follow_hints()
    return f"{'; '.join(done)} | {'; '.join(case.log)}"


def local(folder: Path, number: int, dice: random.Random) -> Case:
    """Return a case on a fresh data folder of the local server."""
    alliance = Alliance(folder / "data", {})
    if not (folder / "pristine").exists():
        prepare(folder, alliance)
        assert alliance.run("db", "dump", str(folder / "kept.tar")).code == 0
        (folder / "data").rename(folder / "pristine")
    _clear(folder)
    shutil.copytree(folder / "pristine", folder / "data", symlinks=True)
    original = digests(folder / "pristine")
    return Case(folder, alliance, lambda: Local.of(alliance.data, original), dice)


class Server:
    """A database for ``NEO4J_URI``, which is reset before each case."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.jars = folder, ensure_jars(Settings().cache)
        with LocalServer(folder / "home", self.jars, heap="512m", page_cache="64m") as first:
            self.port = first.port
        self.server = self._start()

    def _start(self) -> LocalServer:
        server = LocalServer(self.folder / "home", self.jars, heap="512m", page_cache="64m", port=self.port)
        server.start()
        return server

    def case(self, folder: Path, number: int, dice: random.Random) -> Case:
        """Return a case with the initial database and data folder."""
        auth = {"NEO4J_USERNAME": self.server.auth[0], "NEO4J_PASSWORD": self.server.auth[1]}
        alliance = Alliance(folder / "data", {"NEO4J_URI": self.server.uri, **auth})
        if not (folder / "pristine").exists():
            prepare(folder, alliance)
        self.server.stop()
        if not (folder / "pristine").exists():
            (folder / "data").rename(folder / "pristine")
            shutil.copytree(folder / "home", folder / "home-pristine")
        _clear(folder)
        shutil.rmtree(folder / "home")
        shutil.copytree(folder / "pristine", folder / "data")
        shutil.copytree(folder / "home-pristine", folder / "home")
        self.server = self._start()
        if dice.random() < 0.15:
            self._lose_meta()
        original = digests(folder / "pristine")
        return Case(folder, alliance, lambda: Remote.of(self.server, folder / "data", original), dice)

    def _lose_meta(self) -> None:
        with neo4j.GraphDatabase.driver(self.server.uri, auth=self.server.auth) as driver:
            driver.execute_query("MATCH (meta:Meta) DELETE meta")


def _clear(folder: Path) -> None:
    for name in ("data", "data.old"):
        if (folder / name).exists():
            restore_rights(folder / name)
            shutil.rmtree(folder / name)
    for file in folder.glob("dump-*"):
        file.unlink()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("way", choices=["local", "remote"])
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    args = parser.parse_args()
    faults, messages, begin = [], Counter[str](), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="damage-") as name:
        folder, server = Path(name), None
        if args.way == "remote":
            server = Server(folder)
        try:
            for number in range(args.first, args.first + args.cases):
                dice = random.Random(f"{args.seed} {number}")
                case = (local if server is None else server.case)(folder, number, dice)
                try:
                    line = play(case, hints=number % 3 == 0)
                except AssertionError:
                    line = "".join(traceback.format_exc().splitlines()[-1:])
                    case.faults.append(line)
                messages += case.messages
                faults += [f"case {number}: {fault}" for fault in case.faults]
                print(f"{number}: {line}" + "".join(f"\n   FAULT: {fault}" for fault in case.faults), flush=True)
        finally:
            if server is not None:
                server.server.stop()
            _clear(folder)
    print(f"{args.way}: {args.cases} cases in {time.monotonic() - begin:.0f} s, {len(faults)} faults; error messages:")
    print("\n".join(f"{count} x {text}" for text, count in messages.most_common()))
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
