"""The files of a package, in a folder or a zip. A zip is read as a stream and never unpacked, so nothing is written to disk."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, Protocol, cast

from seed.problems import Fault
from seed.sheets.archive import UNREADABLE, check_directory, check_unpacked
from seed.sheets.budgets import PACKAGE_ARCHIVE, ArchiveBudgets
from seed.sheets.errors import SheetError
from seed.sheets.reader import KINDS

__all__ = ["DESCRIPTOR", "FOLDERS", "IMPORT_FOLDER", "UNREADABLE", "Files", "Folder", "NoFiles", "Zip", "open_files", "wrong_file"]

DESCRIPTOR = "datapackage.json"
FOLDERS = ("nodes", "relationships")
IMPORT_FOLDER = "import"
"""Folder with the input of an import (mapping, decisions). It is not part of the data."""


class Files(Protocol):
    """Access to the files of a package. ``faults`` are the problems of the folder or zip, each with a file name."""

    faults: list[tuple[str, Fault]]

    def names(self) -> list[str]:
        """Return the paths of all files relative to the package, sorted, without hidden files."""

    def size(self, name: str) -> int:
        """Return the unpacked size of a file in bytes."""

    def open(self, name: str) -> BinaryIO:
        """Open a file for reading. Raise one of ``UNREADABLE`` if that fails."""

    def close(self) -> None:
        """Close open files."""


class Folder:
    """The files of a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.faults: list[tuple[str, Fault]] = []
        self._names: list[str] = []
        inside = root.resolve()
        # Look only where packages have files: the folder could contain a large unrelated tree.
        places = [*root.glob("*"), *(path for folder in FOLDERS for path in (root / folder).rglob("*"))]
        for path in sorted(path for path in places if path.is_file()):
            name = path.relative_to(root).as_posix()
            if any(part.startswith(".") for part in PurePosixPath(name).parts):
                continue
            if path.resolve().is_relative_to(inside):
                self._names.append(name)
            else:
                fault = Fault("unsafe-path", "The file is a link to a path outside the package.", "Replace the link with the file.")
                self.faults.append((name, fault))

    def names(self) -> list[str]:
        """Return the paths of all files relative to the package, sorted, without hidden files."""
        return self._names

    def size(self, name: str) -> int:
        """Return the size of a file in bytes."""
        return (self.root / name).stat().st_size

    def open(self, name: str) -> BinaryIO:
        """Open a file for reading."""
        return (self.root / name).open("rb")

    def close(self) -> None:
        """Do nothing: no file is open."""


class Zip:
    """The files of a zip. If the zip contains a single top-level folder, paths are relative to that folder."""

    def __init__(self, path: Path, budgets: ArchiveBudgets = PACKAGE_ARCHIVE) -> None:
        self.faults: list[tuple[str, Fault]] = []
        self._budgets = budgets
        self._members: dict[str, zipfile.ZipInfo] = {}
        self._zip: zipfile.ZipFile | None = None
        try:
            with path.open("rb") as stream:
                check_directory(stream, budgets)
            archive = zipfile.ZipFile(path)
            check_unpacked(archive.infolist(), budgets)
        except SheetError as error:
            code = "zip-bomb" if error.fault.code == "too-large" else "bad-zip"
            expected = "Use a folder instead of a zip." if code == "zip-bomb" else "Create the zip again."
            self.faults.append((path.name, Fault(code, error.fault.detail, expected)))
            return
        except UNREADABLE as error:
            self.faults.append((path.name, Fault("bad-zip", f"The zip cannot be read: {error}.", "Create the zip again.")))
            return
        self._zip = archive
        for info in self._zip.infolist():
            self._add_member(info)
        self._strip_top_folder()

    def _add_member(self, info: zipfile.ZipInfo) -> None:
        # orig_filename: zipfile rewrites filename on systems whose separator is not "/".
        name = info.orig_filename
        parts = PurePosixPath(name.replace("\\", "/")).parts
        hidden = name.startswith("__MACOSX/") or any(part.startswith(".") and part != ".." for part in parts)
        if info.is_dir() or hidden:
            return
        if name.startswith(("/", "\\")) or ".." in parts or (len(name) > 1 and name[1] == ":"):
            self.faults.append((name, Fault("unsafe-path", "The path is outside the package.", "Use paths inside the package folder.")))
        elif "\\" in name or "\x00" in name:
            self.faults.append((name, Fault("unsafe-path", "The path contains a backslash or a NUL.", "Separate folders with '/'.")))
        elif stat.S_ISLNK(info.external_attr >> 16):
            self.faults.append((name, Fault("unsafe-path", "The entry is a symbolic link.", "Replace the link with the file.")))
        elif info.flag_bits & 1:
            self.faults.append((name, Fault("bad-zip", "The entry is encrypted.", "Create the zip without a password.")))
        elif info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            self.faults.append((name, Fault("bad-zip", "The compression method is not supported.", "Create the zip with deflate.")))
        elif name in self._members:
            self.faults.append((name, Fault("bad-zip", "The zip contains this path twice.", "Create the zip again.")))
        elif info.file_size > self._budgets.ratio_from and info.file_size > self._budgets.ratio * max(info.compress_size, 1):
            detail = f"The entry unpacks to {info.file_size:,} bytes, more than {self._budgets.ratio} times its packed size."
            self.faults.append((name, Fault("zip-bomb", detail, "Use a folder instead of a zip.")))
        else:
            self._members[name] = info

    def _strip_top_folder(self) -> None:
        tops = {name.partition("/")[0] for name in self._members}
        if DESCRIPTOR not in self._members and len(tops) == 1 and all("/" in name for name in self._members):
            self._members = {name.partition("/")[2]: info for name, info in self._members.items()}

    def names(self) -> list[str]:
        """Return the paths of all files relative to the package, sorted, without hidden files."""
        return sorted(self._members)

    def size(self, name: str) -> int:
        """Return the unpacked size of a file in bytes, as stated in the zip (reading more than that fails)."""
        return self._members[name].file_size

    def open(self, name: str) -> BinaryIO:
        """Open a file for reading. It is unpacked while it is read."""
        if self._zip is None:
            raise FileNotFoundError(name)
        stream: IO[bytes] = self._zip.open(self._members[name])
        return cast(BinaryIO, stream)

    def close(self) -> None:
        """Close the zip."""
        if self._zip is not None:
            self._zip.close()


class NoFiles:
    """The files of a path that does not exist: none."""

    def __init__(self) -> None:
        self.faults: list[tuple[str, Fault]] = []

    def names(self) -> list[str]:
        """Return an empty list."""
        return []

    def size(self, name: str) -> int:
        """Raise FileNotFoundError."""
        raise FileNotFoundError(name)

    def open(self, name: str) -> BinaryIO:
        """Raise FileNotFoundError."""
        raise FileNotFoundError(name)

    def close(self) -> None:
        """Do nothing: no file is open."""


def open_files(path: Path) -> Files | None:
    """Open the folder or zip at ``path``. Return None if there is neither."""
    if path.is_dir():
        return Folder(path)
    if path.is_file():
        return Zip(path)
    return None


def wrong_file(path: Path) -> Fault | None:
    """Return the fault of a file that is a spreadsheet or another file instead of a package, or None."""
    if not path.is_file():
        return None
    suffix, convert = path.suffix.lower(), f"Turn it into a package: alliance import {path.name}."
    if suffix in {*KINDS, ".parquet", ".xlsb"}:
        what = "a table" if suffix in {".csv", ".parquet"} else "a workbook"
        return Fault("wrong-file", f"This is {what}, not a data package.", convert)
    try:
        with path.open("rb") as stream:
            head = stream.read(4)
        inside = zipfile.ZipFile(path).namelist() if head == b"PK\x03\x04" and suffix not in {".zip", ""} else []
    except UNREADABLE:
        return None
    if any(name.startswith(("xl/", "word/", "ppt/")) for name in inside):
        return Fault("wrong-file", "This is an office document, not a data package.", convert)
    if suffix in {"", ".zip"} or head.startswith(b"PK"):
        return None
    return Fault("wrong-file", f"A {suffix} file is not a data package.", "Give the folder of a package, or a zip of it.")
