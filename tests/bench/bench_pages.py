"""Times the explorer's pages in a real browser, and clicks through them at random for as long as is asked.

    uv run alliance up --data DIR                                          # a province, in another terminal
    uv run python -m tests.bench.bench_pages http://127.0.0.1:8000                     # from an address to its first rows, ten times each
    uv run python -m tests.bench.bench_pages http://127.0.0.1:8000 --clicks 30         # half an hour of random clicks, and the memory

A page counts as there when its heading and its first row, card or tile are, and nothing is being loaded any more. Each time the answers
of the API are asked anew, while the page's own files come from the browser's cache.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests.web.explorer.conftest import chromium, with_sandbox

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
    "/explore?seed=county:431021",
    "/table/enterprises",
    "/claims",
    "/what-if",
)
THERE = """() => document.querySelector('main h1') !== null && document.querySelector('[aria-busy=true], .skeleton') === null
  && document.querySelector('main tbody tr, main .card, main svg, main canvas, main li') !== null"""
PATIENCE = 120_000


@contextmanager
def browsing() -> Iterator[Browser]:
    """A browser as the tests use it."""
    path, around = chromium()
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=path, args=with_sandbox(), env=around)
        yield made
        made.close()


def timed(page: Page, address: str) -> float:
    """Milliseconds from asking for the address until its first rows are there."""
    began = time.perf_counter()
    page.goto(address)
    page.wait_for_function(THERE)
    return (time.perf_counter() - began) * 1000


def times(browser: Browser, url: str, rounds: int) -> None:
    """Print the median and the slowest of each page."""
    print("| page | median ms | slowest ms |\n|-|-|-|")
    # To look again and again, Playwright evaluates in the page, which the page's own policy forbids.
    context = browser.new_context(base_url=url, viewport={"width": 1440, "height": 900}, locale="zh-CN", bypass_csp=True)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    for address in PAGES:
        taken = [timed(page, address) for _ in range(rounds + 1)][1:]
        print(f"| {address} | {statistics.median(taken):.0f} | {max(taken):.0f} |", flush=True)


def heap(session: CDPSession) -> float:
    """Megabytes that the page holds after the rubbish is gone."""
    session.send("HeapProfiler.collectGarbage")
    return float(session.send("Runtime.getHeapUsage")["usedSize"]) / 1e6


def clicks(browser: Browser, url: str, minutes: float, seed: int) -> None:
    """Click links and buttons of the page at random; print the memory now and then, and what went wrong."""
    dice, made, complaints = random.Random(seed), 0, list[str]()
    page = browser.new_page(base_url=url, locale="zh-CN")
    page.set_default_timeout(PATIENCE)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.enable")
    page.goto("/")
    end, next_look = time.monotonic() + minutes * 60, 0.0
    while time.monotonic() < end:
        if time.monotonic() > next_look:
            print(f"{made} clicks, {heap(session):.1f} MB, at {page.url.removeprefix(url)[:90]}", flush=True)
            next_look = time.monotonic() + max(minutes * 6, 5)
        step(page, dice)
        made += 1
    print(f"{made} clicks in {minutes} minutes; {heap(session):.1f} MB at the end; errors of scripts: {len(complaints)} {complaints[:3]}")


def step(page: Page, dice: random.Random) -> None:
    """One click on something of the page that leads nowhere else and takes nothing along; now and then back to the start."""
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
    assert chosen is not None, page.url
    page.wait_for_timeout(dice.uniform(50, 400))  # a person looks, too


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--clicks", type=float, metavar="MINUTES")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with browsing() as browser:
        if given.clicks is None:
            times(browser, given.url, given.rounds)
        else:
            clicks(browser, given.url, given.clicks, given.seed)


if __name__ == "__main__":
    main()
