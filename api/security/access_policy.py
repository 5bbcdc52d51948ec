"""The access policy: settings for public use, read once and checked before the server starts."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Self

from api.security import api_keys, rate_limits
from api.security.origins import HINT, ascii_name, normal_origin
from graph.errors import BadValueError
from graph.settings import Settings

OPENREFINE = ("http://127.0.0.1:3333", "http://localhost:3333")
"""Origins of OpenRefine on this machine."""
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})


def words(text: str) -> tuple[str, ...]:
    """``a, b`` -> ``("a", "b")``."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


@lru_cache(1024)
def is_loopback(host: str) -> bool:
    """Whether a host name or IP address is reachable from this machine only."""
    bare = (host[1:-1] if host.startswith("[") and host.endswith("]") else host).lower()
    if bare == "localhost":
        return True
    try:
        return ipaddress.ip_address(bare).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True)
class Policy:
    """The rules for requests; the defaults suit a loopback address. Sizes in bytes, times in seconds."""

    public: bool = False
    require_key: bool = False
    keys: Path | None = None
    rate_limit: str | None = None
    max_body: int = 1_000_000
    timeout: float = 20.0
    origins: frozenset[str] = frozenset()

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the policy for the settings. Public servers and servers behind a proxy have a rate limit by default."""
        exposed = settings.public or bool(settings.trusted_proxies)
        text = settings.rate_limit if settings.rate_limit is not None else rate_limits.DEFAULT if exposed else rate_limits.OFF
        return cls(
            public=settings.public,
            require_key=settings.require_key,
            keys=api_keys.path_of(settings),
            rate_limit=None if text.strip().lower() in {rate_limits.OFF, ""} else text,
            max_body=settings.max_body,
            timeout=settings.client_timeout,
            origins=frozenset(_origin(text) for text in words(settings.cors)),
        )


def origins_of(settings: Settings) -> tuple[str, ...]:
    """Return the origins whose pages may read responses (CORS). A server for this machine only also allows OpenRefine."""
    configured = tuple(_origin(text) for text in words(settings.cors))
    return configured if settings.public else tuple(dict.fromkeys((*configured, *OPENREFINE)))


def hosts_of(settings: Settings) -> Iterable[str] | None:
    """Return the allowed ``Host`` names; None allows any.

    Loopback names are always allowed: probes use them, and they resolve only on this machine. A name in another script is
    converted to Punycode, which is what browsers send.

    :raises BadValueError: a name cannot be converted.
    """
    hosts = frozenset(_host(name) for name in words(settings.hosts))
    if hosts:
        return hosts | LOOPBACK_NAMES
    return None if settings.public else LOOPBACK_NAMES


def _host(text: str) -> str:
    try:
        return ascii_name(text)
    except ValueError as problem:
        hint = "Give a name or an IP address without scheme, port and path: api.example.org. A name in another script may be in Punycode."
        raise BadValueError(f"ALLIANCE_HOSTS: '{text}' is not a valid host name ({problem}).", hint=hint) from problem


def _origin(text: str) -> str:
    """Return an origin as browsers send it; ``*`` and ``null`` are unchanged.

    :raises BadValueError: the text is not an origin.
    """
    if text in {"*", "null"}:
        return text
    try:
        return normal_origin(text)
    except ValueError as problem:
        raise BadValueError(f"ALLIANCE_CORS: '{text}' is not a valid origin ({problem}).", hint=HINT) from problem


def proxies_of(settings: Settings) -> list[str]:
    """Return the IP addresses and networks of the trusted proxies.

    :raises BadValueError: a value is neither. Host names are never resolved, and ``*`` would trust every client.
    """
    proxies = words(settings.trusted_proxies)
    for name in proxies:
        try:
            ipaddress.ip_network(name)
        except ValueError as problem:
            raise BadValueError(
                f"ALLIANCE_TRUSTED_PROXIES: '{name}' is invalid ({problem}).",
                hint="Give IP addresses or networks, such as 10.0.0.2,172.16.0.0/12.",
            ) from problem
    return list(proxies)


def check(settings: Settings) -> None:
    """Reject settings that would expose the API unintentionally, or that are invalid.

    :raises BadValueError: other machines can reach the host but ``public`` is not set, or a value is invalid.
    """
    if not is_loopback(settings.host) and not settings.public:
        raise BadValueError(
            f"Host {settings.host} is reachable from other machines.",
            hint="Add --public (or set ALLIANCE_PUBLIC=true) to allow this, or use --host 127.0.0.1. See docs/operating.md.",
        )
    proxies_of(settings)
    hosts_of(settings)
    policy = Policy.of(settings)
    if policy.rate_limit is not None:
        rate_limits.parse(policy.rate_limit)
