"""Why a database does not answer, found out step by step: address, name, port, encryption, password, database, version."""

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
"""Name, whether it is well, what was found, the mend."""


def explain(database: DatabaseSettings, *, timeout: float = 5.0) -> Iterator[Step]:
    """The steps in order, up to the first that fails. Nothing is written; the password is never shown."""
    uri = database.uri or ""
    parts = urlsplit(uri)
    try:
        host, port = parts.hostname, parts.port or PORT
    except ValueError:
        host, port = None, PORT
    if parts.scheme not in SCHEMES or not host:
        hint = f"Write it as neo4j://HOST:{PORT}; schemes: {', '.join(SCHEMES)}."
        yield "NEO4J_URI", False, f"{_shown(uri)} is no address of a Neo4j server", hint
        return
    yield "NEO4J_URI", True, _shown(uri), None
    for step in (_name(host, port), *_reach(parts.scheme, host, port, timeout)):
        yield step
        if not step[1]:
            return
    yield from _log_in(database, timeout)


def _shown(uri: str) -> str:
    """The address without a password that somebody may have written into it."""
    head, at, tail = uri.rpartition("@")
    return f"{head.split('://')[0]}://...@{tail}" if at else uri


def _name(host: str, port: int) -> Step:
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except OSError as error:
        return "name", False, f"{host} is not known ({error.strerror or error})", "Check the host's name in NEO4J_URI and the DNS."
    return "name", True, f"{host} is {', '.join(sorted(found))}", None


def _reach(scheme: str, host: str, port: int, timeout: float) -> Iterator[Step]:
    try:
        socket.create_connection((host, port), timeout=timeout).close()
    except TimeoutError:
        yield "connection", False, f"{host}:{port} does not answer within {timeout:.0f} s", "Check the port and the firewall between."
        return
    except OSError as error:
        hint = f"Start the server, or mend the port in NEO4J_URI ({PORT} is usual; 7474 is the browser's, not this one)."
        yield "connection", False, f"{host}:{port} refuses ({error.strerror or error})", hint
        return
    yield "connection", True, f"{host}:{port} accepts", None
    yield _encryption(scheme, host, port, timeout)


def _encryption(scheme: str, host: str, port: int, timeout: float) -> Step:
    """Whether the scheme fits what the server speaks: plain, encrypted with a trusted certificate, or with another one."""
    wants, name = "+" in scheme, scheme.split("+", maxsplit=1)[0]
    if _speaks_plain(host, port, timeout):
        if wants:
            return "encryption", False, "the server speaks without encryption", f"Write {name}:// instead of {scheme}://."
        return "encryption", True, "none, as the scheme says", None
    if wants:
        return _certificate(scheme, host, port, timeout)
    if not _tls_problem(host, port, timeout, check=False):
        return "encryption", False, "the server wants encryption", f"Write {name}+s:// instead of {scheme}://."
    return "encryption", False, "what listens there is no Neo4j server, or its port for browsers", f"Mend the port; {PORT} is usual."


def _certificate(scheme: str, host: str, port: int, timeout: float) -> Step:
    problem, name = _tls_problem(host, port, timeout, check=scheme.endswith("+s")), scheme.split("+", maxsplit=1)[0]
    if not problem:
        return "encryption", True, "as the scheme says", None
    if "certificate" in problem.lower():
        return (
            "encryption",
            False,
            f"the certificate is not trusted: {problem}",
            f"Trust its issuer (SSL_CERT_FILE), or write {name}+ssc://.",
        )
    return "encryption", False, f"no encrypted connection: {problem}", f"Mend the port; {PORT} is usual."


def _speaks_plain(host: str, port: int, timeout: float) -> bool:
    """Say hello in the driver's protocol: a server that speaks it answers with four bytes, a version or zeros."""
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
        yield "password", False, f"{database.password_file} cannot be read ({error.strerror})", "Mend NEO4J_PASSWORD_FILE."
        return
    try:
        with neo4j.GraphDatabase.driver(
            str(database.uri), auth=(database.username, secret), connection_timeout=timeout, telemetry_disabled=True
        ) as driver:
            yield from _ask(driver, database)
    except AuthError as error:
        hint = "Mend NEO4J_USERNAME and NEO4J_PASSWORD (or NEO4J_PASSWORD_FILE); after three refusals wait five seconds."
        yield "password", False, f"{database.username} is refused ({error.code})", hint
    except (DriverError, Neo4jError, ConfigurationError, OSError) as error:
        hint = "On a single server behind a proxy, bolt:// may work where neo4j:// does not: it asks for no routing table."
        yield "driver", False, f"{type(error).__name__}: {error}", hint


def _ask(driver: neo4j.Driver, database: DatabaseSettings) -> Iterator[Step]:
    try:
        agent = driver.get_server_info().agent
        probe(driver, database.database)
    except ClientError as error:
        if isinstance(error, AuthError) or error.code != DATABASE_UNKNOWN:
            raise
        yield "password", True, f"{database.username} is accepted", None
        yield "database", False, f"there is no database {database.database}", "Mend NEO4J_DATABASE; Community has one, named neo4j."
        return
    yield "password", True, f"{database.username} is accepted", None
    yield "database", True, f"{database.database} answers", None
    yield _version(agent)


def _version(agent: str) -> Step:
    """``Neo4j/2026.09.0`` -> whether it is new enough."""
    text = agent.rpartition("/")[2]
    numbers = tuple(int(part) for part in text.split(".")[:2] if part.isdigit())
    ok = numbers >= OLDEST
    return "server version", ok, agent, None if ok else f"Use Neo4j {'.'.join(map(str, OLDEST))} LTS or newer."
