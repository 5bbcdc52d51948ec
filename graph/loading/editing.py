"""Edit the data of a folder or of a remote database: draft edits, publish them as a data version, and compare versions."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.errors import BadValueError, LocalServerError, UserError
from graph.loading.accepted_imports import mark_published, pending_imports
from graph.loading.load_plan import Summary, now, place_of
from graph.settings import DatabaseSettings, Settings
from graph.storage.data_directory import Loaded, Stores
from graph.storage.ledger import Entry, Ledger, Note
from graph.storage.workspace import Workspace, edits_of
from graph.system.data_paths import DataDirectory
from seed.bilingual import Bilingual
from seed.edits.drafting import EDITS_PACKAGE, Author, Draft, EditError
from seed.edits.edit import Edit, in_effect
from seed.packages.differences import Difference, differences
from seed.packages.package import Package, resolve, unedited
from seed.progress import Progress
from seed.suggestions import suggestion

DRAFT = "draft"
"""Name of the edits that are not published, where a data version is expected."""


@dataclass(frozen=True)
class Evidence:
    """The evidence of an edit: a source with a quote or locator, or a reason."""

    source: str = ""
    quote: str = ""
    locator: str = ""
    reason: str = ""


@dataclass(frozen=True)
class EditState:
    """An edit and its state: ``published``, ``pending`` (not published yet), ``withdrawn`` (undone, but still published) or ``undone``."""

    edit: Edit
    state: str


class Editing:
    """The edits and the history of the data that ``settings`` and ``database`` name."""

    def __init__(self, settings: Settings, database: DatabaseSettings) -> None:
        self.settings, self.database = settings, database
        remote = database.uri is not None
        self.folder = DataDirectory(settings.data.absolute()).remote(database).root if remote else settings.data.absolute()
        self.version, self.loaded = _loaded_remote(settings, database) if remote else _loaded_local(settings)
        self.workspace, self.ledger = Workspace(self.folder), Ledger(self.folder)

    # edits

    def change(
        self, make: Callable[[Draft, Author], Sequence[Edit]], evidence: Evidence, imports: Mapping[str, Path] | None = None
    ) -> tuple[Edit, ...]:
        """Add the edits that ``make`` returns for the draft. Return them.

        :param imports: packages of imports that the draft has besides, by name.
        :raises BadValueError: the edit is not valid. Nothing changed.
        """
        with self.workspace.locked():
            self._begin()
            edits = self.workspace.edits()
            draft = Draft(self._packages(imports), edits)
            author = Author(
                _new_id(edits), self.settings.editor_name(), now(), evidence.source, evidence.quote, evidence.locator, evidence.reason
            )
            try:
                made = tuple(make(draft, author))
            except EditError as error:
                raise BadValueError(error.detail, hint=error.hint or None) from error
            if made:
                self.workspace.append(made, draft.requirements(made))
        return made

    def draft(self, imports: Mapping[str, Path] | None = None) -> Draft:
        """Return the draft: the loaded packages and accepted imports, with all edits that are in effect.

        :param imports: packages of further imports, by name.
        """
        return Draft(self._packages(imports), self._edits())

    def places(self) -> dict[str, Path]:
        """Return the folders of the loaded packages and of the accepted imports, by name, without those of edits."""
        loaded = {package.name: _place(package, self.folder) for package in self.loaded if package.name != EDITS_PACKAGE}
        return loaded | self.pending_imports()

    def pending_imports(self) -> dict[str, Path]:
        """Return the packages of accepted imports that a publication would load, by name."""
        return pending_imports(self.workspace, self.ledger)

    def states(self) -> list[EditState]:
        """Return all edits, oldest first, with their states."""
        own = self._edits()
        current = {edit.edit for edit in in_effect(own)}
        published = {edit.edit for edit in in_effect(self._published())}
        words = {(True, True): "published", (True, False): "pending", (False, True): "withdrawn", (False, False): "undone"}
        return [EditState(edit, words[edit.edit in current, edit.edit in published]) for edit in own if edit.action != "undo"]

    def pending(self) -> int:
        """Return the number of edits that a publication would apply or withdraw."""
        return len({state.edit.edit for state in self.states() if state.state in {"pending", "withdrawn"}})

    def publish(self, message: str, progress: Progress | None = None) -> Summary:
        """Make a data version of the edits and the accepted imports.

        :raises UserError: there is nothing to publish, or the workspace lacks edits that are published.
        :raises PackageProblems: the packages do not pass the check with the edits. Nothing changed.
        """
        self._refuse_lost_edits()
        imports = self.pending_imports()
        if not imports and not self.pending():
            hint = Bilingual(
                "Make one first: alliance edit set ID PROPERTY VALUE --source ID. Or accept a draft: alliance drafts",
                "请先修改：alliance edit set ID PROPERTY VALUE --source ID；或先通过一份草稿：alliance drafts",
            )
            raise UserError(Bilingual("There are no edits to publish.", "没有可发布的修改。"), hint=hint)
        with tempfile.TemporaryDirectory(prefix="publish-") as scratch:
            edits = [self.workspace.snapshot(Path(scratch))] if self.workspace.exists() else []
            note = Note("publish", self.settings.editor_name(), message)
            summary = self._load([*imports.values(), *edits], note, progress)
        if imports:
            mark_published(self.workspace, imports, summary.data_version)
        return summary

    # packages

    def unload(self, name: str, message: str, progress: Progress | None = None) -> Summary:
        """Make a data version without a package.

        :raises UserError: the package is not loaded, another one requires it, or it is the only one. Nothing changed.
        """
        names = [package.name for package in self.loaded]
        if name not in names:
            raise BadValueError(Bilingual(f"The package '{name}' is not loaded.", f"数据包“{name}”未载入。"), hint=suggestion(name, names))
        others = [_place(package, self.folder) for package in self.loaded if package.name != name]
        needing = [opened.name for opened in map(Package.open, others) if name in opened.requires]
        if needing:
            raise UserError(
                Bilingual(f"The package '{needing[0]}' requires '{name}'.", f"数据包“{needing[0]}”依赖“{name}”。"),
                hint=Bilingual(f"Unload it first: alliance unload {needing[0]}", f"请先卸载它：alliance unload {needing[0]}"),
            )
        if not others:
            raise UserError(
                Bilingual(f"'{name}' is the only package.", f"“{name}”是唯一的数据包。"),
                hint=Bilingual("Load another one first.", "请先载入另一个。"),
            )
        return self._load(others, Note("unload", self.settings.editor_name(), message or f"without {name}"), progress, merge=False)

    def _load(self, paths: list[Path], note: Note, progress: Progress | None, *, merge: bool = True) -> Summary:
        from graph.loading.local_loader import load_local, load_remote  # noqa: PLC0415  # the driver is slow to import

        settings = self.settings
        if self.database.uri is not None:
            return load_remote(self.database, settings, paths, merge=merge, progress=progress, note=note)
        return load_local(settings.data, settings.cache, paths, merge=merge, progress=progress, settings=settings, note=note)

    # history

    def entry(self, text: str) -> Entry:
        """Return the newest entry of the ledger with this number or data version (or the beginning of one).

        :raises BadValueError: there is none, or several versions match.
        """
        entries = self.ledger.entries()
        matches = [entry for entry in entries if str(entry.number) == text]
        matches = matches or [entry for entry in entries if len(text) >= 4 and entry.data_version.startswith(text)]
        versions = {entry.data_version for entry in matches}
        if len(versions) != 1:
            several = Bilingual(f"Several data versions begin with '{text}'.", f"有多个数据版本以“{text}”开头。")
            none = Bilingual(f"The ledger has no data version '{text}'.", f"版本记录中没有数据版本“{text}”。")
            raise BadValueError(
                several if versions else none, hint=Bilingual("Give a number of the list: alliance log", "请给出列表中的编号：alliance log")
            )
        return matches[-1]

    def packages_of(self, text: str) -> list[Package]:
        """Return the packages of a data version of the ledger, or of the draft, with edits applied.

        :raises UserError: there is no such version, or the files of a package are not kept.
        """
        if text == DRAFT:
            return self.draft().packages()
        return resolve(self.kept(self.entry(text)))

    def pending_differences(self) -> Iterator[Difference]:
        """Yield the differences between the loaded data and the draft: what a publication would change."""
        loaded = resolve([_place(package, self.folder) for package in self.loaded])
        return differences(loaded, self.draft().packages())

    def kept(self, entry: Entry) -> list[Path]:
        """Return the folders of the packages of a data version.

        :raises UserError: the files of a package are not kept.
        """
        places = [(content, self.ledger.place_of(content)) for content in entry.packages]
        missing = [content.name for content, place in places if place is None]
        if missing:
            hint = Bilingual(
                "It was loaded before the history began, or on another machine.", "它在开始记录历史之前载入，或在另一台机器上载入。"
            )
            raise UserError(
                Bilingual(
                    f"The files of the package '{missing[0]}' of version {entry.number} are not kept.",
                    f"版本 {entry.number} 的数据包“{missing[0]}”的文件未保留。",
                ),
                hint=hint,
            )
        return [place for _, place in places if place is not None]

    # parts

    def _begin(self) -> None:
        """Begin the workspace with the edits that are loaded, if it has none. Call it within the lock."""
        self._refuse_lost_edits()
        if not self.workspace.exists() and (package := self._published_package()) is not None:
            self.workspace.adopt(package)

    def _edits(self) -> tuple[Edit, ...]:
        return self.workspace.edits() if self.workspace.exists() else self._published()

    def _published_package(self) -> Path | None:
        loaded = next((package for package in self.loaded if package.name == EDITS_PACKAGE), None)
        return place_of(loaded, self.folder) if loaded is not None else None

    def _published(self) -> tuple[Edit, ...]:
        package = self._published_package()
        return edits_of(package) if package is not None else ()

    def _refuse_lost_edits(self) -> None:
        """Raise when the data holds edits that the workspace lacks: the next publication would drop them."""
        loaded = any(package.name == EDITS_PACKAGE for package in self.loaded)
        if loaded and self._published_package() is None:
            raise UserError(
                Bilingual("The data holds edits that were published from another machine.", "数据中含有从另一台机器发布的修改。"),
                hint=Bilingual(f"Copy its workspace to {self.workspace.folder}.", f"请将其工作区复制到 {self.workspace.folder}。"),
            )
        package = self._published_package()
        if package is not None and Package.open(package).paths:
            raise UserError(
                Bilingual(
                    f"The loaded package '{EDITS_PACKAGE}' has rows of its own; edits would replace it.",
                    f"已载入的数据包“{EDITS_PACKAGE}”自带数据行，修改会将其替换。",
                ),
                hint=Bilingual(
                    f"Load it under another name, and unload it: alliance unload {EDITS_PACKAGE}",
                    f"请以其他名称载入，并将它卸载：alliance unload {EDITS_PACKAGE}",
                ),
            )
        own = {edit.edit for edit in self.workspace.edits()}
        lost = [edit.edit for edit in self._published() if edit.edit not in own]
        if self.workspace.exists() and lost:
            raise UserError(
                Bilingual(
                    f"The data holds edit {lost[0]}, which {self.workspace.package} lacks.",
                    f"数据中有修改 {lost[0]}，而 {self.workspace.package} 中没有。",
                ),
                hint=Bilingual(
                    "Rows of edits.csv are not removed. Restore the row, and undo the edit: alliance undo ID",
                    "edits.csv 的行不可删除。请恢复该行，并撤销修改：alliance undo ID",
                ),
            )

    def _packages(self, imports: Mapping[str, Path] | None = None) -> list[Package]:
        return unedited((self.places() | dict(imports or {})).values())


def _loaded_remote(settings: Settings, database: DatabaseSettings) -> tuple[str, tuple[Loaded, ...]]:
    from graph.loading.remote_loader import loaded_remote  # noqa: PLC0415  # the driver is slow to import

    version, loaded = loaded_remote(database, settings)
    if version is None:
        raise UserError(
            Bilingual("There is no data in the database.", "数据库中尚无数据。"),
            hint=Bilingual(
                "Load a data package first: alliance up, or alliance load DIR.", "请先载入数据包：alliance up 或 alliance load DIR。"
            ),
        )
    return version, loaded


def _loaded_local(settings: Settings) -> tuple[str, tuple[Loaded, ...]]:
    stores = Stores(settings.data)
    current = stores.current()
    record = stores.record(current.store) if current is not None else None
    if current is None or record is None:
        raise LocalServerError(
            Bilingual(f"There is no data in {settings.data}.", f"{settings.data} 中尚无数据。"),
            hint=Bilingual(
                "Load a data package first: alliance up, or alliance load DIR.", "请先载入数据包：alliance up 或 alliance load DIR。"
            ),
        )
    return current.data_version, record.packages


def _place(package: Loaded, folder: Path) -> Path:
    place = place_of(package, folder)
    if place is None:
        raise UserError(
            Bilingual(f"The files of the package '{package.name}' are not on this machine.", f"数据包“{package.name}”的文件不在本机。"),
            hint=Bilingual("Load its folder again: alliance load DIR", "请重新载入其文件夹：alliance load DIR"),
        )
    return place


def _new_id(edits: Sequence[Edit]) -> str:
    known = {edit.edit for edit in edits}
    while (text := secrets.token_hex(4)) in known:
        pass
    return text
