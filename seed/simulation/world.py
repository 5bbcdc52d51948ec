"""The world that is being made, as far as it is made: stages take from it what earlier stages put there."""

from __future__ import annotations

from dataclasses import dataclass

from seed.simulation.firms import Firms
from seed.simulation.places import Places
from seed.simulation.schools import Programs, Schools
from seed.simulation.setting import Setting
from seed.simulation.sizes import Size


@dataclass
class World:
    """Places, schools, programs and enterprises of one scale, over a setting of real things."""

    size: Size
    setting: Setting
    places: Places
    schools: Schools
    programs: Programs
    firms: Firms
