"""The headers that answers carry."""

from __future__ import annotations

from typing import Any

_STRING = {"type": "string"}
_HEADERS: dict[str, tuple[str, str, dict[str, Any], Any]] = {
    "RequestId": ("X-Request-ID", "The id of this request in the log: the one sent with it, or a new one.", _STRING, "6f1c2a"),
    "ETag": (
        "ETag",
        "Changes with the data version and the request. Send it back as `If-None-Match`: 304 says that nothing has changed.",
        _STRING,
        '"2b944f0952cb-1f0c"',
    ),
    "CacheControl": ("Cache-Control", "How long a copy may be used without asking.", _STRING, "no-cache"),
    "Link": (
        "Link",
        "The next page, relative to this server; absent on the last one.",
        _STRING,
        '</v1/schools?cursor=c2Nob29sOmE>; rel="next"',
    ),
    "RateLimit": ("RateLimit", "What is left: `r` requests, renewed after `t` seconds.", _STRING, '"minute";r=599;t=60'),
    "RateLimitPolicy": ("RateLimit-Policy", "The limit: `q` requests in `w` seconds.", _STRING, '"minute";q=600;w=60'),
    "RetryAfter": ("Retry-After", "Seconds to wait before asking again.", {"type": "integer", "minimum": 1}, 2),
    "Allow": ("Allow", "The methods that the address takes.", _STRING, "GET, HEAD, OPTIONS"),
    "Authenticate": ("WWW-Authenticate", "How to authenticate.", _STRING, "Bearer"),
}
_EVERY = ("RequestId",)
_COUNTED = ("RateLimit", "RateLimitPolicy")
_REFUSED = {"TooMany": ("RetryAfter", *_COUNTED), "Unavailable": ("RetryAfter",), "KeyNeeded": ("Authenticate",)}


def _refs(*names: str) -> dict[str, Any]:
    return {_HEADERS[name][0]: {"$ref": f"#/components/headers/{name}"} for name in names}


def declare(components: dict[str, Any]) -> None:
    """Put each header into the components, once."""
    components["headers"] = {
        name: {"description": about, "schema": schema, "example": example} for name, (_, about, schema, example) in _HEADERS.items()
    }


def of_refusal(name: str) -> dict[str, Any]:
    """Headers of a refusal."""
    return _refs(*_EVERY, *_REFUSED.get(name, ()))


def add(path: str, method: str, operation: dict[str, Any]) -> None:
    """Name the headers of a success, and the answer that has headers only (304)."""
    names = [*_EVERY]
    if path.startswith("/v1") or path.startswith("/reconcile"):
        names += _COUNTED
    read = method == "get" and path.startswith("/v1/")
    if read:
        names += ["ETag", "CacheControl"]
    if any(item["name"] == "cursor" for item in operation.get("parameters", ())):
        names.append("Link")
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            response["headers"] = _refs(*names) | response.get("headers", {})
    if read:
        about = "Nothing has changed since the answer whose ETag was sent."
        unchanged = {"description": about, "headers": _refs("RequestId", "ETag", "CacheControl")}
        operation["responses"].setdefault("304", unchanged)
        operation["responses"] = dict(sorted(operation["responses"].items()))
