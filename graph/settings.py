"""Settings from environment variables. docs/reference/settings.md is generated from these classes."""

from __future__ import annotations

import getpass
import shlex
from pathlib import Path
from typing import Self

import platformdirs
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

APP = "alliance-explorer"
DEMO = "demo"
"""Folder in the data folder with the data of ``alliance up --demo``."""


class DatabaseSettings(BaseSettings):
    """Connection to the database. Without ``NEO4J_URI`` a local server is started."""

    model_config = SettingsConfigDict(env_prefix="NEO4J_", extra="ignore")

    uri: str | None = Field(default=None, description="URI of a Neo4j server (bolt://, neo4j:// or neo4j+s://). Unset: a local server.")
    username: str = Field(default="neo4j", description="User name.")
    password: SecretStr | None = Field(default=None, description="Password.")
    password_file: Path | None = Field(default=None, description="File that contains the password. Overrides NEO4J_PASSWORD.")
    database: str = Field(default="neo4j", description="Database name.")

    def secret(self) -> str:
        """Return the password, from ``password_file`` when it is set; an empty string when neither is set."""
        if self.password_file is not None:
            return self.password_file.read_text(encoding="utf-8").strip()
        return self.password.get_secret_value() if self.password else ""


class Settings(BaseSettings):
    """Settings of Alliance Explorer."""

    model_config = SettingsConfigDict(env_prefix="ALLIANCE_", extra="ignore")

    data: Path = Field(default=Path(platformdirs.user_data_dir(APP)), description="Data folder of the local server.")
    cache: Path = Field(
        default=Path(platformdirs.user_cache_dir(APP)), description="Cache folder: the server's JAR files and its ahead-of-time cache."
    )
    host: str = Field(default="127.0.0.1", description="IP address or host name that the API listens on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port that the API listens on.")
    read_timeout: float = Field(default=10.0, gt=0, description="Time limit of a read, in seconds.")
    export_timeout: float = Field(default=300.0, gt=0, description="Time limit of an export, in seconds.")
    poll_interval: float = Field(default=1.0, gt=0, le=1.0, description="Interval between checks of the data version, in seconds.")
    pool_size: int = Field(default=50, ge=1, description="Maximum number of connections to the database.")
    statements: int = Field(
        default=8, ge=1, description="Maximum number of concurrent statements. Others queue, and fail with 503 if the wait is too long."
    )
    connect_timeout: float = Field(default=5.0, gt=0, description="Time limit of a connection attempt, in seconds.")
    retries: int = Field(default=2, ge=0, le=10, description="Number of retries of a read after a transient error.")
    heap: str = Field(default="1g", description="Heap size of the local server.")
    page_cache: str = Field(default="256m", description="Page cache size of the local server.")
    console: bool = Field(default=True, description="Enable the query console (POST /v1/cypher).")
    console_uri: str | None = Field(
        default=None, description="URI of a disposable Neo4j server for the query console. Unset: a local copy of the data."
    )
    console_username: str = Field(default="neo4j", description="User name of the console's database.")
    console_password: SecretStr | None = Field(default=None, description="Password of the console's database.")
    console_heap: str = Field(default="384m", description="Heap size of the query console's server.")
    console_idle: float = Field(default=600.0, gt=0, description="Idle time after which the console's server stops, in seconds.")
    log_format: str = Field(default="json", pattern="^(json|console)$", description="Log format: json or console.")
    public: bool = Field(
        default=False, description="Allow requests from other machines. Required to listen on a non-loopback address (--public)."
    )
    hosts: str = Field(default="", description="Allowed hosts, comma-separated. Empty: loopback names; in public mode, any host.")
    require_key: bool = Field(
        default=False, description="Require an API key for reads, also on loopback. In public mode the query console always requires a key."
    )
    keys: Path | None = Field(default=None, description="File with the API keys. Unset: keys.json in the data folder.")
    cursor_secret: SecretStr | None = Field(
        default=None,
        description="Secret that signs the cursors of pages. Unset: a random one in cursor.key in the data folder. Set it when several "
        "servers share one URL.",
    )
    rate_limit: str | None = Field(
        default=None,
        description="Rate limit per key or IP address, such as 600/minute;50/second, or off. Unset: off on loopback, else 600/minute.",
    )
    report_to: str = Field(default="", description="Email address for error reports, shown to users. Empty: users choose the recipient.")
    cors: str = Field(default="", description="Allowed CORS origins, comma-separated; * allows any origin.")
    trusted_proxies: str = Field(
        default="",
        description="IP addresses or networks, comma-separated, whose X-Forwarded-For and X-Forwarded-Proto headers are trusted.",
    )
    max_body: int = Field(
        default=1_000_000, ge=1, description="Maximum size of a request body, in bytes. Imports have a limit of their own."
    )
    client_timeout: float = Field(
        default=20.0, gt=0, description="Time limit for receiving the headers, then the body, of a request, in seconds."
    )
    cache_bytes: int = Field(default=64_000_000, ge=0, description="Size of the response cache of each process, in bytes; 0 disables it.")
    export_cache_bytes: int = Field(
        default=1_000_000_000,
        ge=0,
        description="Size of the finished export files that are kept on disk for range requests, in bytes; 0 disables ranges. A single "
        "file may use a quarter of it.",
    )
    editor: str = Field(default="", description="Name that edits and data versions are recorded with. Empty: the system user.")
    workers: int = Field(
        default=1, ge=1, le=64, description="Number of worker processes. They share one port and one database (--workers)."
    )

    def editor_name(self) -> str:
        """Return the name that edits and data versions are recorded with."""
        if name := " ".join(self.editor.split()):
            return name
        try:
            return getpass.getuser()
        except (KeyError, OSError, ImportError):  # no such user, as in a container
            return "unknown"

    def of_demo(self) -> Self:
        """Return these settings with the demo's data folder, which is a folder in the data folder."""
        return self.model_copy(update={"data": self.data / DEMO})


def data_option(data: Path) -> str:
    """Return the option ``--data DIR`` with a leading space, for a command in a message; an empty string for the default folder."""
    return "" if data == Settings().data.absolute() else f" --data {shlex.quote(str(data))}"
