"""Measure the explorer in a real browser: page load times, table scrolling, graph drawing, and random clicks.

    uv run alliance up --data DIR                                          # a province, in another terminal
    uv run python -m tests.bench.bench_pages http://127.0.0.1:8000                     # load time of each page, ten times
    uv run python -m tests.bench.bench_pages http://127.0.0.1:8000 --clicks 30         # 30 minutes of random clicks, with memory
    uv run python -m tests.bench.bench_pages http://127.0.0.1:8000 --scroll enterprises --rows 50000
    uv run python -m tests.bench.bench_pages http://127.0.0.1:8000 --draw county:431021

`--scroll` scrolls through the table of a type one screen at a time, so that each row is rendered once, and waits for more rows at the end
of the loaded ones. `--draw` opens up to 299 neighbours of an entity (at most 300 entities are drawn individually), each time on a newly
opened page. It measures the time from the last byte of the API response to the finished drawing: parsing the response, computing the
layout, and loading the drawing code from the browser cache.

A page counts as loaded when its heading and its first row, card or tile are present and no loading indicator remains. API responses are
requested every time; the page's own files come from the browser cache.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests.web.explorer.conftest import browser_arguments, chromium

PAGES = (
    "/",
    "/questions",
    "/questions/county-pipelines?county=county:431021",
    "/search?q=guiyang",
    "/alignment",
    "/measures",
    "/measures/specialisation?of=enterprises",
    "/alliances",
    "/counties",
    "/counties/county:431021",
    "/explore?start=county:431021",
    "/table/enterprises",
    "/claims",
    "/what-if",
)
THERE = """() => document.querySelector('main h1') !== null
  && document.querySelector('[aria-busy=true], .skeleton, .state.visually-hidden') === null
  && document.querySelector('main tbody tr, main .card, main svg, main canvas, main li') !== null"""
DRAWN = """() => {
  const drawn = performance.getEntriesByName('graph-drawn').at(-1);
  const answers = performance.getEntriesByType('resource').filter((one) => new URL(one.name).pathname === '/v1/graph');
  const answered = Math.max(...answers.map((one) => one.responseEnd));
  // Before the response only the seed is drawn.
  return drawn !== undefined && answers.length > 0 && drawn.startTime > answered && drawn.detail.nodes > 1
    ? { ms: drawn.startTime - answered, ...drawn.detail } : null;
}"""
SCROLLED = """async ({ wanted, patience }) => {
  const box = document.querySelector('.table-scroll.long');
  const whole = Number(box.querySelector('table').getAttribute('aria-rowcount')) - 1;
  const began = performance.now();
  let [rows, most, moved] = [0, 0, began];
  while (rows < Math.min(wanted, whole)) {
    box.scrollBy(0, box.clientHeight);
    await new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
    const drawn = [...box.querySelectorAll('tbody tr')];
    const last = drawn.filter((row) => row.querySelector('a.thing') !== null).at(-1)?.getAttribute('aria-rowindex') ?? 1;
    most = Math.max(most, drawn.length);
    if (Number(last) - 1 > rows) [rows, moved] = [Number(last) - 1, performance.now()];
    if (performance.now() - moved > patience) throw new Error(`No rows loaded after row ${rows} of ${whole}.`);
  }
  return { seconds: (performance.now() - began) / 1000, rows, whole, most };
}"""
PATIENCE = 120_000
THINGS = 300
"""Maximum number of entities that the page draws individually."""


@contextmanager
def browsing() -> Iterator[Browser]:
    """Start the browser that the tests use."""
    path, around = chromium()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=browser_arguments(), env=around)
        yield launched
        launched.close()


def timed(page: Page, address: str) -> float:
    """Return the milliseconds from navigation until the page has loaded."""
    began = time.perf_counter()
    page.goto(address)
    page.wait_for_function(THERE)
    return (time.perf_counter() - began) * 1000


def opened(browser: Browser, url: str) -> Page:
    """Open a page of desktop size. Polling evaluates code in the page, so the content security policy is bypassed."""
    context = browser.new_context(base_url=url, viewport={"width": 1440, "height": 900}, locale="zh-CN", bypass_csp=True)
    context.set_default_timeout(PATIENCE)
    return context.new_page()


def times(browser: Browser, url: str, rounds: int) -> None:
    """Print the median and the maximum load time of each page."""
    print("| page | median ms | slowest ms |\n|-|-|-|")
    page = opened(browser, url)
    for address in PAGES:
        taken = [timed(page, address) for _ in range(rounds + 1)][1:]
        print(f"| {address} | {statistics.median(taken):.0f} | {max(taken):.0f} |", flush=True)


def heap(session: CDPSession) -> float:
    """Return the heap size of the page in MB, after garbage collection."""
    session.send("HeapProfiler.collectGarbage")
    return float(session.send("Runtime.getHeapUsage")["usedSize"]) / 1e6


def scroll(browser: Browser, url: str, kind: str, rows: int) -> None:
    """Scroll through a table; print the time, the largest number of rows in the document, and the memory before and after."""
    page = opened(browser, url)
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.enable")
    page.goto(f"/table/{kind}")
    page.wait_for_selector(".table-scroll.long a.thing")
    before = heap(session)
    found = page.evaluate(SCROLLED, {"wanted": rows, "patience": PATIENCE})
    print(f"/table/{kind}: {found['rows']:,} of {found['whole']:,} rows in {found['seconds']:.1f} s; ", end="")
    print(f"at most {found['most']} rows in the document; {before:.1f} MB before, {heap(session):.1f} MB after")


def draw(browser: Browser, url: str, seed: str, rounds: int) -> None:
    """Draw an entity with its neighbours; print the median and maximum time from the response to the drawing."""
    page, taken, found = opened(browser, url), list[float](), dict[str, float]()
    for _ in range(rounds + 1):
        page.goto(f"/explore?start={seed}&open={seed}~*~{THINGS - 1}")
        found = page.wait_for_function(DRAWN).json_value()
        taken.append(found["ms"])
    print(f"{seed}: {found['nodes']:.0f} entities, {found['edges']:.0f} relationships; from response to drawing ", end="")
    print(f"{statistics.median(taken[1:]):.0f} ms (median of {rounds}), {max(taken[1:]):.0f} ms at most")


def clicks(browser: Browser, url: str, minutes: float, seed: int) -> None:
    """Click links and buttons at random; print the memory periodically, and script errors at the end."""
    dice, clicked, complaints = random.Random(seed), 0, list[str]()
    page = browser.new_page(base_url=url, locale="zh-CN")
    page.set_default_timeout(PATIENCE)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.enable")
    begin(page)
    end, next_look, strayed = time.monotonic() + minutes * 60, 0.0, 0
    while time.monotonic() < end:
        if time.monotonic() > next_look:
            print(f"{clicked} clicks, {heap(session):.1f} MB, at {page.url.removeprefix(url)[:90]}", flush=True)
            next_look = time.monotonic() + max(minutes * 6, 5)
        if step(page, dice):
            clicked += 1
        else:
            strayed += 1
            begin(page)
    print(
        f"{clicked} clicks in {minutes} minutes; {heap(session):.1f} MB at the end; errors of scripts: {len(complaints)} {complaints[:3]}"
    )
    print(f"restarted because there was nothing to click: {strayed} times")


def begin(page: Page) -> None:
    """Open the start page and wait for it."""
    page.goto("/")
    page.wait_for_selector("main a")


def step(page: Page, dice: random.Random) -> bool:
    """Click a random element that neither leaves the explorer nor downloads; sometimes return to the start page."""
    if dice.random() < 0.05:
        page.evaluate("history.pushState({}, '', '/'); dispatchEvent(new PopStateEvent('popstate'))")
    chosen = page.evaluate(
        """luck => {
          const all = [...document.querySelectorAll('header a, main a, main button, header button, dialog[open] button')]
            .filter(e => e.checkVisibility() && !e.disabled && !e.hasAttribute('download'))
            .filter(e => !/^\\/(v1|docs)/.test(e.getAttribute('href') ?? '')
              && !/打印|Print|邮件|mail|CSV|XLSX|JSON|SVG|PNG|GraphML|GEXF|下载|Download/.test(e.textContent));
          const one = all[Math.floor(luck * all.length)];
          one?.click();
          return one?.textContent ?? null;
        }""",
        dice.random(),
    )
    page.wait_for_timeout(dice.uniform(50, 400))  # a user pauses, too
    return chosen is not None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--clicks", type=float, metavar="MINUTES")
    parser.add_argument("--seed", type=int, default=1, help="seed of the random clicks")
    parser.add_argument("--scroll", metavar="TYPE", help="scroll through /table/TYPE")
    parser.add_argument("--rows", type=int, default=50_000, help="number of rows to scroll")
    parser.add_argument("--draw", metavar="ID", help="draw the neighbours of an entity")
    options = parser.parse_args()
    with browsing() as browser:
        if options.scroll is not None:
            scroll(browser, options.url, options.scroll, options.rows)
        if options.draw is not None:
            draw(browser, options.url, options.draw, options.rounds)
        if options.clicks is not None:
            clicks(browser, options.url, options.clicks, options.seed)
        if options.scroll is options.draw is options.clicks is None:
            times(browser, options.url, options.rounds)


if __name__ == "__main__":
    main()
