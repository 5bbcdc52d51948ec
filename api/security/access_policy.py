"""Who may reach the API and what they are held to: the settings of public use, read once and checked before anything starts."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Self

from api.security import api_keys, rate_limits
from graph.errors import BadValueError
from graph.settings import Settings

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})


def words(text: str) -> tuple[str, ...]:
    """``a, b`` -> ``("a", "b")``."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


@lru_cache(1024)
def is_loopback(host: str) -> bool:
    """Whether a name or an address can be reached from this machine only."""
    bare = host.strip("[]").lower()
    if bare == "localhost":
        return True
    try:
        return ipaddress.ip_address(bare).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True)
class Policy:
    """What the guard holds requests to; the defaults are those of a loopback address. Sizes in bytes, times in seconds."""

    public: bool = False
    require_key: bool = False
    keys: Path | None = None
    rate_limit: str | None = None
    max_body: int = 1_000_000
    timeout: float = 20.0
    origins: frozenset[str] = frozenset()

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The policy that the settings ask for. Behind a proxy the callers are strangers too, so they are counted by default."""
        strangers = settings.public or bool(settings.trusted_proxies)
        text = settings.rate_limit if settings.rate_limit is not None else rate_limits.DEFAULT if strangers else rate_limits.OFF
        return cls(
            public=settings.public,
            require_key=settings.require_key,
            keys=api_keys.path_of(settings),
            rate_limit=None if text.strip().lower() in {rate_limits.OFF, ""} else text,
            max_body=settings.max_body,
            timeout=settings.client_timeout,
            origins=frozenset(words(settings.cors)),
        )


def hosts_of(settings: Settings) -> Iterable[str] | None:
    """Names that a ``Host`` header may have; None allows any.

    Loopback names are always among them: probes use them, and a name that only this machine knows leads nobody astray.
    """
    named = frozenset(name.lower() for name in words(settings.hosts))
    if named:
        return named | LOOPBACK_NAMES
    return None if settings.public else LOOPBACK_NAMES


def proxies_of(settings: Settings) -> list[str]:
    """Addresses and networks of the proxies that are believed.

    :raises BadValueError: one of them is neither; a name would be looked up by nobody, and ``*`` would believe everybody.
    """
    named = words(settings.trusted_proxies)
    for name in named:
        try:
            ipaddress.ip_network(name)
        except ValueError as problem:
            raise BadValueError(
                f"ALLIANCE_TRUSTED_PROXIES names '{name}': {problem}.", hint="Give addresses or networks, such as 10.0.0.2,172.16.0.0/12."
            ) from problem
    return list(named)


def check(settings: Settings) -> None:
    """Refuse settings that would open the API unawares, or that mean nothing.

    :raises BadValueError: an address that others can reach without ``public``, or a value that cannot be read.
    """
    if not is_loopback(settings.host) and not settings.public:
        raise BadValueError(
            f"{settings.host} can be reached from other machines.",
            hint="Add --public (or ALLIANCE_PUBLIC=true) when that is meant, or listen on 127.0.0.1. docs/operating.md says what changes.",
        )
    proxies_of(settings)
    policy = Policy.of(settings)
    if policy.rate_limit is not None:
        rate_limits.parse(policy.rate_limit)
