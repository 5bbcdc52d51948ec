"""HTTP client behind ``ask``, ``questions`` and ``search``. The command line uses only the public API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO

import httpx
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph.errors import BadValueError, DatabaseUnavailableError, EnvironmentalError, UnknownNameError, UserError
from graph.settings import Settings
from graph.system.data_paths import DataDirectory
from seed.progress import Progress

_LONG = httpx.Timeout(60, read=600)
"""A spreadsheet is sent only once it is complete."""


class ClientSettings(BaseSettings):
    """Connection settings of the client commands."""

    model_config = SettingsConfigDict(env_prefix="ALLIANCE_", extra="ignore")

    url: str | None = Field(
        default=None, description="URL of the API for client commands. Default: the server that `alliance up` started on this machine."
    )
    key: SecretStr | None = Field(default=None, description="API key that client commands send.")


class ServerNotRunningError(EnvironmentalError):
    """No API server is reachable."""

    code, title, title_zh, status = "nothing-runs", "No server is running", "服务未运行", 503


def shown_host(host: str) -> str:
    """Return the host as written in a URL; a wildcard address becomes the loopback address."""
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # replaced, not bound
    return f"[{name}]" if ":" in name else name


def running_url(settings: Settings) -> str | None:
    """Return the URL of the API that ``alliance up`` started on this data folder, or None."""
    holder = DataDirectory(settings.data).holder()
    if holder is None or not holder.get("port"):
        return None
    return f"http://{shown_host(str(holder.get('host', '127.0.0.1')))}:{holder['port']}"


def running_settings(settings: Settings) -> Settings:
    """Return the settings of the folder whose server commands use: the data folder, or its demo folder when only the demo runs."""
    demo = settings.of_demo()
    return demo if DataDirectory(settings.data).holder() is None and DataDirectory(demo.data).holder() is not None else settings


def base_url(settings: Settings, client: ClientSettings) -> str:
    """Return the base URL of the API: ``ALLIANCE_URL``, else the server of the data folder, else the demo server.

    :raises ServerNotRunningError: no server is running; the hint names ``alliance up``.
    :raises BadValueError: ``ALLIANCE_URL`` is not an HTTP URL.
    """
    url = client.url or running_url(running_settings(settings))
    if url is None:
        raise ServerNotRunningError(
            f"The data folder {settings.data} has no server.",
            hint="Start one with: alliance up. To use a server on another machine, set ALLIANCE_URL.",
        )
    if not url.startswith(("http://", "https://")):
        raise BadValueError(f"ALLIANCE_URL '{url}' is not an HTTP URL.", hint="Example: http://127.0.0.1:8000")
    return url.rstrip("/")


class Client:
    """Client of the API. An error response is raised as an :class:`~graph.errors.AllianceError` with the text of the API."""

    def __init__(self, settings: Settings | None = None) -> None:
        client = ClientSettings()
        settings = settings or Settings()
        self.url = base_url(settings, client)
        self.is_demo = client.url is None and running_settings(settings).data != settings.data
        self._headers = {"Authorization": f"Bearer {client.key.get_secret_value()}"} if client.key else {}

    def get(self, path: str, **params: Any) -> dict[str, Any]:
        """Return the JSON body of a GET request.

        :raises ServerNotRunningError: the server cannot be reached.
        :raises UserError: the API rejected the request (4xx).
        :raises EnvironmentalError: the API failed (5xx), or the response does not come from this API.
        """
        return self._request("GET", path, params=params)

    def post(self, path: str, **fields: str) -> dict[str, Any]:
        """Post a form and return the JSON body. Raises the same errors as :meth:`get`."""
        return self._request("POST", path, data=fields)

    def post_json(self, path: str, content: bytes) -> dict[str, Any]:
        """Post JSON and return the JSON body. Raises the same errors as :meth:`get`."""
        return self._request("POST", path, content=content)

    def download(self, path: str, params: Mapping[str, Any], file: BinaryIO, progress: Progress) -> httpx.Headers:
        """Stream a response into a file and return its headers.

        :param progress: called with the bytes received so far and the total, or None when the total is unknown.
        :raises EnvironmentalError: the download was interrupted; the file is incomplete. Also raises the errors of :meth:`get`.
        """
        received, started = 0, False
        try:
            with httpx.stream(
                "GET", f"{self.url}{path}", params=params, headers=self._headers, timeout=_LONG, **_options(self.url)
            ) as response:
                if response.status_code != 200:
                    response.read()
                    raise _error(response)
                started, total = True, int(response.headers.get("content-length") or 0) or None
                for part in response.iter_bytes(262_144):
                    received += file.write(part)
                    progress("", received, None if "content-encoding" in response.headers else total)
                return response.headers
        except httpx.HTTPError as problem:
            if started:
                raise EnvironmentalError(
                    f"The download was interrupted after {received:,} bytes ({problem}).", hint="Try again."
                ) from problem
            raise ServerNotRunningError(
                f"Cannot reach a server at {self.url} ({problem}).", hint="Start one with: alliance up."
            ) from problem

    def _request(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        try:
            headers = self._headers | ({"Content-Type": "application/json"} if "content" in options else {})
            response = httpx.request(method, f"{self.url}{path}", **options, headers=headers, timeout=60, **_options(self.url))
        except httpx.InvalidURL as problem:
            raise BadValueError(
                f"ALLIANCE_URL '{self.url}' is not a valid URL: {problem}.", hint="Example: http://127.0.0.1:8000"
            ) from problem
        except httpx.HTTPError as problem:
            raise ServerNotRunningError(
                f"Cannot reach a server at {self.url} ({problem}).", hint="Start one with: alliance up."
            ) from problem
        if response.status_code == 200:
            body: dict[str, Any] = response.json()
            return body
        raise _error(response)


def _options(url: str) -> dict[str, Any]:
    """Skip the proxy for this machine, and skip loading certificates without TLS: loading takes longer than the rest of a request."""
    parsed = httpx.URL(url)
    return {"trust_env": parsed.host not in {"127.0.0.1", "localhost", "::1"}, "verify": parsed.scheme != "http"}


def _error(response: httpx.Response) -> Exception:
    try:
        body = response.json()
    except ValueError:
        return EnvironmentalError(f"Unexpected response: not this API (HTTP {response.status_code}).", hint="Check ALLIANCE_URL.")
    detail = str(body.get("detail", f"HTTP {response.status_code}"))
    if response.status_code == 503:
        return DatabaseUnavailableError(detail, hint=body.get("hint") or "Try again in a moment.")
    if response.status_code >= 500:
        failure = EnvironmentalError(f"{detail} (request {body.get('request_id')})")
        failure.title = str(body.get("title", failure.title))
        return failure
    if body.get("nearest"):
        return UnknownNameError(detail, nearest=tuple(body["nearest"]), pointer=_pointer(body))
    if body.get("type") == f"/problems/{UnknownNameError.code}":
        return UnknownNameError(detail, pointer=_pointer(body))
    hint = body.get("hint")
    return UserError(detail, hint=None if hint and hint in detail else hint)  # some details end with the hint


def _pointer(body: Mapping[str, Any]) -> str | None:
    errors = body.get("errors") or [{}]
    pointer = errors[0].get("pointer")
    return None if pointer is None else str(pointer)
