"""Serialize entities, candidates and the manifest to the shapes of :mod:`api.schemas.reconciliation`."""

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
    """Return a type as the protocol defines it."""
    cls = NODES[label]
    return {"id": label, "name": f"{cls.title} {cls.title_zh}", "description": (cls.__doc__ or "").strip()}


def column(item: Property) -> dict[str, Any]:
    """Return a property as a column header."""
    leads = {} if item.leads_to is None else {"type": {"id": item.leads_to, "name": NODES[item.leads_to].title}}
    return {"id": item.id, "name": item.name, **leads}


def listed(items: Iterable[Property]) -> list[dict[str, str]]:
    """Return properties as the protocol defines them."""
    return [{"id": item.id, "name": item.name, "description": item.about} for item in items]


def described(index: Index, thing: Thing) -> str:
    """Return the text that distinguishes namesakes: other name, type, place, level, code and origin."""
    other = thing.names[0] if len(thing.names) > 1 else ""
    inside = [index.things[index.at[one]].title for one in thing.within if one in index.at]
    parts = [other, NODES[thing.label].title_zh, "、".join(inside), thing.level or "", thing.code or "", thing.origin]
    return " · ".join(part for part in parts if part)


def candidate(index: Index, match: Candidate) -> dict[str, Any]:
    """Return a candidate as the protocol defines it. Its features include the origin, so simulated entities are recognisable."""
    thing = match.thing
    reasons = [*dict.fromkeys(match.reasons), f"origin-{thing.origin}"]
    return {
        "id": thing.id,
        "name": thing.title,
        "description": described(index, thing),
        "score": match.score,
        "match": match.match,
        "features": [{"id": reason, "value": True} for reason in reasons],
        "type": [{"id": thing.label, "name": NODES[thing.label].title}],
    }


def manifest(base: str) -> dict[str, Any]:
    """Return the manifest of the service at ``base``/reconcile."""
    here = f"{base}/reconcile"

    def at(path: str, flyout: str | None = None) -> dict[str, str]:
        service = {"service_url": here, "service_path": path}
        return service if flyout is None else {**service, "flyout_service_url": here, "flyout_service_path": flyout}

    help_text = "Maximum number of values of a relationship in one row."
    limit = {"name": "limit", "label": "Maximum values 最多取值", "type": "number", "default": 10, "help_text": help_text}
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
    """Return an entity as a completion suggestion."""
    kinds = [{"id": thing.label, "name": NODES[thing.label].title}]
    return {"id": thing.id, "name": thing.title, "description": described(index, thing), "notable": kinds}


def html(index: Index, thing: Thing, base: str) -> str:
    """Return a short HTML summary of an entity, including its origin. ``base`` is the URL of this server: other pages embed the summary."""
    names = " ".join(f"<span lang={'en' if name.isascii() else 'zh'}>{escape(name)}</span>" for name in reversed(thing.names))
    aliases = f"<p>{escape('、'.join(thing.aliases))}</p>" if thing.aliases else ""
    about = escape(described(index, thing))
    link = escape(base.rstrip("/") + href_of(thing.id))
    return f'<h3>{names}</h3><p>{about}</p>{aliases}<p><a href="{link}" target=_blank>{escape(thing.id)}</a></p>'
