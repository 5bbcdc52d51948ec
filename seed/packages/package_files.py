"""The files of a package, in a folder or in a zip. A zip is read as a stream and never unpacked, so nothing is written anywhere."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, Protocol, cast

from seed.problems import Fault
from seed.sheets.archive import UNREADABLE, check_directory, check_unpacked
from seed.sheets.budgets import PACKAGE_ARCHIVE, ArchiveBudgets
from seed.sheets.errors import SheetError

__all__ = ["DESCRIPTOR", "ROOMS", "UNREADABLE", "Files", "Folder", "Nothing", "Zip", "open_files"]

DESCRIPTOR = "datapackage.json"
ROOMS = ("nodes", "relationships")


class Files(Protocol):
    """Where a package's files are read from."""

    faults: list[tuple[str, Fault]]

    def names(self) -> list[str]:
        """Paths of all files relative to the package, sorted, hidden ones left out."""

    def size(self, name: str) -> int:
        """Bytes of a file, unpacked."""

    def open(self, name: str) -> BinaryIO:
        """Open a file for reading; OSError or zipfile.BadZipFile when that fails."""

    def close(self) -> None:
        """Let go of what is open."""


class Folder:
    """The files of a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.faults: list[tuple[str, Fault]] = []
        self._names: list[str] = []
        inside = root.resolve()
        # Only where files of a package are: somebody may give a folder that holds half a disk.
        places = [*root.glob("*"), *(path for room in ROOMS for path in (root / room).rglob("*"))]
        for path in sorted(path for path in places if path.is_file()):
            name = path.relative_to(root).as_posix()
            if any(part.startswith(".") for part in PurePosixPath(name).parts):
                continue
            if path.resolve().is_relative_to(inside):
                self._names.append(name)
            else:
                fault = Fault("unsafe-path", "The file is a link that leads out of the package.", "Put the file itself there.")
                self.faults.append((name, fault))

    def names(self) -> list[str]:
        """Paths of all files relative to the package, sorted, hidden ones left out."""
        return self._names

    def size(self, name: str) -> int:
        """Bytes of a file."""
        return (self.root / name).stat().st_size

    def open(self, name: str) -> BinaryIO:
        """Open a file for reading."""
        return (self.root / name).open("rb")

    def close(self) -> None:
        """Nothing is held open."""


class Zip:
    """The files of a zip; a single folder at its top is looked through."""

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
            expected = "Give the package as a folder." if code == "zip-bomb" else "Make the zip anew."
            self.faults.append((path.name, Fault(code, error.fault.detail, expected)))
            return
        except UNREADABLE as error:
            self.faults.append((path.name, Fault("bad-zip", f"The zip cannot be read: {error}.", "Make the zip anew.")))
            return
        self._zip = archive
        for info in self._zip.infolist():
            self._take(info)
        self._lift()

    def _take(self, info: zipfile.ZipInfo) -> None:
        # orig_filename: zipfile itself rewrites the name on systems whose separator is not "/".
        name = info.orig_filename
        parts = PurePosixPath(name.replace("\\", "/")).parts
        hidden = name.startswith("__MACOSX/") or any(part.startswith(".") and part != ".." for part in parts)
        if info.is_dir() or hidden:
            return
        if name.startswith(("/", "\\")) or ".." in parts or (len(name) > 1 and name[1] == ":"):
            self.faults.append((name, Fault("unsafe-path", "The path leads out of the zip.", "Use paths below the package's own folder.")))
        elif "\\" in name or "\x00" in name:
            self.faults.append((name, Fault("unsafe-path", "The path has a backslash or a NUL.", "Separate folders with /.")))
        elif stat.S_ISLNK(info.external_attr >> 16):
            self.faults.append((name, Fault("unsafe-path", "The entry is a symbolic link.", "Put the file itself there.")))
        elif info.flag_bits & 1:
            self.faults.append((name, Fault("bad-zip", "The entry is encrypted.", "Make the zip without a password.")))
        elif info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            self.faults.append((name, Fault("bad-zip", "The entry is packed in an unusual way.", "Make the zip with deflate, as usual.")))
        elif name in self._members:
            self.faults.append((name, Fault("bad-zip", "The zip holds this path twice.", "Make the zip anew.")))
        elif info.file_size > self._budgets.ratio_from and info.file_size > self._budgets.ratio * max(info.compress_size, 1):
            detail = f"The entry unpacks to {info.file_size:,} bytes, over {self._budgets.ratio} times its packed size."
            self.faults.append((name, Fault("zip-bomb", detail, "Give the package as a folder.")))
        else:
            self._members[name] = info

    def _lift(self) -> None:
        tops = {name.partition("/")[0] for name in self._members}
        if DESCRIPTOR not in self._members and len(tops) == 1 and all("/" in name for name in self._members):
            self._members = {name.partition("/")[2]: info for name, info in self._members.items()}

    def names(self) -> list[str]:
        """Paths of all files relative to the package, sorted, hidden ones left out."""
        return sorted(self._members)

    def size(self, name: str) -> int:
        """Bytes of a file, unpacked, as the zip states it (reading more than that fails)."""
        return self._members[name].file_size

    def open(self, name: str) -> BinaryIO:
        """Open a file for reading, unpacking as it is read."""
        if self._zip is None:
            raise FileNotFoundError(name)
        stream: IO[bytes] = self._zip.open(self._members[name])
        return cast(BinaryIO, stream)

    def close(self) -> None:
        """Close the zip."""
        if self._zip is not None:
            self._zip.close()


class Nothing:
    """No files: the path does not exist."""

    def __init__(self) -> None:
        self.faults: list[tuple[str, Fault]] = []

    def names(self) -> list[str]:
        """No file."""
        return []

    def size(self, name: str) -> int:
        """No file has a size."""
        raise FileNotFoundError(name)

    def open(self, name: str) -> BinaryIO:
        """No file can be opened."""
        raise FileNotFoundError(name)

    def close(self) -> None:
        """Nothing is held open."""


def open_files(path: Path) -> Files | None:
    """The files of a folder or a zip; None when there is neither at ``path``."""
    if path.is_dir():
        return Folder(path)
    if path.is_file():
        return Zip(path)
    return None
