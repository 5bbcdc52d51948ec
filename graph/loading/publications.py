"""Publications in the background: each has a file with its state in ``<folder>/workspace/publications``.

A publication is ``running``, ``done`` or ``failed``. One whose process has ended while it ran has failed: the previous data is in place, or
the new data if it became current before.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import psutil

from graph.errors import AllianceError, LocalServerError, NotFoundError, StateError
from graph.loading.editing import Editing
from graph.loading.load_plan import now
from graph.system.files import full_disk, write_atomically
from seed.bilingual import Bilingual

_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Publication:
    """A publication and its state. ``process`` is the process that runs it, with the time of its start."""

    id: str
    state: str
    who: str
    message: str
    began: str
    process: tuple[int, float]
    ended: str = ""
    data_version: str = ""
    detail: str = ""


class Publications:
    """The publications of the data that ``editing`` names."""

    def __init__(self, editing: Editing) -> None:
        self.editing = editing
        self.folder = editing.workspace.folder / "publications"
        self._thread: threading.Thread | None = None

    def get(self, name: str) -> Publication:
        """Return a publication.

        :raises NotFoundError: there is none with this id.
        """
        path = self.folder / f"{name}.json"
        if not _ID.fullmatch(name) or not path.is_file():
            raise NotFoundError(Bilingual(f"There is no publication '{name[:40]}'.", f"没有发布“{name[:40]}”。"))
        return self._read(path)

    def start(self, key: str, who: str, message: str) -> Publication:
        """Publish the accepted edits in a thread. Return the publication; an earlier one for the same key and person.

        :raises StateError: another publication is running.
        """
        name = hashlib.sha256(json.dumps([who, key]).encode()).hexdigest()[:16]
        with self.editing.workspace.locked():
            if (self.folder / f"{name}.json").is_file():
                return self.get(name)
            running = next((one for path in self.folder.glob("*.json") if (one := self._read(path)).state == "running"), None)
            if running is not None:
                raise StateError(
                    Bilingual(f"Publication {running.id} is running.", f"发布 {running.id} 正在进行。"),
                    hint=Bilingual(f"Ask for its state: /v1/publications/{running.id}", f"可查询其状态：/v1/publications/{running.id}"),
                )
            publication = Publication(name, "running", who, message, now(), _this_process())
            self._write(publication)
        self._thread = threading.Thread(target=self._run, args=(publication,), name=f"publication-{name}", daemon=True)
        self._thread.start()
        return publication

    def wait(self) -> None:
        """Wait for the publication that was started here."""
        if self._thread is not None:
            self._thread.join()

    def _run(self, publication: Publication) -> None:
        """Publish, and write the result."""
        try:
            summary = self.editing.publish(publication.message)
            ended = replace(publication, state="done", ended=now(), data_version=summary.data_version)
        except AllianceError as error:
            ended = replace(publication, state="failed", ended=now(), detail=str(error)[:2_000])
        except BaseException:
            self._write(
                replace(publication, state="failed", ended=now(), detail="An unexpected error occurred. The server log has the details.")
            )
            raise
        self._write(ended)

    def _read(self, path: Path) -> Publication:
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            publication = Publication(**{**content, "process": tuple(content["process"])})
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise LocalServerError(
                Bilingual(f"The publication {path} cannot be read ({error}).", f"无法读取发布 {path}（{error}）。"),
                hint=Bilingual("Remove the file.", "请删除该文件。"),
            ) from error
        if publication.state == "running" and not _is_running(*publication.process):
            return replace(publication, state="failed", detail="The process ended while it published. Publish again.")
        return publication

    def _write(self, publication: Publication) -> None:
        with full_disk(self.folder.parent, "the publication"):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomically(self.folder / f"{publication.id}.json", json.dumps(asdict(publication), ensure_ascii=False) + "\n", mode=0o600)


def _this_process() -> tuple[int, float]:
    return os.getpid(), psutil.Process().create_time()


def _is_running(pid: int, started: float) -> bool:
    try:
        return psutil.Process(pid).create_time() == started
    except psutil.Error:
        return False
