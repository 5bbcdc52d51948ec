"""The HTTP client behind ``ask``, ``questions`` and ``search``: what the command line can ask, anybody can."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

import httpx
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph.errors import BadValueError, DatabaseUnavailableError, EnvironmentalError, UnknownNameError, UserError
from graph.settings import Settings
from graph.system.folder_lock import owner

_LONG = httpx.Timeout(60, read=600)
"""A spreadsheet comes only when all of it is made."""


class ClientSettings(BaseSettings):
    """Where the commands that ask find the API."""

    model_config = SettingsConfigDict(env_prefix="ALLIANCE_", extra="ignore")

    url: str | None = Field(
        default=None, description="Address that the commands that ask talk to; unset: that of what `alliance up` started here."
    )
    key: SecretStr | None = Field(default=None, description="Key that the commands that ask present to the API.")


class NothingRunsError(EnvironmentalError):
    """No API answers."""

    code, title, title_zh, status = "nothing-runs", "Nothing is running", "服务未运行", 503


def shown_host(host: str) -> str:
    """A host that can be connected to, as it stands in an address."""
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # only rewritten
    return f"[{name}]" if ":" in name else name


def running_url(settings: Settings) -> str | None:
    """Address of the API that ``alliance up`` started on this data folder; None when there is none."""
    holder = owner(settings.data)
    if holder is None or not holder.get("port"):
        return None
    return f"http://{shown_host(str(holder.get('host', '127.0.0.1')))}:{holder['port']}"


def base_url(settings: Settings, client: ClientSettings) -> str:
    """Where to ask.

    :raises NothingRunsError: names ``alliance up``.
    """
    url = client.url or running_url(settings)
    if url is None:
        raise NothingRunsError(
            f"No explorer is running on the data folder {settings.data}.",
            hint="Start it with: alliance up (or set ALLIANCE_URL to the address of one that runs elsewhere).",
        )
    if not url.startswith(("http://", "https://")):
        raise BadValueError(f"ALLIANCE_URL is '{url}'.", hint="Give an address such as http://127.0.0.1:8000.")
    return url.rstrip("/")


class Client:
    """Asks the API; every refusal becomes an error of the house with the words of the API."""

    def __init__(self, settings: Settings | None = None) -> None:
        client = ClientSettings()
        self.url = base_url(settings or Settings(), client)
        self._headers = {"Authorization": f"Bearer {client.key.get_secret_value()}"} if client.key else {}

    def get(self, path: str, **params: Any) -> dict[str, Any]:
        """The JSON of an answer.

        :raises NothingRunsError: nobody answers there.
        :raises UserError: the API refused the input.
        :raises EnvironmentalError: the API could not answer.
        """
        return self._ask("GET", path, params=params)

    def post(self, path: str, **fields: str) -> dict[str, Any]:
        """The JSON of an answer to a form; raises what :meth:`get` raises."""
        return self._ask("POST", path, data=fields)

    def post_json(self, path: str, content: bytes) -> dict[str, Any]:
        """The JSON of an answer to a JSON text; raises what :meth:`get` raises."""
        return self._ask("POST", path, content=content)

    def download(self, path: str, params: Mapping[str, Any], file: BinaryIO, report: Callable[[int, int | None], None]) -> httpx.Headers:
        """Write an answer to a file as it comes; its headers. ``report`` is told the bytes so far, and of how many where that is known.

        :raises EnvironmentalError: it broke off, so that what was written is worth nothing; besides what :meth:`get` raises.
        """
        done, begun = 0, False
        try:
            with httpx.stream(
                "GET", f"{self.url}{path}", params=params, headers=self._headers, timeout=_LONG, **_options(self.url)
            ) as answer:
                if answer.status_code != 200:
                    answer.read()
                    raise _refused(answer)
                begun, total = True, int(answer.headers.get("content-length") or 0) or None
                for part in answer.iter_bytes(262_144):
                    done += file.write(part)
                    report(done, None if "content-encoding" in answer.headers else total)
                return answer.headers
        except httpx.HTTPError as problem:
            if begun:
                raise EnvironmentalError(f"The download broke off after {done:,} bytes ({problem}).", hint="Ask again.") from problem
            raise NothingRunsError(f"Nothing answers at {self.url} ({problem}).", hint="Start it with: alliance up.") from problem

    def _ask(self, method: str, path: str, **sent: Any) -> dict[str, Any]:
        try:
            headers = self._headers | ({"Content-Type": "application/json"} if "content" in sent else {})
            answer = httpx.request(method, f"{self.url}{path}", **sent, headers=headers, timeout=60, **_options(self.url))
        except httpx.InvalidURL as problem:
            raise BadValueError(
                f"ALLIANCE_URL is '{self.url}': {problem}.", hint="Give an address such as http://127.0.0.1:8000."
            ) from problem
        except httpx.HTTPError as problem:
            raise NothingRunsError(f"Nothing answers at {self.url} ({problem}).", hint="Start it with: alliance up.") from problem
        if answer.status_code == 200:
            body: dict[str, Any] = answer.json()
            return body
        raise _refused(answer)


def _options(url: str) -> dict[str, Any]:
    """No proxy to this machine; no certificates where there is no TLS: to read them takes longer than the rest of a request."""
    parsed = httpx.URL(url)
    return {"trust_env": parsed.host not in {"127.0.0.1", "localhost", "::1"}, "verify": parsed.scheme != "http"}


def _refused(answer: httpx.Response) -> Exception:
    try:
        body = answer.json()
    except ValueError:
        return EnvironmentalError(f"The answer is no answer of this API (HTTP {answer.status_code}).", hint="Check ALLIANCE_URL.")
    detail = str(body.get("detail", f"HTTP {answer.status_code}"))
    if answer.status_code == 503:
        return DatabaseUnavailableError(detail, hint=body.get("hint") or "Try again in a moment.")
    if answer.status_code >= 500:
        failure = EnvironmentalError(f"{detail} (request {body.get('request_id')})")
        failure.title = str(body.get("title", failure.title))
        return failure
    if body.get("nearest"):
        return UnknownNameError(detail, nearest=tuple(body["nearest"]))
    return UserError(detail, hint=body.get("hint"))
