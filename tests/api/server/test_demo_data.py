"""The demo's data is kept apart, and simulated rows of an earlier edition are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.server.demo_data import OVERLAY, refuse_other_data, simulated_notice
from api.server.provisioning import DEFAULT_PACKAGES
from graph.errors import UserError
from graph.storage.data_directory import Loaded
from seed.packages.package import bundled
from tests.each import each

REFERENCE, CHENZHOU = Loaded("reference"), Loaded("chenzhou", version="1.0.0", rows=548)
SIMULATED = Loaded(OVERLAY, version="1.0.1", copy="packages/overlay/1", rows=7646)


def test_every_default_package_is_bundled() -> None:
    assert DEFAULT_PACKAGES
    assert [name for name in DEFAULT_PACKAGES if bundled(name) is None] == []


def test_the_demo_accepts_its_own_data() -> None:
    refuse_other_data([REFERENCE, CHENZHOU, SIMULATED], DEFAULT_PACKAGES, "The folder data")


@each("loaded", [[REFERENCE, CHENZHOU], [REFERENCE, CHENZHOU, SIMULATED, Loaded("mine")], []], ids=["real", "own package", "unnamed"])
def test_the_demo_refuses_other_data(loaded: list[Loaded]) -> None:
    with pytest.raises(UserError, match="The folder data holds data that is not the demo") as refused:
        refuse_other_data(loaded, DEFAULT_PACKAGES, "The folder data")
    assert "without --demo" in str(refused.value.hint)


def test_real_data_needs_no_notice(tmp_path: Path) -> None:
    assert simulated_notice([REFERENCE, CHENZHOU, Loaded("mine", copy="packages/mine/1")], DEFAULT_PACKAGES, tmp_path) is None


def test_simulated_rows_are_named_with_the_command_that_keeps_the_other_packages(tmp_path: Path) -> None:
    mine = tmp_path / "packages" / "mine" / "1"
    mine.mkdir(parents=True)
    loaded = [REFERENCE, CHENZHOU, SIMULATED, Loaded("mine", copy="packages/mine/1"), Loaded("lost", copy="packages/lost/1")]
    notice = simulated_notice(loaded, ("chenzhou",), tmp_path)
    assert notice is not None
    assert "chenzhou-simulated 1.0.1 (7,646 rows). They were kept." in notice
    assert notice.endswith(f"alliance load --replace chenzhou {mine} DIR_OF_lost --data {tmp_path}")
