"""Rate limits: a maximum number of requests per time window for each key, or for each IP address without a key.

Uses the sliding-window counter of the ``limits`` library: the requests of the current window plus the part of the previous one that still
falls within the window length. It needs two numbers per client, whatever the limit; a log of timestamps would grow with the limit.
The counts are in the memory of one process. With several workers, each counts separately, so the effective
limit is multiplied by their number.

Every response states the remaining requests in ``RateLimit-Policy`` and ``RateLimit``, as in draft-ietf-httpapi-ratelimit-headers.
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
    """Too many requests."""

    code, title, title_zh, status = "rate-limit", "Too many requests", "请求过于频繁", 429

    def __init__(self, detail: str, *, retry_after: int, hint: str | None = None) -> None:
        super().__init__(detail, hint=hint)
        self.retry_after = retry_after


@dataclass(frozen=True)
class Verdict:
    """The result of one request: the headers to send, the seconds to wait (0 if it is allowed), and the exceeded rule."""

    headers: tuple[tuple[str, str], ...]
    wait: int
    rule: str


def caller(key: str | None, address: str | None) -> str:
    """Return the identity to count: the key id, else the IP address. IPv6 counts by /64, the usual allocation of a household or server."""
    if key is not None:
        return f"key:{key}"
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return f"peer:{(address or '-')[:64]}"
    if ip.version == 6:
        mapped = ip.ipv4_mapped
        return f"ip:{mapped}" if mapped else f"ip:{ipaddress.ip_network((ip, 64), strict=False)}"
    return f"ip:{ip}"


def parse(text: str) -> list[RateLimitItem]:
    """Parse rules such as ``600/minute;50/second``.

    :raises BadValueError: the text is not a valid rate limit.
    """
    hint = "Give a number and a time window, such as 600/minute or 600/minute;50/second, or off."
    try:
        rules = parse_many(text)
    except ValueError as problem:
        raise BadValueError(f"ALLIANCE_RATE_LIMIT: '{text}' is not a valid rate limit.", hint=hint) from problem
    if any(rule.amount < 1 or rule.get_expiry() < 1 for rule in rules):
        raise BadValueError(f"ALLIANCE_RATE_LIMIT: '{text}' is not a valid rate limit.", hint=hint)
    return rules


class Limiter:
    """Counts requests against the rules."""

    def __init__(self, text: str) -> None:
        self._rules = parse(text)
        self._counter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._policy = ", ".join(f'"{_name(rule)}";q={rule.amount};w={rule.get_expiry()}' for rule in self._rules)

    def hit(self, client: str) -> Verdict:
        """Count one request of ``client``. A rejected request is not counted."""
        exceeded = self._take(client)
        remaining, wait = [], 0
        for rule in self._rules:
            stats = self._counter.get_window_stats(rule, client)
            seconds = max(1, math.ceil(stats.reset_time - time.time()))
            remaining.append(f'"{_name(rule)}";r={stats.remaining};t={seconds}')
            wait = seconds if rule is exceeded else wait
        headers = (("RateLimit-Policy", self._policy), ("RateLimit", ", ".join(remaining)))
        return Verdict(headers, wait, "" if exceeded is None else str(exceeded))

    def _take(self, client: str) -> RateLimitItem | None:
        """Count the request under every rule; or count nothing and return the exceeded rule."""
        if len(self._rules) == 1:
            return None if self._counter.hit(self._rules[0], client) else self._rules[0]
        exceeded = next((rule for rule in self._rules if not self._counter.test(rule, client)), None)
        if exceeded is None:
            for rule in self._rules:
                self._counter.hit(rule, client)
        return exceeded


def _name(rule: RateLimitItem) -> str:
    return rule.GRANULARITY.name if rule.multiples == 1 else f"{rule.multiples}{rule.GRANULARITY.name}"
