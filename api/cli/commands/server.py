"""``up``, ``status``, ``stop`` and ``serve``: start, inspect and stop the server."""

from __future__ import annotations

import threading
import time
import webbrowser
from pathlib import Path
from typing import Annotated, Any

import httpx
import psutil
import typer

from api import logs
from api.cli.options import DataOption, HostOption, PortOption, PublicOption, WorkersOption, settings_with
from api.cli.terminal import Steps, out
from api.client import running_settings, running_url
from api.security import access_policy
from graph.errors import BadValueError, LocalServerError
from graph.settings import DatabaseSettings, Settings, data_option
from graph.system import open_files
from graph.system.data_paths import DataDirectory
from graph.system.folder_lock import is_held

_STOP_LIMIT = 60


def up(
    *,
    data: DataOption = None,
    port: PortOption = None,
    host: HostOption = None,
    public: PublicOption = None,
    workers: WorkersOption = None,
    open: Annotated[bool, typer.Option("--open", help="Open a browser when the server is ready.")] = False,
    demo: Annotated[
        bool,
        typer.Option(
            "--demo/--no-demo",
            help="Start a demo that also has simulated data, in the data folder's own folder demo [default: --no-demo].",
            show_default=False,
        ),
    ] = False,
    empty: Annotated[
        bool, typer.Option("--empty", help="Begin your own region: load no data but the reference data. Only for an empty database.")
    ] = False,
    package: Annotated[list[Path] | None, typer.Option("--package", help="Data package to add. Can be repeated.")] = None,
) -> None:
    """Start the database, load the data, serve API and web pages.

    Stop with Ctrl-C.

    If NEO4J_URI is set, that database is used. Existing files and data are not downloaded or built again.
    Starting never replaces or removes loaded data; to do that, use alliance load --replace.

    The loaded data is real. --demo adds simulated data, which is kept apart: in the folder demo of the data folder, or in a database at
    NEO4J_URI that is empty or already holds the demo.

    --empty begins without Chenzhou and Hunan: what you import, edit and load is then all there is, beside classifications and majors.

    Example: alliance up --port 8001
    """
    settings, database = settings_with(data, host, port, public, workers), DatabaseSettings()
    access_policy.check(settings)
    if demo and package:
        raise BadValueError("--demo cannot be combined with --package.", hint="Start your own data without --demo.")
    if demo and empty:
        raise BadValueError("--demo cannot be combined with --empty.", hint="The demo needs the default data.")
    if demo and database.uri is None:
        settings = settings.of_demo()
    if _already_running(settings, open):
        return
    open_files.ensure(open_files.DATABASE + open_files.API if DatabaseSettings().uri is None else open_files.API)
    logs.configure(settings.log_format, level="WARNING")
    from api.server.provisioning import LoadOptions  # noqa: PLC0415  # FastAPI and the driver take half a second to import
    from api.server.supervisor import Runtime, signals_as_interrupt  # noqa: PLC0415

    with Steps() as steps, signals_as_interrupt():
        runtime = Runtime(settings, database, steps, LoadOptions([path.absolute() for path in package or ()], demo, empty))
        try:
            runtime.start()
            _welcome(steps, runtime, settings, demo=demo)
            if open:
                webbrowser.open(runtime.url)
            runtime.run()
        except KeyboardInterrupt:
            steps.say("Stopping ...")
        finally:
            runtime.stop()
    steps.say("Stopped.")


def _already_running(settings: Settings, browser: bool) -> bool:
    url = running_url(settings)
    if url is None:
        return False
    holder = DataDirectory(settings.data).holder() or {}
    out.print(
        f"Already running: {url} (process {holder.get('pid')}, since {holder.get('started')}, data folder {settings.data}).", markup=False
    )
    out.print(f"Stop it with: alliance stop{data_option(settings.data.absolute())}", markup=False)
    if browser:
        webbrowser.open(url)
    return True


def _welcome(steps: Steps, runtime: Any, settings: Settings, *, demo: bool) -> None:
    version = runtime.version
    stop = f"alliance stop{data_option(settings.data.absolute())}"
    steps.say(f"\nReady: {runtime.url}")
    if demo:
        steps.say("  demo     also holds simulated data: it is generated, not real, and marked in every answer")
    steps.say(f"  API      {runtime.url}/docs")
    steps.say("  ask      alliance ask enterprises-fed-by-programs")
    steps.say(f"  data     version {version[:12] if version else '?'} in {settings.data}")
    steps.say(f"  stop     Ctrl-C here, or: {stop}")


def status(data: DataOption = None) -> int:
    """Show the state of the server, its URL and its data version.

    Shows the demo server of the data folder as well. Exits with 1 if neither is running.

    Example: alliance status
    """
    settings = settings_with(data)
    running = [(each, holder) for each in (settings, settings.of_demo()) if (holder := DataDirectory(each.data).holder()) is not None]
    for number, (each, holder) in enumerate(running):
        if number:
            out.print()
        _show(each, holder, demo=each.data != settings.data)
    if not running:
        out.print(f"Not running (data folder {settings.data}). Start it with: alliance up", markup=False)
    return 0 if running else 1


def _show(settings: Settings, holder: dict[str, Any], *, demo: bool) -> None:
    url = running_url(settings)
    lines = {
        "state": _probe(url) if url else "starting",
        "URL": url or "not available yet",
        "process": str(holder.get("pid")),
        "since": str(holder.get("started")),
        "database": _database(holder),
        "data version": str(holder.get("data_version") or "not loaded yet"),
        "data folder": str(settings.data),
        **({"demo": "yes: also holds simulated data"} if demo else {}),
    }
    for name, value in lines.items():
        out.print(f"{name:<13} {value}", markup=False)


def _database(holder: dict[str, Any]) -> str:
    uri, pid = holder.get("neo4j_uri"), holder.get("neo4j_pid")
    return "not started yet" if uri is None else f"{uri} (process {pid})" if pid else str(uri)


def _probe(url: str) -> str:
    try:
        answer = httpx.get(f"{url}/readyz", timeout=5, trust_env=False)
    except httpx.HTTPError:
        return "not responding"
    return "ready" if answer.status_code == 200 else f"not ready: {answer.json().get('detail', '')}"


def stop(data: DataOption = None) -> None:
    """Stop the server and wait until it has exited.

    If only the demo server of the data folder is running, it is stopped.

    Example: alliance stop
    """
    base = settings_with(data)
    settings = running_settings(base)
    holder = DataDirectory(settings.data).holder()
    if holder is None or not holder.get("pid"):
        out.print(f"Nothing is running on the data folder {settings.data}.", markup=False)
        return
    pid = int(holder["pid"])
    try:
        psutil.Process(pid).terminate()
    except psutil.NoSuchProcess:
        pass
    except psutil.AccessDenied as problem:
        raise LocalServerError(f"Process {pid} belongs to another user.", hint="Stop it as that user.") from problem
    _wait_released(settings.data, pid)
    out.print(f"Stopped{'' if settings is base else ' the demo server'} (process {pid}).", markup=False)
    demo = base.of_demo().data
    if settings is base and DataDirectory(demo).holder() is not None:
        out.print(f"The demo server is still running. Stop it with: alliance stop{data_option(demo.absolute())}", markup=False)


def _wait_released(folder: Path, pid: int) -> None:
    """Wait until the folder lock is released. The kernel releases it when the last process of the server exits."""
    end = time.monotonic() + _STOP_LIMIT
    while is_held(folder):
        if time.monotonic() > end:
            raise LocalServerError(f"Process {pid} did not exit within {_STOP_LIMIT} s.", hint=f"Force it to exit: kill -9 {pid}.")
        time.sleep(0.1)


def serve(host: HostOption = None, port: PortOption = None, public: PublicOption = None, workers: WorkersOption = None) -> None:
    """Serve only the API, using the database at NEO4J_URI. Loads no data. Intended for containers.

    Example: NEO4J_URI=bolt://db:7687 NEO4J_PASSWORD_FILE=/run/secrets/neo4j alliance serve --host 0.0.0.0 --public
    """
    settings, database = settings_with(None, host, port, public, workers), DatabaseSettings()
    access_policy.check(settings)
    if database.uri is None:
        raise BadValueError("NEO4J_URI is not set.", hint="Set it to the URI of a database, or use alliance up.")
    open_files.ensure(open_files.API)
    logs.configure(settings.log_format)
    from api.server.supervisor import signals_as_interrupt  # noqa: PLC0415  # see up
    from api.server.worker_pool import create_api_server  # noqa: PLC0415

    with signals_as_interrupt():
        front = create_api_server(settings)
        try:
            front.start()
            front.adopt((database.uri, database.username, database.secret(), database.database), waits=False)
            while front.alive():
                front.supervise()
                threading.Event().wait(1)
        except KeyboardInterrupt:
            pass
        finally:
            front.stop()


def register(app: typer.Typer) -> None:
    """Register the commands."""
    for command in (up, status, stop, serve):
        app.command()(command)
