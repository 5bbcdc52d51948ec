"""Read and check ``datapackage.json``."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from seed.columns import CLASS_BY_FILE
from seed.edits.edit import EDITS_FILE
from seed.model import label_of
from seed.packages.choices import read_choices
from seed.packages.package_files import DESCRIPTOR, FOLDERS, IMPORT_FOLDER, Files
from seed.problems import Fault
from seed.sheets.budgets import DESCRIPTOR_BYTES
from seed.suggestions import did_you_mean, nearest

NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
Faults = list[tuple[str, Fault, "str | None"]]
"""Faults, each with its file and its key in ``datapackage.json`` (None for the whole file)."""


@dataclass
class Descriptor:
    """The content of ``datapackage.json``. ``faults`` are the problems of the descriptor and of the list of files."""

    name: str = ""
    title: str = ""
    version: str = ""
    requires: tuple[str, ...] = ()
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    focus: str = ""
    """Id of the county or region that the package is about; empty if it states none."""
    calibrated_to: tuple[str, ...] = ()
    """Ids of the claims whose figures the rows of the package were generated to match."""
    files: tuple[str, ...] = ()
    has_edits: bool = False
    """Whether the package lists ``edits.csv``."""
    faults: Faults = field(default_factory=list)


def read_descriptor(files: Files, fallback: str) -> Descriptor:
    """Read and check ``datapackage.json``. ``fallback`` is the name of the package if the file does not state one."""
    descriptor = Descriptor(name=fallback)
    descriptor.faults.extend((name, fault, None) for name, fault in files.faults)
    names = files.names()
    data = _parse(files, names, descriptor.faults)
    if data is None:
        descriptor.files = tuple(name for name in names if name in CLASS_BY_FILE)
    else:
        _read_keys(data, descriptor)
        listed = _listed(data, names, descriptor.faults)
        descriptor.files = tuple(path for path in listed if path != EDITS_FILE)
        descriptor.has_edits = EDITS_FILE in listed
    _check_unlisted(names, descriptor, listed=data is not None)
    return descriptor


def _parse(files: Files, names: list[str], faults: Faults) -> dict[str, Any] | None:
    if DESCRIPTOR not in names:
        near = nearest(DESCRIPTOR, names)
        hint = f" A similar file is {near[0]}." if near else ""
        faults.append(
            (
                DESCRIPTOR,
                Fault("missing-descriptor", "The package has no datapackage.json.", f"Add one; `alliance new` creates a template.{hint}"),
                None,
            )
        )
        return None
    try:
        with files.open(DESCRIPTOR) as stream:
            text = stream.read(DESCRIPTOR_BYTES + 1)
        if len(text) > DESCRIPTOR_BYTES:
            fault = Fault(
                "too-long",
                f"The file has more than {DESCRIPTOR_BYTES:,} bytes.",
                "Use the descriptor that `alliance new` creates as a template.",
            )
            faults.append((DESCRIPTOR, fault, None))
            return None
        data = json.loads(text.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        fault = Fault("bad-json", f"Invalid JSON: {error.msg} at line {error.lineno}, column {error.colno}.", "Fix the JSON.")
    except UnicodeDecodeError:
        fault = Fault("encoding", "The file is not UTF-8.", "Save it as UTF-8.")
    except RecursionError:
        fault = Fault("bad-json", "The JSON is nested too deeply.", "Use the descriptor that `alliance new` creates as a template.")
    except Exception as error:
        fault = Fault("unreadable", f"The file cannot be read: {error}.", "Replace it with a readable file.")
    else:
        if isinstance(data, dict):
            return data
        fault = Fault("bad-descriptor", "The JSON is not an object.", 'Use {"name": ..., "resources": [...]}.')
    faults.append((DESCRIPTOR, fault, None))
    return None


def _read_keys(data: dict[str, Any], descriptor: Descriptor) -> None:
    def bad(key: str, detail: str, expected: str) -> None:
        descriptor.faults.append((DESCRIPTOR, Fault("bad-descriptor", detail, expected), key))

    name = data.get("name")
    if isinstance(name, str) and NAME.fullmatch(name):
        descriptor.name = name
    else:
        bad(
            "name",
            f"The package name {name!r} is not valid." if name is not None else "The package has no name.",
            "Use lower-case letters, digits, '.', '_' and '-'.",
        )
    for key in ("title", "version"):
        value = data.get(key, "")
        if not isinstance(value, str) or not value.isprintable():
            bad(key, f"{key} is not a single-line string.", 'Use a string in double quotes, for example "1.0".')
        else:
            setattr(descriptor, key, value)
    focus = data.get("focus")
    if isinstance(focus, str) and label_of(focus) in {"County", "Region"}:
        descriptor.focus = focus
    elif focus is not None:
        bad("focus", "focus is not the id of a county or a region.", 'Use an id, for example "region:431000", or remove the key.')
    requires = data.get("requires", [])
    if isinstance(requires, list) and all(isinstance(item, str) and NAME.fullmatch(item) for item in requires):
        descriptor.requires = tuple(dict.fromkeys(requires))
    else:
        bad("requires", "requires is not a list of package names.", 'Use a list of names, for example ["reference"].')
    descriptor.choices, faults = read_choices(data.get("choices", {}))
    descriptor.faults.extend((DESCRIPTOR, fault, "choices") for fault in faults)
    claims = data.get("calibrated_to", [])
    if isinstance(claims, list) and all(isinstance(item, str) and label_of(item) == "Claim" for item in claims):
        descriptor.calibrated_to = tuple(dict.fromkeys(claims))
    else:
        bad("calibrated_to", "calibrated_to is not a list of ids of claims.", 'Use a list of ids, for example ["claim:members.alliance"].')


def _listed(data: dict[str, Any], names: list[str], faults: Faults) -> tuple[str, ...]:
    resources = data.get("resources")
    if not isinstance(resources, list):
        faults.append(
            (
                DESCRIPTOR,
                Fault("bad-descriptor", "The list of resources is missing.", 'Add "resources": [{"name": ..., "path": ...}].'),
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
        return Fault("bad-descriptor", "A resource has no path.", 'Add a path, for example "path": "nodes/school.csv".')
    if path.startswith(("/", "\\")) or ".." in PurePosixPath(path.replace("\\", "/")).parts or ":" in path:
        return Fault("unsafe-path", f"The path {path!r} is outside the package.", "Use a path inside the package folder.")
    if path not in CLASS_BY_FILE and path != EDITS_FILE:
        return Fault("unknown-file", f"{path!r} is not a file of the model.", _file_hint(path))
    if path in listed:
        return Fault("bad-descriptor", f"The resource {path!r} is listed twice.", "List it once.")
    if path not in names:
        return Fault(
            "missing-file", "The file is listed in datapackage.json but does not exist.", "Add the file, or remove it from the list."
        )
    return None


def _check_unlisted(names: list[str], descriptor: Descriptor, *, listed: bool) -> None:
    reported = {name for name, _, _ in descriptor.faults}
    for name in names:
        if name.startswith(f"{IMPORT_FOLDER}/") or (name == EDITS_FILE and descriptor.has_edits):
            continue
        in_folder = name.partition("/")[0] in FOLDERS and "/" in name
        if name in descriptor.files or name in reported or not (in_folder or name.lower().endswith((".csv", ".tsv", ".xlsx", ".xls"))):
            continue
        if name not in CLASS_BY_FILE and name != EDITS_FILE:
            descriptor.faults.append((name, Fault("unknown-file", "This is not a file of the model.", _file_hint(name)), None))
        elif listed:
            descriptor.faults.append(
                (
                    name,
                    Fault("unlisted-file", "The file is not listed in datapackage.json.", "Add it to the resources, or remove the file."),
                    None,
                )
            )


def _file_hint(path: str) -> str:
    stem = PurePosixPath(path).stem.lower()
    near = tuple(file for file in CLASS_BY_FILE if PurePosixPath(file).stem == stem) or nearest(path, CLASS_BY_FILE)
    return did_you_mean(near) or "Valid files are nodes/<type>.csv and relationships/<type>.csv."
