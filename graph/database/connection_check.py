"""Diagnose the connection to a database step by step: URI, host name, port, encryption, password, database, server version."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

import neo4j
from neo4j.exceptions import AuthError, ClientError, ConfigurationError, DriverError, Neo4jError

from graph.database.readiness import probe
from graph.settings import DatabaseSettings

SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
PORT = 7687
OLDEST = (5, 26)
BOLT_HELLO = b"\x60\x60\xb0\x17" + bytes((0, 8, 8, 5, 0, 2, 4, 4, 0, 0, 0, 3, 0, 0, 0, 2))
DATABASE_UNKNOWN = "Neo.ClientError.Database.DatabaseNotFound"
Step = tuple[str, bool, str, str | None]
"""Name, whether the check passed, the finding, the hint (None when it passed)."""


def explain(database: DatabaseSettings, *, timeout: float = 5.0) -> Iterator[Step]:
    """Yield the steps in order, up to the first that fails. Nothing is written; the password is never shown."""
    uri = database.uri or ""
    parts = urlsplit(uri)
    try:
        host, port = parts.hostname, parts.port or PORT
    except ValueError:
        host, port = None, PORT
    if parts.scheme not in SCHEMES or not host:
        hint = f"Use the form neo4j://HOST:{PORT}. Valid schemes: {', '.join(SCHEMES)}."
        yield "NEO4J_URI", False, f"{_shown(uri)} is not a valid Neo4j URI", hint
        return
    yield "NEO4J_URI", True, _shown(uri), None
    for step in (_name(host, port), *_reach(parts.scheme, host, port, timeout)):
        yield step
        if not step[1]:
            return
    yield from _log_in(database, timeout)


def _shown(uri: str) -> str:
    """Return the URI without the credentials it may contain."""
    head, at, tail = uri.rpartition("@")
    return f"{head.split('://')[0]}://...@{tail}" if at else uri


def _name(host: str, port: int) -> Step:
    try:
        addresses = {str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except OSError as error:
        return "name", False, f"cannot resolve {host} ({error.strerror or error})", "Check the host name in NEO4J_URI and the DNS."
    return "name", True, f"{host} resolves to {', '.join(sorted(addresses))}", None


def _reach(scheme: str, host: str, port: int, timeout: float) -> Iterator[Step]:
    try:
        socket.create_connection((host, port), timeout=timeout).close()
    except TimeoutError:
        yield "connection", False, f"{host}:{port} did not respond within {timeout:.0f} s", "Check the port and the firewalls in between."
        return
    except OSError as error:
        hint = f"Start the server, or correct the port in NEO4J_URI (default {PORT}; 7474 is the HTTP port)."
        yield "connection", False, f"cannot connect to {host}:{port} ({error.strerror or error})", hint
        return
    yield "connection", True, f"{host}:{port} accepts connections", None
    yield _encryption(scheme, host, port, timeout)


def _encryption(scheme: str, host: str, port: int, timeout: float) -> Step:
    """Check that the scheme matches the server: no encryption, a trusted certificate, or an untrusted one."""
    encrypted, name = "+" in scheme, scheme.split("+", maxsplit=1)[0]
    if _speaks_plain(host, port, timeout):
        if encrypted:
            return "encryption", False, "the server does not use encryption", f"Use {name}:// instead of {scheme}://."
        return "encryption", True, "none, as the scheme specifies", None
    if encrypted:
        return _certificate(scheme, host, port, timeout)
    if not _tls_problem(host, port, timeout, check=False):
        return "encryption", False, "the server requires encryption", f"Use {name}+s:// instead of {scheme}://."
    return "encryption", False, "not a Neo4j server, or the HTTP port of one", f"Correct the port; the default is {PORT}."


def _certificate(scheme: str, host: str, port: int, timeout: float) -> Step:
    problem, name = _tls_problem(host, port, timeout, check=scheme.endswith("+s")), scheme.split("+", maxsplit=1)[0]
    if not problem:
        return "encryption", True, "as the scheme specifies", None
    if "certificate" in problem.lower():
        return (
            "encryption",
            False,
            f"the certificate is not trusted: {problem}",
            f"Trust its issuer (SSL_CERT_FILE), or use {name}+ssc://.",
        )
    return "encryption", False, f"the encrypted connection failed: {problem}", f"Correct the port; the default is {PORT}."


def _speaks_plain(host: str, port: int, timeout: float) -> bool:
    """Send a Bolt handshake without TLS: a Bolt server answers with four bytes, a version or zeros."""
    with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=timeout) as connection:
        connection.settimeout(timeout)
        connection.sendall(BOLT_HELLO)
        answer = connection.recv(4)
        return len(answer) == 4 and answer[:2] == b"\0\0"
    return False


def _tls_problem(host: str, port: int, timeout: float, *, check: bool) -> str:
    context = ssl.create_default_context()
    if not check:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with socket.create_connection((host, port), timeout=timeout) as raw, context.wrap_socket(raw, server_hostname=host):
            return ""
    except OSError as error:
        return str(error)


def _log_in(database: DatabaseSettings, timeout: float) -> Iterator[Step]:
    try:
        secret = database.secret()
    except OSError as error:
        yield "password", False, f"{database.password_file} cannot be read ({error.strerror})", "Correct NEO4J_PASSWORD_FILE."
        return
    try:
        with neo4j.GraphDatabase.driver(
            str(database.uri), auth=(database.username, secret), connection_timeout=timeout, telemetry_disabled=True
        ) as driver:
            yield from _ask(driver, database)
    except AuthError as error:
        hint = "Correct NEO4J_USERNAME and NEO4J_PASSWORD (or NEO4J_PASSWORD_FILE). After three failed logins, wait five seconds."
        yield "password", False, f"the server rejected the login of {database.username} ({error.code})", hint
    except (DriverError, Neo4jError, ConfigurationError, OSError) as error:
        hint = "On a single server behind a proxy, bolt:// may work where neo4j:// does not: it needs no routing table."
        yield "driver", False, f"{type(error).__name__}: {error}", hint


def _ask(driver: neo4j.Driver, database: DatabaseSettings) -> Iterator[Step]:
    try:
        agent = driver.get_server_info().agent
        probe(driver, database.database)
    except ClientError as error:
        if isinstance(error, AuthError) or error.code != DATABASE_UNKNOWN:
            raise
        yield "password", True, f"{database.username} is logged in", None
        yield (
            "database",
            False,
            f"database {database.database} does not exist",
            "Correct NEO4J_DATABASE; the Community edition has one database, neo4j.",
        )
        return
    yield "password", True, f"{database.username} is logged in", None
    yield "database", True, f"{database.database} is available", None
    yield _version(agent)


def _version(agent: str) -> Step:
    """Check that the server version in an agent such as ``Neo4j/2026.09.0`` is supported."""
    text = agent.rpartition("/")[2]
    numbers = tuple(int(part) for part in text.split(".")[:2] if part.isdigit())
    ok = numbers >= OLDEST
    return "server version", ok, agent, None if ok else f"Use Neo4j {'.'.join(map(str, OLDEST))} LTS or newer."
