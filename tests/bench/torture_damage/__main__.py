"""Damages a data folder at random, runs random commands, and looks at what is left.

``python -m tests.bench.torture_damage local|remote [--cases N] [--seed S] [--first K]``

Each case starts from the same folder: three versions of a small package were loaded, one of them with a second package. It is damaged once
or twice: by :mod:`.damages`, or by a load, a start, or a process below them that is killed at a random moment. Then come one or two random
commands. Everything that was whole before a command must be whole after it, unless a load that succeeded made it superfluous; no start
may replace what was loaded; and what is refused must name what to do. In every third case the advice is followed until ``alliance up`` is
ready. Case K of seed S is always the same one, up to the moments of kills. Ends with 1 when anything was wrong.
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
from tests.bench.torture_damage.commands import Alliance, Said
from tests.bench.torture_damage.damages import damage, restore_rights
from tests.bench.torture_damage.places import Local, Remote, digests
from tests.graph.worlds import suburb, world

STEPS = 6
"""Pieces of advice that are followed until a start must succeed."""


class Case:
    """One folder, and the commands that are tried on it."""

    def __init__(self, folder: Path, alliance: Alliance, look: Callable[[], Local | Remote], dice: random.Random) -> None:
        self.folder, self.alliance, self.look, self.dice = folder, alliance, look, dice
        self.wrong: list[str] = []
        self.said: list[str] = []
        self.messages: Counter[str] = Counter()

    def commands(self) -> dict[str, tuple[str, ...]]:
        """Names and words."""
        next_world = world(self.folder / "next", self.dice.randint(10, 10_000))
        return {
            "up": ("up", "--no-demo"),
            "load": ("load", str(self.dice.choice([next_world, self.folder / "suburb", self.folder / "world"]))),
            "load --replace": ("load", "--replace", str(next_world)),
            "load nothing": ("load", str(self.folder / "nothing")),
            "load --back": ("load", "--back"),
            "db dump": ("db", "dump", str(self.folder / f"dump-{self.dice.random()}.tar")),
            "db load": ("db", "load", str(self.folder / "kept.tar")),
            "status": ("status",),
            "doctor": ("doctor",),
        }

    def run(self, name: str, *, kill: bool = False) -> Said:
        """Run or kill one command, and judge it."""
        words, before = self.commands()[name], self.look()
        said = self.alliance.kill(self.dice, *words) if kill else self.alliance.run(*words)
        self.judge(name, said, before)
        return said

    def judge(self, name: str, said: Said, before: Local | Remote) -> None:
        """Add what is wrong with a command."""
        lost = before.faults_after(self.look(), name, said.code)  # type: ignore[arg-type]
        self.wrong += [f"after {' '.join(said.words)} ({said.code}): {fault}" for fault in lost]
        self.wrong += said.faults()
        self.said.append(f"{name}: {said.code if said.code is not None else said.text}")
        if said.code:
            self.messages[f"{name} ({said.code}): {_plain(said.text, self.folder)}"] += 1

    def follow_advice(self) -> None:
        """Start, and do what the refusals say, until a start succeeds."""
        done: list[str] = []
        for _ in range(STEPS):
            restore_rights(self.alliance.data)
            said = self.run("up")
            if said.code == 0:
                self.said.append(f"served after {done or 'no advice'}")
                return
            done += self._do(said.text)
        self.wrong.append(f"the advice does not lead back to a start: {done}; the last one said {said.text[-1500:]}")

    def _do(self, text: str) -> list[str]:
        """Do the commands of a refusal, in their order; of several stores or copies the first, and all packages at once."""
        flat, done = re.sub(r"\s*\n\s+", " ", text), []
        for source, target in re.findall(r"\bmv (\S+) ([^\s:.,]+)", flat)[:1]:
            shutil.move(source, target)
            done.append("mv")
        found = re.findall(
            r"alliance ((?:db adopt|db rebuild|load)[^\n,()]*?)(?=,? then\b|, |\.?\s*$|\.\s|\n| alliance|  )", flat, re.MULTILINE
        )
        loads = [words for words in found if words.startswith("load")]
        if not loads or any(words.startswith("db") for words in found):
            for words in [words for words in found if words.startswith("db")][:2]:
                done.append(self._advised(words.split()))
        else:
            done.append(self._advised(self._packages(loads)))
        return done

    def _packages(self, loads: list[str]) -> list[str]:
        named = [word for words in loads for word in words.split()[1:] if word.startswith("/")]
        if not named or any("DIR" in words for words in loads):
            named = [str(self.folder / "world"), str(self.folder / "suburb")]
        return ["load", *(word for word in named if word != str(self.alliance.data))]

    def _advised(self, words: list[str]) -> str:
        said, before = None, self.look()
        said = self.alliance.run(*[word.rstrip(".") for word in words])
        self.judge(words[0] if words[0] == "load" else " ".join(words[:2]), said, before)
        return f"{' '.join(words[:2])} -> {said.code}"


def _plain(text: str, folder: Path) -> str:
    """A message without what differs from case to case."""
    short = re.sub(r"\b[0-9a-f]{12,64}\b", "HASH", text.replace(str(folder), "/PLACE"))
    return re.sub(r"\d{4}-\d\d-\d\dT\S+|\.building-\w+|\d+(\.\d+)? s\b|process \d+", "…", short).strip()[-600:]


def prepare(folder: Path, alliance: Alliance) -> None:
    """Three versions: the world, the world and its suburb, and a newer world with the suburb."""
    world(folder / "world", 1)
    suburb(folder / "suburb")
    for root in (folder / "world", folder / "suburb", world(folder / "newer", 2)):
        said = alliance.run("load", str(root))
        assert said.code == 0, said.text


def disturb(case: Case) -> list[str]:
    """One or two damages; says which."""
    done = []
    for _ in range(case.dice.choice([1, 1, 2])):
        if case.dice.random() < 0.25:
            name = case.dice.choice(["load", "load --replace", "load --back", "up"])
            case.run(name, kill=True)
            done.append(f"killed {name}")
        elif any(case.alliance.data.iterdir()):
            done.append(damage(case.alliance.data, case.dice).replace(str(case.alliance.data) + "/", ""))
    return done


def play(case: Case, *, advice: bool) -> str:
    """One case; a line about it."""
    done = disturb(case)
    names = [name for name in case.commands() if isinstance(case.look(), Local) or not name.startswith("db")]
    for name in case.dice.choices(names, k=case.dice.choice([1, 2])):
        case.run(name)
    if advice:
        case.follow_advice()
    return f"{'; '.join(done)} | {'; '.join(case.said)}"


def local(folder: Path, number: int, dice: random.Random) -> Case:
    """A fresh data folder of the local server."""
    alliance = Alliance(folder / "data", {})
    if not (folder / "pristine").exists():
        prepare(folder, alliance)
        assert alliance.run("db", "dump", str(folder / "kept.tar")).code == 0
        (folder / "data").rename(folder / "pristine")
    _clear(folder)
    shutil.copytree(folder / "pristine", folder / "data", symlinks=True)
    made = digests(folder / "pristine")
    return Case(folder, alliance, lambda: Local.of(alliance.data, made), dice)


class Server:
    """A database that ``NEO4J_URI`` names; put back before each case."""

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
        """The database and the data folder as they were at first."""
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
        made = digests(folder / "pristine")
        return Case(folder, alliance, lambda: Remote.of(self.server, folder / "data", made), dice)

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
    given = parser.parse_args()
    wrong, messages, begin = [], Counter[str](), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="damage-") as name:
        folder, server = Path(name), None
        if given.way == "remote":
            server = Server(folder)
        try:
            for number in range(given.first, given.first + given.cases):
                dice = random.Random(f"{given.seed} {number}")
                case = (local if server is None else server.case)(folder, number, dice)
                try:
                    line = play(case, advice=number % 3 == 0)
                except AssertionError:
                    line = "".join(traceback.format_exc().splitlines()[-1:])
                    case.wrong.append(line)
                messages += case.messages
                wrong += [f"case {number}: {fault}" for fault in case.wrong]
                print(f"{number}: {line}" + "".join(f"\n   WRONG: {fault}" for fault in case.wrong), flush=True)
        finally:
            if server is not None:
                server.server.stop()
            _clear(folder)
    print(f"{given.way}: {given.cases} cases in {time.monotonic() - begin:.0f} s, {len(wrong)} faults; messages of refusals:")
    print("\n".join(f"{count} x {text}" for text, count in messages.most_common()))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
