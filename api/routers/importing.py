"""``/v1/imports``: upload spreadsheets, which become a package of a draft.

The request is a form (``multipart/form-data``). It needs ``If-Match`` and ``Idempotency-Key``, which a page of another origin cannot send
without a CORS preflight. The files are unpacked and read in child processes with limits; this process reads no cell.
"""

from __future__ import annotations

import asyncio
import hashlib
import unicodedata
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from api.routers.edit_requests import (
    DATA_VERSION,
    NamePath,
    answer,
    editing_by,
    idempotency_key,
    if_match,
    refuse_unknown,
    same_version,
    sent,
    who_of,
)
from graph.errors import BadValueError
from graph.loading.editing import Editing
from graph.loading.reviewing import Reviewing, Upload
from graph.settings import Settings
from graph.storage.draft_files import ProposedDraft
from graph.storage.import_files import ImportRecord
from seed.bilingual import Bilingual
from seed.importing.files import SUFFIXES
from seed.importing.mapping_file import MAPPING_BYTES

MOST_FILES = 8
"""Maximum number of files of an import."""
_DECISION_BYTES = 4_000_000
_NAME_BYTES = 200
_TEXTS = ("name", "requires", "undecided", "draft", "message", "again")
_FIELDS = ("file", "mapping", "columns", "decisions", *_TEXTS)
_COLUMNS_BYTES = 200_000
_COLUMNS = TypeAdapter(dict[str, dict[str, str]])


class ImportRoutes:
    """The endpoints."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._turn = asyncio.Semaphore(1)
        """One import at a time: each may use a gigabyte."""

    async def add(self, request: Request) -> Response:
        """Import spreadsheets into a draft. Requires ``If-Match`` with the data version and an ``Idempotency-Key``."""
        version, key, who = if_match(request, DATA_VERSION), idempotency_key(request), who_of(request, self._settings)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "multipart/form-data":
            raise HTTPException(415, Bilingual("The content type must be multipart/form-data.", "内容类型须为 multipart/form-data。"))
        async with self._turn, request.form(max_files=MOST_FILES + 2, max_fields=40, max_part_size=MAPPING_BYTES + 1) as form:

            def work() -> dict[str, Any]:
                editing = editing_by(self._settings, who)
                same_version(editing, version)
                draft, record = Reviewing(editing).propose_import(_upload(form, who, key))
                return _answer(editing, draft, record)

            return await sent(work, 201)

    async def get(self, request: Request, id: NamePath) -> Response:
        """Return an import: the mapping with the guesses, what was left out by kind, the open decisions and the check."""

        def work() -> dict[str, Any]:
            editing = editing_by(self._settings, who_of(request, self._settings))
            reviewing = Reviewing(editing)
            record = reviewing.imports.get(id)
            return _answer(editing, reviewing.files.get(record.draft), record)

        return await sent(work)


def _answer(editing: Editing, draft: ProposedDraft, record: ImportRecord) -> dict[str, Any]:
    return answer(editing, [{**import_summary(record), "draft": draft.id, "revision": draft.revision, **record.report}])


def import_summary(record: ImportRecord) -> dict[str, Any]:
    """Return what a list of imports shows of one."""
    report = record.report
    return {
        "id": record.id,
        "package": record.package,
        "state": record.state,
        "who": record.who,
        "at": record.at,
        "files": [file["name"] for file in report.get("files", ())],
        "rows": report.get("rows", {}),
        "left_out": report.get("left_out", 0),
        "open_count": report.get("open_count", 0),
    }


def _upload(form: FormData, who: str, key: str) -> Upload:
    """Return the upload of a form.

    :raises BadValueError: a field is missing, unknown, given twice or too large.
    """
    _refuse_unknown_fields(form)
    texts = {name: value for name in _TEXTS if name != "requires" and (value := _text(form, name)) is not None}
    files = [(_file_name(one), one.file) for one in form.getlist("file") if isinstance(one, UploadFile)]
    if bool(files) == ("again" in texts):
        hint = Bilingual(
            "Upload the spreadsheet as 'file', or give the id of an earlier import as 'again'.",
            "请以“file”上传表格，或以“again”给出先前导入的 ID。",
        )
        raise BadValueError(
            Bilingual("An import needs files or 'again', not both.", "导入须有文件或“again”，二者取其一。"), pointer="/body/file", hint=hint
        )
    names = [name for name, _ in files]
    if len(files) > MOST_FILES or len(set(names)) < len(names):
        raise BadValueError(
            Bilingual("Too many files, or two of the same name.", "文件过多，或有两个同名文件。"),
            pointer="/body/file",
            hint=Bilingual(f"At most {MOST_FILES} files.", f"最多 {MOST_FILES} 个文件。"),
        )
    mapping, decisions = _content(form, "mapping", MAPPING_BYTES), _content(form, "decisions", _DECISION_BYTES)
    columns = _content(form, "columns", _COLUMNS_BYTES)
    requires = tuple(
        text.strip() for value in form.getlist("requires") if isinstance(value, str) for text in value.split(",") if text.strip()
    )
    total = hashlib.sha256()
    for name, value in sorted(texts.items()):
        total.update(f"{name}={value}\0".encode())
    for name, stream in files:
        total.update(f"{name}\0{hashlib.file_digest(stream, 'sha256').hexdigest()}\0".encode())  # type: ignore[arg-type]
        stream.seek(0)
    total.update(repr((mapping, columns, decisions, requires)).encode())
    text = None if mapping is None else mapping[1].decode("utf-8-sig", "replace")
    chosen = None if columns is None else _meanings(columns[1])
    return Upload(who, key, total.hexdigest(), files, mapping=text, decisions=decisions, requires=requires, columns=chosen, **texts)


def _meanings(content: bytes) -> dict[str, dict[str, str]]:
    """Return the meanings of columns, by sheet and letters."""
    try:
        return _COLUMNS.validate_json(content)
    except ValidationError as error:
        raise BadValueError(
            Bilingual("'columns' is not valid.", "“columns”格式有误。"),
            pointer="/body/columns",
            hint=Bilingual('Example: {"Sheet1": {"C": "school.name", "D": ""}}.', '示例：{"Sheet1": {"C": "school.name", "D": ""}}。'),
        ) from error


def _refuse_unknown_fields(form: FormData) -> None:
    unknown = next((name for name in form if name not in _FIELDS), None)
    if unknown is not None:
        raise BadValueError(
            Bilingual(f"There is no field '{unknown[:100]}'.", f"没有字段“{unknown[:100]}”。"),
            pointer="/body",
            hint=Bilingual(f"Fields: {', '.join(_FIELDS)}.", f"可用字段：{'、'.join(_FIELDS)}。"),
        )


def _text(form: FormData, name: str) -> str | None:
    values = form.getlist(name)
    if not values:
        return None
    if len(values) > 1 or not isinstance(values[0], str) or len(values[0]) > 2_000:
        raise BadValueError(
            Bilingual(f"'{name}' must be one text of at most 2,000 characters.", f"“{name}”须为一段文本，最多 2,000 个字符。"),
            pointer=f"/body/{name}",
        )
    return values[0] or None


def _content(form: FormData, name: str, most: int) -> tuple[str, bytes] | None:
    """Return the name and the content of a field, which can be a text or a file."""
    values = form.getlist(name)
    if not values:
        return None
    value = values[0]
    content = value.encode() if isinstance(value, str) else value.file.read(most + 1)
    if len(values) > 1 or len(content) > most:
        raise BadValueError(
            Bilingual(
                f"'{name}' must be one text or file of at most {most:,} bytes.", f"“{name}”须为一段文本或一个文件，最多 {most:,} 字节。"
            ),
            pointer=f"/body/{name}",
        )
    if not content:
        return None
    return (f"{name}.csv" if isinstance(value, str) or not value.filename else value.filename), content


def _file_name(file: UploadFile) -> str:
    """Return the name of a file without folders. It becomes part of locators, and of a path.

    :raises BadValueError: it is not a name, or its type is not supported.
    """
    name = PureWindowsPath(PurePosixPath(unicodedata.normalize("NFC", file.filename or "")).name).name
    clean = name and not name.startswith(".") and name.isprintable() and len(name.encode()) <= _NAME_BYTES
    if not clean or not name.lower().endswith(SUFFIXES):
        hint = Bilingual(
            f"Use a name of at most {_NAME_BYTES} bytes that ends with {', '.join(SUFFIXES)}.",
            f"文件名最多 {_NAME_BYTES} 字节，并以 {'、'.join(SUFFIXES)} 结尾。",
        )
        raise BadValueError(
            Bilingual(f"Unsupported file name: '{name[:100]}'.", f"不支持的文件名：“{name[:100]}”。"), pointer="/body/file", hint=hint
        )
    return name


def router(settings: Settings) -> APIRouter:
    """Return the router. The document leaves these routes out; docs/editing.md describes them."""
    routes = ImportRoutes(settings)
    api_router = APIRouter(prefix="/v1/imports", dependencies=[Depends(refuse_unknown)])
    api_router.add_api_route("", routes.add, methods=["POST"], include_in_schema=False)
    api_router.add_api_route("/{id}", routes.get, methods=["GET"], include_in_schema=False)
    return api_router
