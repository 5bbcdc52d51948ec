"""Response headers."""

from __future__ import annotations

from typing import Any

_STRING = {"type": "string"}
_SUNSET = "Thu, 01 Apr 2027 00:00:00 GMT"
_HEADERS: dict[str, tuple[str, str, dict[str, Any], Any]] = {
    "RequestId": ("X-Request-ID", "Id of this request in the server log: the one the client sent, or a new one.", _STRING, "6f1c2a"),
    "ETag": (
        "ETag",
        "Depends on the data version and the request. Send it as `If-None-Match`; 304 means the response has not changed.",
        _STRING,
        '"2b944f0952cb-1f0c"',
    ),
    "DataVersion": ("X-Data-Version", "Data version of the response, as in `meta.data_version`.", _STRING, "2b944f0952cb"),
    "CacheControl": ("Cache-Control", "How long a cached response may be used without revalidation.", _STRING, "no-cache"),
    "Link": (
        "Link",
        "URL of the next page, relative to this server. Absent on the last page.",
        _STRING,
        '</v1/schools?cursor=bmV4dC1wYWdlLWV4YW1wbGU>; rel="next"',
    ),
    "RateLimit": ("RateLimit", "Remaining quota: `r` requests; the quota resets after `t` seconds.", _STRING, '"minute";r=599;t=60'),
    "RateLimitPolicy": ("RateLimit-Policy", "The limit: `q` requests in `w` seconds.", _STRING, '"minute";q=600;w=60'),
    "RetryAfter": ("Retry-After", "Seconds to wait before the next request.", {"type": "integer", "minimum": 1}, 2),
    "Allow": ("Allow", "Methods allowed for this path.", _STRING, "GET, HEAD, OPTIONS"),
    "Deprecation": (
        "Deprecation",
        "When the operation or a parameter of the request was deprecated (RFC 9745). Absent if nothing is.",
        _STRING,
        "@1798761600",
    ),
    "Sunset": (
        "Sunset",
        "From when on it can be removed (RFC 8594). Absent if nothing is deprecated.",
        _STRING,
        "Fri, 01 Jan 2027 00:00:00 GMT",
    ),
    "Authenticate": ("WWW-Authenticate", "How to authenticate.", _STRING, "Bearer"),
}
_ALWAYS = ("RequestId",)
_RATE_LIMITED = ("RateLimit", "RateLimitPolicy")
_OF_ERROR = {
    "TooMany": ("RetryAfter", *_RATE_LIMITED),
    "Unavailable": ("RetryAfter",),
    "KeyNeeded": ("Authenticate",),
    "Failure": ("RetryAfter", *_RATE_LIMITED, "Authenticate"),
}


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
    """Add the headers of a successful response, and the 304 response, which has no body.

    The headers of every response are described once, in the description of the document, and in the ``default`` response.
    """
    read = method == "get" and path.startswith("/v1/")
    names = ["ETag", "DataVersion"] if read else []
    if any(item["name"] == "cursor" for item in operation.get("parameters", ())):
        names.append("Link")
    if any(item.get("deprecated") for item in (operation, *operation.get("parameters", ()))):
        names += ["Deprecation", "Sunset"]
    for status, response in operation["responses"].items():
        if status.startswith("2") and (headers := _refs(*names) | response.get("headers", {})):
            response["headers"] = headers
    if read:
        description = "Not modified: the response still matches the ETag in `If-None-Match`."
        unchanged = {"description": description, "headers": _refs("RequestId", "ETag", "CacheControl")}
        operation["responses"].setdefault("304", unchanged)
        operation["responses"] = dict(sorted(operation["responses"].items()))
