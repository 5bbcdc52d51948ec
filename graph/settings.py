"""Settings, from the environment. docs/reference/settings.md is generated from them."""

from __future__ import annotations

import shlex
from pathlib import Path

import platformdirs
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

APP = "alliance-explorer"


class DatabaseSettings(BaseSettings):
    """Where the database is. Without ``NEO4J_URI`` a local server is started."""

    model_config = SettingsConfigDict(env_prefix="NEO4J_", extra="ignore")

    uri: str | None = Field(default=None, description="bolt://, neo4j:// or neo4j+s:// address of a server; unset: a local server.")
    username: str = Field(default="neo4j", description="User name.")
    password: SecretStr | None = Field(default=None, description="Password.")
    password_file: Path | None = Field(default=None, description="File that holds the password; wins over NEO4J_PASSWORD.")
    database: str = Field(default="neo4j", description="Database name.")

    def secret(self) -> str:
        """The password, from the file when one is named; empty when none is set."""
        if self.password_file is not None:
            return self.password_file.read_text(encoding="utf-8").strip()
        return self.password.get_secret_value() if self.password else ""


class Settings(BaseSettings):
    """How the explorer behaves."""

    model_config = SettingsConfigDict(env_prefix="ALLIANCE_", extra="ignore")

    data: Path = Field(default=Path(platformdirs.user_data_dir(APP)), description="Folder of the local server's data.")
    cache: Path = Field(
        default=Path(platformdirs.user_cache_dir(APP)), description="Folder of the server's jars and its ahead-of-time cache."
    )
    host: str = Field(default="127.0.0.1", description="Address the API listens on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port the API listens on.")
    read_timeout: float = Field(default=10.0, gt=0, description="Time limit of one read, seconds.")
    export_timeout: float = Field(default=300.0, gt=0, description="Time limit of one export, seconds.")
    poll_interval: float = Field(default=1.0, gt=0, le=1.0, description="How often the data version is looked up, seconds.")
    pool_size: int = Field(default=50, ge=1, description="Connections to the database at most.")
    statements: int = Field(
        default=8, ge=1, description="Statements that the database is given at a time; others wait, and are told 503 when it lasts."
    )
    connect_timeout: float = Field(default=5.0, gt=0, description="Time limit of a connection attempt, seconds.")
    retries: int = Field(default=2, ge=0, le=10, description="How often a read is tried again after a transient error.")
    heap: str = Field(default="1g", description="Heap of the local server.")
    page_cache: str = Field(default="256m", description="Page cache of the local server.")
    console: bool = Field(default=True, description="Whether there is a query console (POST /v1/cypher).")
    console_uri: str | None = Field(
        default=None, description="Address of a disposable Neo4j for the query console; unset: a local copy of the data."
    )
    console_username: str = Field(default="neo4j", description="User name of the console's database.")
    console_password: SecretStr | None = Field(default=None, description="Password of the console's database.")
    console_heap: str = Field(default="384m", description="Heap of the query console's own server.")
    console_idle: float = Field(default=600.0, gt=0, description="After this long without a query the console's server ends, seconds.")
    log_format: str = Field(default="json", pattern="^(json|console)$", description="json or console.")
    public: bool = Field(default=False, description="Whether other machines may ask; needed to listen on anything but loopback (--public).")
    hosts: str = Field(default="", description="Host names answered to, by commas; empty: loopback names, and any when public.")
    require_key: bool = Field(
        default=False, description="Whether reading needs a key, also on loopback; the query console always needs one when public."
    )
    keys: Path | None = Field(default=None, description="File of the API keys; unset: keys.json in the data folder.")
    rate_limit: str | None = Field(
        default=None,
        description="Requests of one key or address, such as 600/minute;50/second, or off; unset: off on loopback, else 600/minute.",
    )
    report_to: str = Field(
        default="", description="Mail address that the explorer offers for reports of errors; empty: the reader's choice."
    )
    cors: str = Field(default="", description="Origins whose pages may ask, by commas; * for any.")
    trusted_proxies: str = Field(default="", description="Addresses or networks, by commas, whose X-Forwarded-For and -Proto are believed.")
    max_body: int = Field(default=1_000_000, ge=1, description="Size of a request's body at most, bytes.")
    client_timeout: float = Field(default=20.0, gt=0, description="Within this a request's headers, then its body, must arrive, seconds.")
    cache_bytes: int = Field(default=64_000_000, ge=0, description="Answers kept by each process, bytes; 0 keeps none.")
    workers: int = Field(default=1, ge=1, le=64, description="Processes that answer, on one address and one database (--workers).")


def data_option(data: Path) -> str:
    """``--data DIR`` for a command that a message names; empty where the command finds the folder by itself."""
    return "" if data == Settings().data.absolute() else f" --data {shlex.quote(str(data))}"
