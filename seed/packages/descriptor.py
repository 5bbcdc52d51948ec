"""``datapackage.json``: what it says, and what is wrong with it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from seed.columns import CLASS_BY_FILE
from seed.packages.package_files import DESCRIPTOR, ROOMS, Files
from seed.problems import Fault
from seed.sheets.budgets import DESCRIPTOR_BYTES
from seed.suggestions import nearest

NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
Found = list[tuple[str, Fault, "str | None"]]
"""Faults with the file and the column or key they are about."""


@dataclass
class Descriptor:
    """What ``datapackage.json`` says; ``faults`` are what is wrong with it and with the list of files."""

    name: str = ""
    title: str = ""
    version: str = ""
    requires: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    faults: Found = field(default_factory=list)


def read_descriptor(files: Files, fallback: str) -> Descriptor:
    """Read and check ``datapackage.json``; ``fallback`` is the name when it gives none."""
    found = Descriptor(name=fallback)
    found.faults.extend((name, fault, None) for name, fault in files.faults)
    names = files.names()
    data = _parse(files, names, found.faults)
    if data is None:
        found.files = tuple(name for name in names if name in CLASS_BY_FILE)
    else:
        _take(data, found)
        found.files = _listed(data, names, found.faults)
    _strangers(names, found, listed=data is not None)
    return found


def _parse(files: Files, names: list[str], faults: Found) -> dict[str, Any] | None:
    if DESCRIPTOR not in names:
        near = nearest(DESCRIPTOR, names)
        hint = f" Nearest file: {near[0]}." if near else ""
        faults.append(
            (
                DESCRIPTOR,
                Fault("missing-descriptor", "The package has no datapackage.json.", f"Add one (`alliance new` writes one).{hint}"),
                None,
            )
        )
        return None
    try:
        with files.open(DESCRIPTOR) as stream:
            text = stream.read(DESCRIPTOR_BYTES + 1)
        if len(text) > DESCRIPTOR_BYTES:
            fault = Fault("too-long", f"The file has more than {DESCRIPTOR_BYTES:,} bytes.", "Write a descriptor as `alliance new` does.")
            faults.append((DESCRIPTOR, fault, None))
            return None
        data = json.loads(text.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        fault = Fault("bad-json", f"Not JSON: {error.msg} at line {error.lineno}, column {error.colno}.", "Mend the JSON there.")
    except UnicodeDecodeError:
        fault = Fault("encoding", "The file is not UTF-8.", "Save it as UTF-8.")
    except RecursionError:
        fault = Fault("bad-json", "The JSON is nested too deeply.", "Write a descriptor as `alliance new` does.")
    except Exception as error:
        fault = Fault("unreadable", f"The file cannot be read: {error}.", "Put a readable file there.")
    else:
        if isinstance(data, dict):
            return data
        fault = Fault("bad-descriptor", "The JSON is not an object.", 'Write {"name": ..., "resources": [...]}.')
    faults.append((DESCRIPTOR, fault, None))
    return None


def _take(data: dict[str, Any], found: Descriptor) -> None:
    def bad(key: str, detail: str, expected: str) -> None:
        found.faults.append((DESCRIPTOR, Fault("bad-descriptor", detail, expected), key))

    name = data.get("name")
    if isinstance(name, str) and NAME.fullmatch(name):
        found.name = name
    else:
        bad(
            "name",
            f"The name {name!r} is not one." if name is not None else "The package has no name.",
            "Lower-case letters, digits, '.', '_' and '-'.",
        )
    for key in ("title", "version"):
        value = data.get(key, "")
        if not isinstance(value, str) or not value.isprintable():
            bad(key, f"{key} is not a text on one line.", 'Write it in double quotes, such as "1.0".')
        else:
            setattr(found, key, value)
    requires = data.get("requires", [])
    if isinstance(requires, list) and all(isinstance(item, str) and NAME.fullmatch(item) for item in requires):
        found.requires = tuple(dict.fromkeys(requires))
    else:
        bad("requires", "requires is not a list of names.", 'Write the names of packages, such as ["reference"].')


def _listed(data: dict[str, Any], names: list[str], faults: Found) -> tuple[str, ...]:
    resources = data.get("resources")
    if not isinstance(resources, list):
        faults.append(
            (
                DESCRIPTOR,
                Fault("bad-descriptor", "There is no list of resources.", 'Write "resources": [{"name": ..., "path": ...}].'),
                "resources",
            )
        )
        return tuple(name for name in names if name in CLASS_BY_FILE)
    listed: list[str] = []
    for resource in resources:
        path = resource.get("path") if isinstance(resource, dict) else None
        fault = _resource_fault(path, names, listed)
        if fault is not None:
            faults.append((DESCRIPTOR if not isinstance(path, str) or fault.code != "missing-file" else path, fault, "resources"))
        elif isinstance(path, str):
            listed.append(path)
    return tuple(listed)


def _resource_fault(path: Any, names: list[str], listed: list[str]) -> Fault | None:
    if not isinstance(path, str):
        return Fault("bad-descriptor", "A resource has no path (a text).", 'Write "path": "nodes/school.csv".')
    if path.startswith(("/", "\\")) or ".." in PurePosixPath(path.replace("\\", "/")).parts or ":" in path:
        return Fault("unsafe-path", f"The path {path!r} leads out of the package.", "Use a path below the package's own folder.")
    if path not in CLASS_BY_FILE:
        return Fault("unknown-file", f"The model has no file {path!r}.", _nearest_file(path))
    if path in listed:
        return Fault("bad-descriptor", f"The resource {path!r} is listed twice.", "List it once.")
    if path not in names:
        return Fault("missing-file", "The file is listed in datapackage.json, and is not there.", "Add the file, or take it from the list.")
    return None


def _strangers(names: list[str], found: Descriptor, *, listed: bool) -> None:
    told = {name for name, _, _ in found.faults}
    for name in names:
        room = name.partition("/")[0] in ROOMS and "/" in name
        if name in found.files or name in told or not (room or name.lower().endswith((".csv", ".tsv", ".xlsx", ".xls"))):
            continue
        if name not in CLASS_BY_FILE:
            found.faults.append((name, Fault("unknown-file", "The model has no such file.", _nearest_file(name)), None))
        elif listed:
            found.faults.append(
                (
                    name,
                    Fault("unlisted-file", "The file is not listed in datapackage.json.", "Add it to the resources, or remove it."),
                    None,
                )
            )


def _nearest_file(path: str) -> str:
    stem = PurePosixPath(path).stem.lower()
    near = tuple(file for file in CLASS_BY_FILE if PurePosixPath(file).stem == stem) or nearest(path, CLASS_BY_FILE)
    return f"Nearest: {', '.join(near)}." if near else "Files are nodes/<type>.csv and relationships/<type>.csv."
