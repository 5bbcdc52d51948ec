"""Kill ``publish`` with SIGKILL at random moments, and check that nothing is lost.

``python -m tests.bench.torture_publish [--kills N] [--seed S]``

The importer and the server are replaced by fakes, so that the kills hit the files of this program: packages, stores, ``current``, the
ledger and the workspace. Each round makes an edit, publishes in a separate process, and kills it at a random moment. Then the data version
must be the old or the new one, every edit must be there, and the next publication must succeed. In the end, every version that was current
must be in the ledger and be built again from the history with its hash. Exits with 1 when a check failed.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import pytest

from graph.errors import UserError
from graph.loading import local_loader
from graph.loading.editing import Editing, Evidence
from graph.settings import DatabaseSettings, Settings
from seed.packages.checker import check
from seed.packages.package import bundled
from tests.conftest import CACHE, replace_server

FIRM = "enterprise:anneng"
CHILD = """
import sys
import pytest
from pathlib import Path
from tests.bench.torture_publish import editing
from tests.conftest import replace_server
replace_server(pytest.MonkeyPatch())
target = editing(Path(sys.argv[1]))
print("ready", flush=True)
target.publish(sys.argv[2])
"""


def editing(data: Path) -> Editing:
    """Return the edits and the history of a data folder."""
    return Editing(Settings(data=data, cache=CACHE, editor="torture"), DatabaseSettings(uri=None))


def rename(data: Path, name: str) -> str:
    """Edit the name of the firm, and return the id of the edit."""
    return editing(data).change(lambda draft, author: draft.set(FIRM, "name", name, author), Evidence(reason="torture"))[0].edit


def start(data: Path, message: str) -> subprocess.Popen[str]:
    """Start a publication, and return when it begins."""
    process = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(data), message], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    if process.stdout.readline() != "ready\n":
        raise SystemExit("The publication did not start.")
    return process


def check_round(data: Path, before: str, edits: list[str]) -> str:
    """Check the folder after a kill. Return whether the old or the new version is current."""
    now = editing(data)
    assert [state.edit.edit for state in now.states()] == edits, "an edit is lost"
    states = {state.state for state in now.states()}
    assert states <= {"published", "pending"}, states
    return "old" if now.version == before else "new"


def main() -> None:
    """Run the rounds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng, results = random.Random(options.seed), Counter[str]()
    replace_server(pytest.MonkeyPatch())
    with tempfile.TemporaryDirectory(prefix="torture-publish-") as folder:
        data = Path(folder) / "data"
        local_loader.load_local(data, CACHE, [bundled("chenzhou") or ""])
        edits = [rename(data, "Anneng 0")]
        process, began = start(data, "first"), time.monotonic()
        process.wait()
        duration, versions = time.monotonic() - began, [str(editing(data).version)]
        for number in range(1, options.kills + 1):
            before = str(editing(data).version)
            edits.append(rename(data, f"Anneng {number}"))
            process = start(data, f"round {number}")
            time.sleep(rng.uniform(0, duration))
            process.kill()
            process.wait()
            result = check_round(data, before, edits)
            results[result] += 1
            if result == "old":
                try:
                    editing(data).publish(f"round {number}, again")
                except UserError as error:
                    raise SystemExit(f"round {number}: {error}") from error
            versions.append(str(editing(data).version))
        rename(data, "Anneng")
        editing(data).publish("last")
        entries = editing(data).ledger.entries()
        recorded = [entry.data_version for entry in entries]
        missing = [version for version in versions if version not in recorded]
        different = [
            entry.number for entry in entries if check(editing(data).packages_of(str(entry.number))).data_version != entry.data_version
        ]
        print(f"{options.kills} kills, publication of {duration:.1f} s: {dict(results)}; {len(entries)} entries, {len(missing)} missing")
        print(f"{len(different)} not built again with their hash")
        sys.exit(1 if missing or different else 0)


if __name__ == "__main__":
    main()
