"""Decide what each name means: by a decision, by a rule, or not at all (the name is then open, with candidates)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz

from seed.importing.decisions import NEW, NONE, RULE, Decision, DecisionsError, Key
from seed.importing.existing import Existing
from seed.importing.mentions import Mention
from seed.importing.names import cluster_key, representative, similar, slug, spelling
from seed.model import NODES
from seed.suggestions import did_you_mean, nearest


@dataclass(frozen=True)
class Option:
    """An entity that a name may mean. ``package`` is "" if it is a name of the file.

    ``reason``: same-name (several entities have it), legal-form (the names differ only in it), contains (one name contains the other),
    one-character (they differ in one). ``score`` is the share of characters that both names have, in percent.
    """

    id: str
    name: str
    package: str
    reason: str
    score: int


@dataclass
class Cluster:
    """The names of one type that differ only in spelling and legal form, with the number of their mentions and their first cells."""

    kind: str
    key: str
    names: Counter[str] = field(default_factory=Counter)
    cells: dict[str, str] = field(default_factory=dict)

    new_id: str = ""
    """The id that the entity gets if it is new. It depends on the type and the cluster key, and on whether another entity has it."""


def clusters_of(mentions: Iterable[Mention]) -> list[Cluster]:
    """Return the clusters of the names that need decisions, in order of type and key."""
    found: dict[Key, Cluster] = {}
    for mention in mentions:
        if mention.decide:
            key = mention.kind, cluster_key(mention.name)
            cluster = found.setdefault(key, Cluster(*key))
            cluster.names[mention.name] += 1
            cluster.cells.setdefault(mention.name, mention.cell)
    order = list(NODES)
    return sorted(found.values(), key=lambda cluster: (order.index(cluster.kind), cluster.key))


class Matcher:
    """Makes the decisions on all names of a file."""

    def __init__(self, existing: Existing, coded: dict[str, Mention], given: dict[Key, Decision], undecided: str) -> None:
        """Create a matcher.

        :param coded: mentions with a code, by id; names without a code are compared with theirs.
        :param undecided: what happens to names that stay open: ``stop``, ``new``, ``none`` or ``best``.
        """
        self._existing, self._given, self._undecided = existing, given, undecided
        self.notes: list[str] = []
        self.options: dict[Key, list[Option]] = {}
        """The entities that a name may mean, for names with similar ones."""
        self._matched: dict[tuple[str, str, str], str] = {}
        """The key of the name for which an entity is similar to a cluster, by type, key of the cluster, and id."""
        self._coded_names: dict[Key, set[str]] = defaultdict(set)
        self._coded = coded
        for id, mention in coded.items():
            if mention.name:
                self._coded_names[mention.kind, cluster_key(mention.name)].add(id)

    def decide(self, clusters: Sequence[Cluster]) -> list[Decision]:
        """Return one decision for each name.

        :raises DecisionsError: a decision is the id of no entity in the required packages or in the file.
        """
        for cluster in clusters:
            cluster.new_id = self._new_id(cluster)
        self._new = {cluster.new_id: representative(cluster.names) for cluster in clusters}
        self._identified = {cluster.new_id for cluster in clusters if len(self._same(cluster)) == 1}
        made: list[Decision] = []
        for kind in dict.fromkeys(cluster.kind for cluster in clusters):
            own = [cluster for cluster in clusters if cluster.kind == kind]
            near = self._near(kind, own)
            for cluster in own:
                made += self._decide_cluster(cluster, near.get(cluster.key, []))
        return made

    def _new_id(self, cluster: Cluster) -> str:
        """Return an id that no entity of a required package has."""
        prefix, lead, context = NODES[cluster.kind].prefix, representative(cluster.names), [""]
        id = f"{prefix}:{slug(cluster.kind, lead)}"
        while id in self._existing.by_id:
            id = f"{prefix}:{slug(cluster.kind, lead, context)}"
            context.append("")
        return id

    def _near(self, kind: str, own: Sequence[Cluster]) -> dict[str, list[str]]:
        """Return for each cluster the ids of similar entities, in the required packages and in the file."""
        ids: dict[str, list[str]] = defaultdict(list)
        for key, found in self._existing.clustered.get(kind, {}).items():
            ids[key] += sorted(found)
        for (owner, key), found in self._coded_names.items():
            ids[key] += sorted(found) if owner == kind else []
        for cluster in own:
            ids[cluster.key].append(cluster.new_id)
        sizes = {cluster.key: sum(cluster.names.values()) for cluster in own}
        near = similar([cluster.key for cluster in own], ids)
        if near is None:
            near = {}
            self.notes.append(f"Too many names of type {kind} to search for similar ones ({len(own):,}); only equal names are found.")
        result = {}
        for cluster in own:
            exact = [(id, cluster.key) for id in ids[cluster.key] if id != cluster.new_id]
            others = [
                (id, key)
                for key in near.get(cluster.key, ())
                for id in ids[key]
                if self._leads(key, cluster.key, sizes) or id not in self._new
            ]
            for id, key in (*exact, *others):
                self._matched.setdefault((kind, cluster.key, id), key)
            result[cluster.key] = list(dict.fromkeys(id for id, _ in (*exact, *others)))
        return result

    @staticmethod
    def _leads(other: str, own: str, sizes: dict[str, int]) -> bool:
        """Whether the other of two similar clusters of a file is the candidate of this one. Only one of the two asks."""
        return (-sizes.get(other, 0), len(other), other) < (-sizes.get(own, 0), len(own), own)

    def _decide_cluster(self, cluster: Cluster, near: Sequence[str]) -> list[Decision]:
        given = {name: self._given[cluster.kind, name] for name in cluster.names if (cluster.kind, name) in self._given}
        by_person = {decision.decision for decision in given.values() if decision.decision}
        shared = next(iter(by_person)) if len(by_person) == 1 else None
        lead = representative(cluster.names)
        made = []
        for name in sorted(cluster.names):
            earlier = given.get(name)
            if earlier is not None and earlier.decision:
                decision = earlier
            elif shared is not None:
                decision = Decision(cluster.kind, name, shared, RULE, note=f"like {next(iter(given))}")
            else:
                decision = self._by_rule(cluster, name, lead, near)
            made.append(self._finished(decision, cluster, near))
            if near:
                self.options[cluster.kind, name] = [self._option(id, name, cluster) for id in near if id not in self._identified]
        return made

    def _same(self, cluster: Cluster) -> set[str]:
        """Return the entities of required packages with the name of a cluster. If there is one, the names of the cluster mean it."""
        return self._existing.exact.get((cluster.kind, spelling(representative(cluster.names))), set())

    def _by_rule(self, cluster: Cluster, name: str, lead: str, near: Sequence[str]) -> Decision:
        same = self._same(cluster)
        if len(same) == 1:
            (id,) = same
            note = f"same name in {self._existing.by_id[id].package}" if name == lead else f"variant of {lead}"
            return Decision(cluster.kind, name, id, RULE, note=note)
        coded = self._coded_names.get((cluster.kind, cluster.key), set())
        if len(coded) == 1 and not same:
            (id,) = coded
            return Decision(cluster.kind, name, id, RULE, note=f"same name as {self._coded[id].cell}")
        if near:
            return Decision(cluster.kind, name)
        return Decision(cluster.kind, name, NEW, RULE, note="" if name == lead else f"variant of {lead}")

    def _finished(self, decision: Decision, cluster: Cluster, near: Sequence[str]) -> Decision:
        """Apply ``undecided``, and fill in the columns for the reader."""
        if not decision.decision and self._undecided != "stop":
            chosen = near[0] if self._undecided == "best" else self._undecided
            decision = replace(decision, decision=chosen, decided_by=RULE, note=f"--undecided {self._undecided}")
        text = decision.decision
        known = {"", NEW, NONE, *self._new, *self._coded}
        if text not in known and text not in self._existing.by_id:
            hint = did_you_mean(nearest(text, [*self._existing.by_id, *self._new])) or "Add its package to requires: in the mapping."
            raise DecisionsError(f"The decision on {decision.type} '{decision.name}' is {text}, which does not exist.", hint)
        result = cluster.new_id if text == NEW else "" if text == NONE else text
        shown = "; ".join(self._described(id) for id in near)
        return replace(decision, result=result, candidates="" if text else shown, cell=cluster.cells[decision.name])

    def _option(self, id: str, name: str, cluster: Cluster) -> Option:
        entity = self._existing.by_id.get(id)
        other = entity.name if entity else self._new.get(id) or self._coded[id].name
        key = self._matched[cluster.kind, cluster.key, id]
        if key == cluster.key:
            reason = "same-name" if spelling(other) == spelling(name) else "legal-form"
        else:
            reason = "contains" if key in cluster.key or cluster.key in key else "one-character"
        return Option(id, other, entity.package if entity else "", reason, int(fuzz.ratio(cluster.key, key)))

    def _described(self, id: str) -> str:
        if id in self._existing.by_id:
            return self._existing.described(id)
        return f"{id} ({self._new[id]}, this file)" if id in self._new else f"{id} ({self._coded[id].name}, this file)"
