"""Things, candidates and the manifest in the shapes of :mod:`api.schemas.reconciliation`."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from api.routers.metadata import PRODUCT
from graph.database.records import href_of
from graph.reconciliation.extension import Property
from graph.reconciliation.index import Index, Thing
from graph.reconciliation.index_source import TYPES
from graph.reconciliation.matcher import Candidate
from seed.model import NODES

SPACE = "urn:alliance-explorer:id"
SCHEMA = "urn:alliance-explorer:model"
WIDTH, HEIGHT = 420, 220


def kind(label: str) -> dict[str, Any]:
    """A type in the shape of the protocol."""
    cls = NODES[label]
    return {"id": label, "name": f"{cls.title} {cls.title_zh}", "description": (cls.__doc__ or "").strip()}


def column(item: Property) -> dict[str, Any]:
    """A property as the head of a column."""
    leads = {} if item.leads_to is None else {"type": {"id": item.leads_to, "name": NODES[item.leads_to].title}}
    return {"id": item.id, "name": item.name, **leads}


def listed(items: Iterable[Property]) -> list[dict[str, str]]:
    """Properties in the shape of the protocol."""
    return [{"id": item.id, "name": item.name, "description": item.about} for item in items]


def described(index: Index, thing: Thing) -> str:
    """What tells namesakes apart: its other name, type, place, code and origin."""
    other = thing.names[0] if len(thing.names) > 1 else ""
    inside = [index.things[index.at[one]].title for one in thing.within if one in index.at]
    parts = [other, NODES[thing.label].title_zh, "、".join(inside), thing.level or "", thing.code or "", thing.origin]
    return " · ".join(part for part in parts if part)


def candidate(index: Index, found: Candidate) -> dict[str, Any]:
    """A candidate in the shape of the protocol; the origin is among its features, so that nothing simulated passes for documented."""
    thing = found.thing
    reasons = [*dict.fromkeys(found.reasons), f"origin-{thing.origin}"]
    return {
        "id": thing.id,
        "name": thing.title,
        "description": described(index, thing),
        "score": found.score,
        "match": found.match,
        "features": [{"id": reason, "value": True} for reason in reasons],
        "type": [{"id": thing.label, "name": NODES[thing.label].title}],
    }


def manifest(base: str) -> dict[str, Any]:
    """The manifest of a service at ``base``/reconcile."""
    here = f"{base}/reconcile"

    def at(path: str, flyout: str | None = None) -> dict[str, str]:
        found = {"service_url": here, "service_path": path}
        return found if flyout is None else {**found, "flyout_service_url": here, "flyout_service_path": flyout}

    help_text = "Things at most that a relationship gives for one row."
    limit = {"name": "limit", "label": "Values at most 最多取值", "type": "number", "default": 10, "help_text": help_text}
    return {
        "versions": ["0.2"],
        "name": "Alliance explorer 产教联合体",
        "identifierSpace": SPACE,
        "schemaSpace": SCHEMA,
        "documentation": f"{base}/docs",
        "serviceVersion": PRODUCT,
        "defaultTypes": [kind(label) for label in TYPES],
        "view": {"url": f"{here}/preview?id={{{{id}}}}"},
        "preview": {"url": f"{here}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": {
            "entity": at("/suggest/entity", "/flyout/entity?id=${id}"),
            "type": at("/suggest/type"),
            "property": at("/suggest/property"),
        },
        "extend": {"propose_properties": at("/properties"), "property_settings": [limit]},
    }


def suggested(index: Index, thing: Thing) -> dict[str, Any]:
    """A thing that completes what was typed."""
    kinds = [{"id": thing.label, "name": NODES[thing.label].title}]
    return {"id": thing.id, "name": thing.title, "description": described(index, thing), "notable": kinds}


def html(index: Index, thing: Thing) -> str:
    """A thing in a few words. Whoever sees it sees its origin."""
    names = " ".join(f"<span lang={'en' if name.isascii() else 'zh'}>{escape(name)}</span>" for name in reversed(thing.names))
    aliases = f"<p>{escape('、'.join(thing.aliases))}</p>" if thing.aliases else ""
    about = escape(described(index, thing))
    return f'<h3>{names}</h3><p>{about}</p>{aliases}<p><a href="{escape(href_of(thing.id))}" target=_blank>{escape(thing.id)}</a></p>'
