"""The networks that measures of networks are computed on."""

from __future__ import annotations

from collections import Counter

import numpy as np

from graph.measures.components.coverage import absences
from graph.measures.components.view_cache import kept
from graph.measures.definition import Given, Note, param, too_few
from graph.snapshot.network import Network, network
from graph.snapshot.view import View

NETWORKS = {
    "partners": ("PARTNERS_WITH",),
    "alliances": ("MEMBER_OF",),
    "people": ("TEACHES_AT", "LECTURES_AT", "CONSULTS_FOR", "WORKS_FOR"),
    "all": ("PARTNERS_WITH", "MEMBER_OF", "TEACHES_AT", "LECTURES_AT", "CONSULTS_FOR", "WORKS_FOR"),
}
WHICH = param(
    "network",
    "str",
    "Partnerships of schools and enterprises, members of alliances, people at schools and enterprises, or all of these.",
    "网络：校企合作、联合体成员、人员任教任职，或全部。",
    default="partners",
    choices=tuple(NETWORKS),
)


def asked(view: View, given: Given) -> Network:
    """The network that a request asks for, made once for a view."""
    name = given.get("network") or "partners"
    return kept(view, ("network", name), lambda: network(view, NETWORKS[name]))


def small(found: Network) -> Note | None:
    """Why there is nothing to say of a network of few things."""
    return too_few(len(found), "things that are tied", "相互关联的主体")


def untied(found: Network) -> Counter[str]:
    """Schools and enterprises of which no tie is known, by why; they are no part of the network."""
    named = np.concatenate([found.view.named(label) for label in ("School", "Enterprise")])
    return absences(found.view, named[~found.view.mask(found.places)[named]], *((kind,) for kind in found.types))
