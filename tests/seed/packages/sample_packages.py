"""A small valid package, and functions that break it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from seed.packages.checker import check
from seed.packages.package import resolve
from seed.problems import Report

P = "sources,quotes,locator,certainty,origin,rule"
D = "source:s,,p. 1,seen,documented,"
S = "source:sim,,,seen,simulated,"

GOOD: dict[str, str] = {
    "nodes/source.csv": "id,name,kind,origin\nsource:s,An article,article,documented\nsource:sim,A simulation,simulation,simulated\n",
    "nodes/county.csv": f"id,name,name_zh,code,level,{P}\ncounty:431021,Guiyang,桂阳县,431021,county,{D}\n",
    "nodes/region.csv": f"id,name,kind,area_km2,{P}\nregion:431000,Chenzhou,prefecture,19387,{D}\n",
    "nodes/school.csv": f"id,name,aliases,level,{P}\nschool:a,School A,A|The A,secondary,{D}\nschool:b,School B,,,{D}\n"
    f"school:sim-1,S,,,{S}\n",
    "nodes/program.csv": f"id,name,opened,closed,enrolment,{P}\nprogram:a.x,X,2019,2024-06,120,{D}\n"
    f"program:a.y,Y,2020,,,{D}\nprogram:sim-1,P,,,,{S}\n",
    "nodes/enterprise.csv": f"id,name,{P}\nenterprise:e,E,{D}\nenterprise:sim-1,F,{S}\nenterprise:i,I,source:s,,,weak,inferred,by name\n",
    "nodes/claim.csv": f"id,name,metric,value,unit,scope,period,{P}\nclaim:c,C,aligned_share,83.6,%,city,2024,{D}\n",
    "nodes/coverage.csv": f"id,name,scope,sought,period,status,{P}\ncoverage:c,C,county:431021,FEEDS,2024,not collected,{D}\n",
    "nodes/activity.csv": f"id,name,kind,{P}\nactivity:m,Council meeting,council meeting,{D}\n",
    "nodes/alliance.csv": f"id,name,{P}\nalliance:x,X,{D}\n",
    "nodes/occupation.csv": f"id,name,code,scheme,{P}\noccupation:49-9041,Machinery mechanics,49-9041,SOC,{D}\n",
    "nodes/organisation.csv": f"id,name_zh,kind,{P}\norganisation:o,郴州市某协会,association,{D}\n",
    "nodes/observation.csv": f"id,name,metric,value,value_status,unit,period,cohort,{P}\n"
    f"observation:p,Places,admission_places,40,stated,places,2025,history class,{D}\n"
    f"observation:q,Earnings,median_earnings,,suppressed,USD,2024,completers,{D}\n",
    "relationships/about.csv": f"start,end,{P}\nobservation:p,program:a.x,{D}\nobservation:q,occupation:49-9041,{D}\n",
    "relationships/member_of.csv": f"start,end,status,proof,{P}\norganisation:o,alliance:x,active,activity:m,{D}\n",
    "relationships/offers.csv": f"start,end,valid_from,valid_to,recruited_years,{P}\n"
    f"school:a,program:a.x,2019,2024,2024|2025,{D}\nschool:a,program:a.y,2020,,,{D}\n",
    "relationships/feeds.csv": f"start,end,year,graduates,{P}\nprogram:a.x,enterprise:e,2023,12,{D}\nprogram:a.x,enterprise:e,2024,9,{D}\n",
    "relationships/part_of.csv": f"start,end,{P}\ncounty:431021,region:431000,{D}\n",
    "relationships/partners_with.csv": f"start,end,form,programs,{P}\nschool:a,enterprise:e,order class,program:a.x|program:a.y,{D}\n",
}

Change = Callable[[dict[str, bytes]], None]


def descriptor(paths: list[str], name: str = "p", **more: object) -> bytes:
    """Return the content of a ``datapackage.json``."""
    resources = [{"name": path.replace("/", "-"), "path": path} for path in paths]
    return json.dumps({"name": name, "title": "P", "version": "1", "resources": resources, **more}).encode()


def files(texts: dict[str, str] | None = None, name: str = "p", **more: object) -> dict[str, bytes]:
    """Return all files of a package."""
    texts = GOOD if texts is None else texts
    return {"datapackage.json": descriptor(list(texts), name, **more), **{path: text.encode() for path, text in texts.items()}}


def lay(root: Path, content: dict[str, bytes]) -> Path:
    """Write files into a folder."""
    for path, raw in content.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(raw)
    return root


def report_of(*roots: Path, limit: int = 1000) -> Report:
    """Check packages together with their requirements."""
    return check(resolve(roots), limit=limit)


def swap(path: str, old: str, new: str) -> Change:
    """Replace a text that occurs once in a file."""

    def change(content: dict[str, bytes]) -> None:
        assert content[path].count(old.encode()) == 1, f"{old!r} must occur once in {path}"
        content[path] = content[path].replace(old.encode(), new.encode())

    return change


def append(path: str, *lines: str) -> Change:
    """Add lines to a file."""

    def change(content: dict[str, bytes]) -> None:
        content[path] += "".join(f"{line}\n" for line in lines).encode()

    return change


def raw(path: str, make: Callable[[bytes], bytes]) -> Change:
    """Rewrite the bytes of a file."""

    def change(content: dict[str, bytes]) -> None:
        content[path] = make(content.get(path, b""))

    return change


def drop(path: str) -> Change:
    """Remove a file."""

    def change(content: dict[str, bytes]) -> None:
        del content[path]

    return change
