"""How often one may ask: so many requests a window for each key, or for each address that has none.

Counted with the sliding-window counter of the ``limits`` library: the requests of the running window plus the share of the last one that
still reaches into the past minute. It needs two numbers a caller, whatever the limit, where a list of moments would grow with it. The
counts live in the memory of one process: with several workers each counts what it sees, so that the whole may be as many times as large.

What is left is told in every answer by ``RateLimit-Policy`` and ``RateLimit``, as draft-ietf-httpapi-ratelimit-headers describes them.
"""

from __future__ import annotations

import ipaddress
import math
import time
from dataclasses import dataclass

from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from graph.errors import BadValueError, UserError

DEFAULT = "600/minute"
OFF = "off"


class RateLimitError(UserError):
    """Too many requests; ``retry_after`` is in seconds."""

    code, title, title_zh, status = "rate-limit", "Too many requests", "请求过于频繁", 429

    def __init__(self, detail: str, *, retry_after: int, hint: str | None = None) -> None:
        super().__init__(detail, hint=hint)
        self.retry_after = retry_after


@dataclass(frozen=True)
class Verdict:
    """What became of one request: the headers to send, and the seconds to wait when it is refused (0 when it is not)."""

    headers: tuple[tuple[str, str], ...]
    wait: int
    rule: str


def caller(key: str | None, address: str | None) -> str:
    """Who is counted: a key by its id, else the address, for IPv6 its /64, which is what one household or server is given."""
    if key is not None:
        return f"key:{key}"
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return f"peer:{(address or '-')[:64]}"
    if found.version == 6:
        plain = found.ipv4_mapped
        return f"ip:{plain}" if plain else f"ip:{ipaddress.ip_network((found, 64), strict=False)}"
    return f"ip:{found}"


def parse(text: str) -> list[RateLimitItem]:
    """``600/minute;50/second`` -> rules.

    :raises BadValueError: the text is no limit.
    """
    hint = "Give a number and a window, such as 600/minute or 600/minute;50/second; or off."
    try:
        rules = parse_many(text)
    except ValueError as problem:
        raise BadValueError(f"ALLIANCE_RATE_LIMIT is '{text}'.", hint=hint) from problem
    if any(rule.amount < 1 or rule.get_expiry() < 1 for rule in rules):
        raise BadValueError(f"ALLIANCE_RATE_LIMIT is '{text}'.", hint=hint)
    return rules


class Limiter:
    """Counts requests."""

    def __init__(self, text: str) -> None:
        self._rules = parse(text)
        self._counter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._policy = ", ".join(f'"{_name(rule)}";q={rule.amount};w={rule.get_expiry()}' for rule in self._rules)

    def hit(self, who: str) -> Verdict:
        """Count one request of ``who``, unless it is refused: a refused one takes nothing of what is left."""
        full = self._take(who)
        left, wait = [], 0
        for rule in self._rules:
            stats = self._counter.get_window_stats(rule, who)
            seconds = max(1, math.ceil(stats.reset_time - time.time()))
            left.append(f'"{_name(rule)}";r={stats.remaining};t={seconds}')
            wait = seconds if rule is full else wait
        headers = (("RateLimit-Policy", self._policy), ("RateLimit", ", ".join(left)))
        return Verdict(headers, wait, "" if full is None else str(full))

    def _take(self, who: str) -> RateLimitItem | None:
        """Count it under every rule, or under none and return the rule that is used up."""
        if len(self._rules) == 1:
            return None if self._counter.hit(self._rules[0], who) else self._rules[0]
        full = next((rule for rule in self._rules if not self._counter.test(rule, who)), None)
        if full is None:
            for rule in self._rules:
                self._counter.hit(rule, who)
        return full


def _name(rule: RateLimitItem) -> str:
    return rule.GRANULARITY.name if rule.multiples == 1 else f"{rule.multiples}{rule.GRANULARITY.name}"
