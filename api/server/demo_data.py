"""The demo of ``alliance up --demo``: simulated data that is never mixed with the data of a user."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from graph.errors import UserError
from graph.loading.load_plan import place_of
from graph.settings import data_option
from graph.storage.data_directory import Loaded
from seed.packages.package import bundled, resolve
from seed.simulate import is_overlay_name

OVERLAY = "chenzhou-simulated"
"""Name of the package with the simulated rows of the demo."""


def refuse_other_data(loaded: Sequence[Loaded], defaults: Sequence[str], where: str) -> None:
    """Check that loaded data is a demo: the simulated overlay, and otherwise bundled packages only.

    :param defaults: the names of the packages that a start loads.
    :param where: what holds the data, at the beginning of a sentence.
    :raises UserError: it is other data.
    """
    names = {package.name for package in loaded}
    allowed = {package.name for package in resolve(bundled(name) or name for name in defaults)}
    if OVERLAY in names and names <= {OVERLAY, *allowed}:
        return
    listed = ", ".join(map(str, loaded)) or "packages that it does not name"
    raise UserError(
        f"{where} holds data that is not the demo: {listed}. Simulated rows are not added to it. Nothing was changed.",
        hint="Start it without --demo, or use another data folder (--data DIR) or database for the demo.",
    )


def simulated_notice(loaded: Sequence[Loaded], defaults: Sequence[str], data: Path) -> str | None:
    """Return one line that names the simulated packages of loaded data and the command that removes them; None when there are none."""
    simulated = [package for package in loaded if is_overlay_name(package.name)]
    if not simulated:
        return None
    others = [package for package in loaded if package not in simulated and bundled(package.name) is None]
    folders = [str(place_of(package, data) or f"DIR_OF_{package.name}") for package in others]
    command = shlex.join(["alliance", "load", "--replace", *defaults, *folders])
    return (
        f"The data contains simulated rows, which are generated, not real: {', '.join(map(str, simulated))}. "
        f"They were kept. Remove them with: {command}{data_option(data)}"
    )
