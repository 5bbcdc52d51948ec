"""The results of the first stages of a simulation, which later stages use."""

from __future__ import annotations

from dataclasses import dataclass

from seed.simulation.firms import Firms
from seed.simulation.places import Places
from seed.simulation.schools import Programs, Schools
from seed.simulation.setting import Setting
from seed.simulation.sizes import Size


@dataclass
class World:
    """Places, schools, programs and enterprises of one scale, and the real entities they refer to (``setting``)."""

    size: Size
    setting: Setting
    places: Places
    schools: Schools
    programs: Programs
    firms: Firms
