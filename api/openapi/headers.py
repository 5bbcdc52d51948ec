"""Response headers."""

from __future__ import annotations

from typing import Any

_STRING = {"type": "string"}
_HEADERS: dict[str, tuple[str, str, dict[str, Any], Any]] = {
    "RequestId": ("X-Request-ID", "Id of this request in the server log: the one the client sent, or a new one.", _STRING, "6f1c2a"),
    "ETag": (
        "ETag",
        "Depends on the data version and the request. Send it as `If-None-Match`; 304 means the response has not changed.",
        _STRING,
        '"2b944f0952cb-1f0c"',
    ),
    "CacheControl": ("Cache-Control", "How long a cached response may be used without revalidation.", _STRING, "no-cache"),
    "Link": (
        "Link",
        "URL of the next page, relative to this server. Absent on the last page.",
        _STRING,
        '</v1/schools?cursor=c2Nob29sOmE>; rel="next"',
    ),
    "RateLimit": ("RateLimit", "Remaining quota: `r` requests; the quota resets after `t` seconds.", _STRING, '"minute";r=599;t=60'),
    "RateLimitPolicy": ("RateLimit-Policy", "The limit: `q` requests in `w` seconds.", _STRING, '"minute";q=600;w=60'),
    "RetryAfter": ("Retry-After", "Seconds to wait before the next request.", {"type": "integer", "minimum": 1}, 2),
    "Allow": ("Allow", "Methods allowed for this path.", _STRING, "GET, HEAD, OPTIONS"),
    "Authenticate": ("WWW-Authenticate", "How to authenticate.", _STRING, "Bearer"),
}
_ALWAYS = ("RequestId",)
_RATE_LIMITED = ("RateLimit", "RateLimitPolicy")
_OF_ERROR = {"TooMany": ("RetryAfter", *_RATE_LIMITED), "Unavailable": ("RetryAfter",), "KeyNeeded": ("Authenticate",)}


def _refs(*names: str) -> dict[str, Any]:
    return {_HEADERS[name][0]: {"$ref": f"#/components/headers/{name}"} for name in names}


def declare(components: dict[str, Any]) -> None:
    """Declare each header once, in the components."""
    components["headers"] = {
        name: {"description": description, "schema": schema, "example": example}
        for name, (_, description, schema, example) in _HEADERS.items()
    }


def of_refusal(name: str) -> dict[str, Any]:
    """Return the headers of an error response."""
    return _refs(*_ALWAYS, *_OF_ERROR.get(name, ()))


def add(path: str, method: str, operation: dict[str, Any]) -> None:
    """Add the headers of a successful response, and the 304 response, which has no body."""
    names = [*_ALWAYS]
    if path.startswith("/v1") or path.startswith("/reconcile"):
        names += _RATE_LIMITED
    read = method == "get" and path.startswith("/v1/")
    if read:
        names += ["ETag", "CacheControl"]
    if any(item["name"] == "cursor" for item in operation.get("parameters", ())):
        names.append("Link")
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            response["headers"] = _refs(*names) | response.get("headers", {})
    if read:
        description = "Not modified: the response still matches the ETag in `If-None-Match`."
        unchanged = {"description": description, "headers": _refs("RequestId", "ETag", "CacheControl")}
        operation["responses"].setdefault("304", unchanged)
        operation["responses"] = dict(sorted(operation["responses"].items()))
