"""Send the requests of 22 reported faults to running servers, and print the responses side by side as a Markdown table.

    uv run python -m tests.bench.replay_faults before=http://127.0.0.1:8001=../old today=http://127.0.0.1:8000=.

Each argument is a title, the address of a server on the bundled packages, and the checkout that it runs from, with its ``.venv``. Requests
go to the address; commands and Python run in the checkout. ``*`` marks a response that is not the expected one. The number is that of the
fault. Faults 15 and 19 and parts of others need a browser, a shell or a busy console: only tests hold them.

``--only 5`` replays one fault. The exit code is 1 if the last server has a mark.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import igraph
from python_calamine import CalamineWorkbook

LIMIT = 120
"""Time limit of a request or a command, in seconds."""
_CONSOLE_LIMIT = 900
"""Time limit of the start of the query console, which has a server of its own, in seconds."""
_WIDTH = 110
"""Maximum number of characters of a response in the table."""


@dataclass(frozen=True)
class Target:
    """A running server and its checkout."""

    title: str
    url: str
    checkout: Path

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=LIMIT, trust_env=False)

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "ALLIANCE_URL": self.url, "PYTHONPATH": str(self.checkout), "COLUMNS": "100"}
        scripts = self.checkout.resolve() / ".venv" / "bin"
        command = [str(scripts / str(words[0])), *map(str, words[1:])]
        return subprocess.run(command, check=False, cwd=self.checkout, env=environment, capture_output=True, text=True, timeout=LIMIT)


Send = Callable[[Target], str]


@dataclass(frozen=True)
class Case:
    """A request: the number of its fault, its text for the table, how it is sent, and a pattern of the expected response."""

    fault: int
    shown: str
    send: Send
    expected: str


def _problem(response: httpx.Response) -> str:
    try:
        body = response.json()
        detail = body.get("detail") or body.get("title") or ""
        return f"{response.status_code} {'; '.join(dict.fromkeys([detail, *(error['detail'] for error in body.get('errors', ()))]))}"
    except (ValueError, AttributeError):
        return f"{response.status_code} {response.headers.get('content-type', '')}"


def _candidate(result: list[dict[str, Any]]) -> str:
    return f"{result[0]['name']} {result[0]['score']:g} {'match' if result[0]['match'] else 'no match'}" if result else "no candidate"


def _reconcile(queries: str) -> Send:
    def send(target: Target) -> str:
        with target.client() as client:
            response = client.post("/reconcile", data={"queries": queries})
        if response.status_code != 200:
            return _problem(response)
        return "; ".join(_candidate(one["result"]) for one in response.json().values())

    return send


def match(text: str, kind: str, expected: str, fault: int) -> Case:
    """Match one name."""
    return Case(fault, f"/reconcile {text} ({kind})", _reconcile(json.dumps({"q": {"query": text, "type": kind}})), expected)


def get(fault: int, path: str, expected: str, part: Callable[[httpx.Response], str] | None = None, **headers: str) -> Case:
    """Read a path. ``part`` takes what is shown from a successful response."""

    def send(target: Target) -> str:
        with target.client() as client:
            response = client.get(path, headers=headers)
        return part(response) if part and response.status_code == 200 else _problem(response)

    return Case(fault, f"GET {path}" + "".join(f" {name}: {value}" for name, value in headers.items()), send, expected)


def first(response: httpx.Response) -> str:
    """Show the first row of a response and the number of rows."""
    rows = response.json()["results"]
    return f"{rows[0]['id']} first of {len(rows)}" if rows else "no rows"


def search(fault: int, query: str, expected: str, path: str = "/v1/search") -> Case:
    """Search. The query is encoded; the table shows it as typed."""
    case = get(fault, str(httpx.URL(path, params={"q": query})), expected, first)
    return Case(fault, f"{path} q={query!r}", case.send, expected)


def raw(fault: int, shown: str, request: bytes, expected: str) -> Case:
    """Send bytes to the port and show the status line and the problem."""

    def send(target: Target) -> str:
        url, received = httpx.URL(target.url), b""
        with closing(socket.create_connection((url.host, url.port), timeout=LIMIT)) as connection:
            try:
                connection.sendall(request)
                while part := connection.recv(65536):
                    received += part
            except OSError as problem:
                if not received:
                    return f"no response: {type(problem).__name__}"
        head, _, body = received.partition(b"\r\n\r\n")
        detail = re.search(rb'"detail": ?"([^"]*)"', body)
        return f"{head.split(b' ', 2)[1].decode()} {(detail[1] if detail else body[:80]).decode(errors='replace')}"

    return Case(fault, shown, send, expected)


def _wait_for_console(client: httpx.Client) -> None:
    """Wait until the server of the console has started, which takes longer than a request may wait."""
    end = time.monotonic() + _CONSOLE_LIMIT
    while client.post("/v1/cypher", json={"query": "RETURN 1"}).status_code == 503 and time.monotonic() < end:
        time.sleep(1)


def cypher(fault: int, query: str, expected: str) -> Case:
    """Send a query to the console."""

    def send(target: Target) -> str:
        with target.client() as client:
            _wait_for_console(client)
            response = client.post("/v1/cypher", json={"query": query})
        return json.dumps(response.json()["rows"], ensure_ascii=False) if response.status_code == 200 else _problem(response)

    return Case(fault, f"POST /v1/cypher {query}", send, expected)


def command(fault: int, *words: str, expected: str) -> Case:
    """Run a command; show the exit code and its last lines."""

    def send(target: Target) -> str:
        done = target.run("alliance", *words)
        lines = [line for line in (done.stderr or done.stdout).splitlines() if re.search(r"\w", line)]
        return f"exit {done.returncode}: {' '.join(' '.join(lines[-3:]).split())}"

    return Case(fault, f"alliance {' '.join(words)}", send, expected)


def python(fault: int, shown: str, code: str, expected: str) -> Case:
    """Run code in the checkout and show what it prints."""

    def send(target: Target) -> str:
        done = target.run("python", "-c", textwrap.dedent(code))
        return " ".join(done.stdout.split() or done.stderr.split()[-12:])

    return Case(fault, shown, send, expected)


def _sheet(target: Target) -> str:
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "in.csv", Path(folder) / "out.xlsx"
        source.write_text("县,学校,学校\n桂阳县,甲,乙,丙\n", encoding="utf-8")
        done = target.run("alliance", "match", source, "--column", "县", "--type", "County", "--out", out)
        if done.returncode:
            return f"exit {done.returncode}: {' '.join(done.stderr.split())}"
        with CalamineWorkbook.from_path(out) as book:
            return " / ".join(" ".join(map(str, row[:-3])) for row in book.get_sheet_by_name("matched").to_python())


def _graphml(response: httpx.Response) -> str:
    with tempfile.NamedTemporaryFile(suffix=".graphml") as file:
        file.write(response.content)
        file.flush()
        graph = igraph.Graph.Read_GraphML(file.name)
    weights = "weight" if "weight" in graph.es.attributes() else None
    try:
        return f"igraph: betweenness of {len(graph.betweenness(weights=weights))} nodes"
    except igraph.InternalError as problem:
        return f"igraph: {problem}"


def _titles(response: httpx.Response) -> str:
    titles = [schema.get("title", name) for name, schema in response.json()["components"]["schemas"].items()]
    return f"titles used twice: {sorted({title for title in titles if titles.count(title) > 1})}"


def _forged(target: Target) -> str:
    """Replace the number of rows in a cursor. Only a cursor that is not signed still works."""
    path = "/v1/counties?per_page=2&cursor="
    with target.client() as client:
        cursor = client.get(f"{path}*").json()["meta"]["next_cursor"]
        content = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        forged = base64.urlsafe_b64encode(re.sub(rb",[^,]*]$", b",987654]", content)).decode().rstrip("=")
        response = client.get(f"{path}{forged}")
    return f"total {response.json()['meta']['total']}" if response.status_code == 200 else _problem(response)


_INDEX = """
    from graph.reconciliation.index import Index, Thing
    from graph.reconciliation.matcher import Query, answer
    regions = {"region:zj": "浙江省", "region:hz": "杭州市", "region:gd": "广东省", "region:he": "河北省", "region:ah": "安徽省"}
    things = [Thing(id, (id, name), (), None, "province", None, "documented", ()) for id, name in regions.items()]
    for id, name, within in (("school:1", "杭州电子科技大学", "region:hz"), ("school:2", "广东药科大学", "region:gd"),
                             ("school:3", "河北美术学院", "region:he"), ("school:4", "安徽长江职业学院", "region:ah")):
        things.append(Thing(id, (id, name), (), None, "named", None, "documented", (within,)))
    index = Index(things)
    for text in ("电子科技大学", "中国药科大学", "中国美术学院", "长江职业学院"):
        best = answer(index, Query(text, ("School",)))[0]
        print(text, round(best.score), "match" if best.match else "candidate")
"""
_READINGS = """
    from graph.queries.search.full_text import search_text
    wanted = {"kuaiji": "会计", "jipaishui": "给排水", "chuqin": "畜禽", "xuqin": "畜禽", "chongqing": "重庆", "changsha": "长沙",
              "luan": "六安", "bengbu": "蚌埠", "zhazhi": "轧制", "luohe": "漯河"}
    print("missing:", *(word for word, name in wanted.items() if word not in search_text("", name, ()).replace("|", " ").split()))
"""
_HOSTS = """
    from api.security.access_policy import hosts_of
    from graph.settings import Settings
    print(*sorted(hosts_of(Settings(public=True, hosts="图谱.example")))[-1:])
"""
_LOOPBACK = """
    from api.security.access_policy import is_loopback
    from api.middleware.request_context import hostname
    print("loopback:", *(host for host in ("[::1]x.evil:80", "[::1") if is_loopback(hostname(host))))
"""
_URLS = """
    from seed.columns import columns
    from seed.model import Source
    from seed.packages.cell_checks import verdict
    check = verdict(next(column for column in columns(Source) if column.name == "url"))
    name = verdict(next(column for column in columns(Source) if column.name == "name"))
    print("accepted:", *(text for text in ("javascript:alert(1)", "data:text/html,x") if check(text) is None),
          "U+202E" if name("a\\u202eb") is None else "")
"""
_FEW_FILES = """
    import resource, sys
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
    from api.cli import run
    sys.exit(run(["up", "--data", {folder!r}, "--port", "0"]))
"""


def _few_files(target: Target) -> str:
    with tempfile.TemporaryDirectory() as folder:
        done = target.run("python", "-c", textwrap.dedent(_FEW_FILES).format(folder=folder))
    return f"exit {done.returncode}: {' '.join(done.stderr.split())[-300:]}"


_LONG = "x" * 501
_BATCHES = {
    "501 characters": json.dumps({"bad": {"query": _LONG}, "good": {"query": "桂阳县", "type": "County"}}),
    "null": json.dumps({"bad": {"query": None}, "good": {"query": "桂阳县", "type": "County"}}),
    "NaN": '{"bad": {"query": NaN}, "good": {"query": "桂阳县", "type": "County"}}',
}
_BIG = (
    b"POST /v1/cypher HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: 8000000\r\n\r\n"
)
_BROWSER = "text/html,application/xhtml+xml"
_HEADERS = b"Host: localhost\r\nConnection: close\r\n\r\n"
GUIYANG = "county:431021 "
_OPEN = "no (match|candidate)"
CASES = (
    *(match(text, "School", _OPEN, 1) for text in ("湘南医学院", "湘南学院二", "湘南学院(北)", "湘南学院(原)")),
    *(match(text, "Enterprise", _OPEN, 1) for text in ("京东集团店", "京东集团等")),
    python(2, "names with a place more or less", _INDEX, "^(?!.*match)"),
    match("思科职业学院", "School", _OPEN, 2),
    match("郴州市汝城县职业中等专业学校", "School", "[0-9] match", 2),
    Case(3, "alliance match: two columns of one name, a row with an additional cell", _sheet, "甲 乙 丙"),
    *(get(4, f"/v1/counties/{code}", GUIYANG, first) for code in ("431021.0", "４３１０２１")),
    *(get(4, f"/v1/counties?{name}=431021.0", GUIYANG, first) for name in ("ids", "filter=code:431021.0&ids")),
    match("431021.0", "County", "桂阳县 100 match", 4),
    *(Case(5, f"/reconcile with {name} in one row", _reconcile(text), "no candidate; 桂阳县 100 match") for name, text in _BATCHES.items()),
    get(
        6,
        "/reconcile",
        "http",
        lambda response: response.headers.get("access-control-allow-origin", "no CORS"),
        origin="http://127.0.0.1:3333",
    ),
    get(6, "/reconcile/", r"versions \['0.2'\]", lambda response: f"versions {response.json()['versions']}"),
    get(6, "/reconcile/flyout/entity?id=county:431021", '"http://', lambda response: response.json()["html"][-90:]),
    search(6, "Zixing County", "county:431081 "),
    search(6, "Gui Yang County", GUIYANG),
    match("Gui Yang County", "County", "桂阳县 98 match", 6),
    *(search(7, text, GUIYANG) for text in ("Guìyáng Xiàn", "桂\u200b阳县", "桂陽縣", "Gui\u0300ya\u0301ng County")),
    search(7, "桂\u200b阳县", GUIYANG, "/v1/counties"),
    get(7, "/v1/counties/%E6%A1%82%E2%80%8B%E9%98%B3%E5%8E%BF", GUIYANG, first),
    search(8, "县", "first of 8", "/v1/counties"),
    search(8, "团", "first of", "/v1/enterprises"),
    search(8, "资兴 市", "county:431081 "),
    search(8, "长", "enterprise:changge "),
    search(8, "jd com", "enterprise:jd "),
    python(9, "readings of 会计, 给排水, 畜禽, 重庆, 长沙, 六安, 蚌埠, 轧制, 漯河", _READINGS, "^missing:$"),
    raw(10, "GET /v1/search?q=%B9%F0%D1%F4", b"GET /v1/search?q=%B9%F0%D1%F4 HTTP/1.1\r\n" + _HEADERS, "^400 .*UTF-8"),
    raw(10, "GET /v1/search?q=桂阳 (raw bytes)", "GET /v1/search?q=桂阳 HTTP/1.1\r\n".encode() + _HEADERS, "^(200|400 .*ncod)"),
    get(11, "/v1/questions/enterprises-fed-by-programs?format=graphml", "betweenness of", _graphml),
    *(cypher(12, f"RETURN date('{day}') AS d", "outside the years|0044") for day in ("0000-12-31", "-0044-03-15", "+12024-01-01")),
    get(13, "/openapi.json", r"\[\]$", _titles),
    get(
        14,
        "/v1/relationships?type=PARTNERS_WITH&as_of=2022",
        "2022-12-31",
        lambda response: f"as_of {response.json()['meta'].get('as_of')}",
    ),
    *(get(16, path, "^200|^30[78]", None, accept=_BROWSER) for path in ("/search/", "/questions/")),
    get(16, "/nowhere", "^404 text/html", None, accept=_BROWSER),
    python(17, "ALLIANCE_HOSTS=图谱.example", _HOSTS, "xn--wcsy15j.example"),
    command(18, "ask", "county-pipelines", "--county", "桂阳", expected="exit 0"),
    command(18, "ask", "county-pipelines", "--county", "桂阳县", "--limit", "many", expected="whole number|integer from"),
    command(18, "ask", "enterprises-fed-by-programs", "--year", "1999", expected="Try"),
    command(18, "ask", expected="exit 0"),
    python(20, "url and name of a source", _URLS, "^accepted:$"),
    python(21, "Host: [::1]x.evil:80, [::1", _LOOPBACK, "^loopback:$"),
    raw(21, "two Host headers", b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n", "^400"),
    Case(21, "a changed cursor of /v1/counties", _forged, "^4"),
    Case(21, "alliance up with 256 open files", _few_files, "open files"),
    raw(22, "POST /v1/cypher with 8,000,000 bytes", _BIG + b"x" * 8_000_000, "^413"),
)


def rows(targets: list[Target], only: int | None) -> Iterator[tuple[list[str], bool]]:
    """Yield the cells of each case, and whether the last response is the expected one."""
    for case in CASES:
        if only in {None, case.fault}:
            cells, fits = [str(case.fault), case.shown], True
            for target in targets:
                answer = _sent(case, target)
                fits = re.search(case.expected, answer) is not None
                cells.append(textwrap.shorten(answer, _WIDTH, placeholder=" ...") + ("" if fits else " *"))
            yield [printed(text) for text in cells], fits


def _sent(case: Case, target: Target) -> str:
    try:
        return case.send(target)
    except (httpx.HTTPError, subprocess.TimeoutExpired) as problem:
        return f"no response: {type(problem).__name__}"


def printed(text: str) -> str:
    """Return a text as a cell of the table."""
    visible = "".join(f"[U+{ord(letter):04X}]" if letter in "\u200b\u0300\u0301\u202e" else letter for letter in text)
    return visible.replace("|", "\\|")


def _target(text: str) -> Target:
    title, url, checkout = text.split("=", 2)
    return Target(title, url, Path(checkout))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", type=_target, nargs="+", help="TITLE=ADDRESS=CHECKOUT")
    parser.add_argument("--only", type=int, help="Number of a fault.")
    options = parser.parse_args()
    titles = [target.title for target in options.target]
    print(f"| fault | request | {' | '.join(titles)} |\n|{'-|' * (len(titles) + 2)}")
    wrong = 0
    for cells, fits in rows(options.target, options.only):
        print(f"| {' | '.join(cells)} |", flush=True)
        wrong += not fits
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
