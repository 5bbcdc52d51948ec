"""The networks of the network measures."""

from __future__ import annotations

from collections import Counter

import numpy as np

from graph.measures.components.coverage import absences
from graph.measures.components.view_cache import cached
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
    "Ties to use: partnerships of schools and enterprises, members of alliances, people at schools and enterprises, or all of these.",
    "网络：校企合作、联合体成员、人员任教任职，或全部。",
    default="partners",
    choices=tuple(NETWORKS),
)


def requested_network(view: View, given: Given) -> Network:
    """Return the requested network; cached for the view."""
    name = given.get("network") or "partners"
    return cached(view, ("network", name), lambda: network(view, NETWORKS[name]))


def too_small(net: Network) -> Note | None:
    """Return a note when the network is too small."""
    return too_few(len(net), "entity", "个相互关联的主体", "with ties")


def excluded(net: Network) -> Counter[str]:
    """Count schools and enterprises without a known tie, by answer; they are not in the network."""
    named = np.concatenate([net.view.named(label) for label in ("School", "Enterprise")])
    return absences(net.view, named[~net.view.mask(net.places)[named]], *((kind,) for kind in net.types))
