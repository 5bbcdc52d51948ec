"""Origins of web pages, in the form that browsers send."""

from __future__ import annotations

import ipaddress
import re

import idna

_HOST = re.compile(r"[0-9a-z_-]+(\.[0-9a-z_-]+)*")
_ORIGIN = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(\[[^\]/]*\]|[^/:@?#\s]+)(:\d{1,5})?")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
"""Ports that browsers leave out."""
HINT = "Give scheme, host and, if needed, port, without a path: https://app.example.org."


def ascii_name(name: str) -> str:
    """Return a host name as browsers send it: in lower case and in Punycode.

    :raises ValueError: the name cannot be converted, or is not a host name alone, which no request would match.
    """
    converted = name.lower() if name.isascii() else idna.encode(name, uts46=True).decode("ascii")
    if _HOST.fullmatch(converted):
        return converted
    bare = converted[1:-1] if converted.startswith("[") and converted.endswith("]") else converted
    try:
        return f"[{ipaddress.IPv6Address(bare)}]"
    except ValueError:
        raise ValueError("It is neither a name nor an IP address") from None


def normal_origin(text: str) -> str:
    """Return an origin as browsers send it.

    :raises ValueError: the text is not an origin.
    """
    match = _ORIGIN.fullmatch(text)
    if match is None:
        raise ValueError("It must be scheme://host or scheme://host:port")
    scheme, host, port = match.groups("")
    return f"{scheme.lower()}://{ascii_name(host)}{'' if port == _DEFAULT_PORTS.get(scheme.lower()) else port}"
