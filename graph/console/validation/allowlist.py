"""Allowlists of the console, by exact name: plan operators, procedures and functions. Anything else is refused.

The operators are those in the plans of 130 read queries on Neo4j 2026.09.0, plus related read-only operators from the Neo4j documentation.
Operators that write, load files, administer or open their own transactions are excluded. The functions are those listed by
``SHOW FUNCTIONS`` for ``CYPHER 5`` and ``CYPHER 25``, without ``file`` and ``linenumber`` (used with ``LOAD CSV``) and ``graph.*`` (other
databases).
"""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NODE_SCANS = """
AllNodesScan NodeByLabelScan IntersectionNodeByLabelsScan SubtractionNodeByLabelsScan UnionNodeByLabelsScan NodeByIdSeek NodeByElementIdSeek
DynamicLabelNodeLookup DynamicNodeByLabelScan NodeCountFromCountStore RelationshipCountFromCountStore
NodeIndexScan NodeIndexSeek NodeIndexSeekByRange NodeIndexContainsScan NodeIndexEndsWithScan NodeUniqueIndexSeek
NodeUniqueIndexSeekByRange MultiNodeIndexSeek NodeVectorIndexSearch
"""
_RELATIONSHIP_SCANS = """
AllRelationshipsScan RelationshipTypeScan UnionRelationshipTypesScan RelationshipByIdSeek RelationshipByElementIdSeek
RelationshipIndexScan RelationshipIndexSeek RelationshipIndexSeekByRange RelationshipIndexContainsScan RelationshipIndexEndsWithScan
RelationshipUniqueIndexSeek RelationshipUniqueIndexSeekByRange DynamicRelationshipTypeLookup RelationshipVectorIndexSearch
"""
_OTHER_OPERATORS = """
Apply SemiApply AntiSemiApply LetSemiApply LetAntiSemiApply SelectOrSemiApply SelectOrAntiSemiApply LetSelectOrSemiApply
LetSelectOrAntiSemiApply ConditionalApply AntiConditionalApply RollUpApply Argument ArgumentTracker Optional
Expand OptionalExpand VarLengthExpand Repeat BidirectionalRepeat RepeatTrail ProjectEndpoints ShortestPath AllShortestPaths
StatefulShortestPath NodeHashJoin ValueHashJoin LeftOuterHashJoin RightOuterHashJoin NodeLeftOuterHashJoin NodeRightOuterHashJoin
CartesianProduct TriadicSelection TriadicBuild TriadicFilter AssertSameNode AssertSameRelationship AssertingMultiNodeIndexSeek
Filter Projection CacheProperties Distinct OrderedDistinct Limit ExhaustiveLimit Skip Sort PartialSort Top PartialTop Union OrderedUnion
Unwind UnwindCollection PartitionedUnwind Aggregation EagerAggregation OrderedAggregation Eager EmptyRow EmptyResult ProduceResults
ProcedureCall DropResult NullifyMetadata SimulatedNodeScan PathPropagatingBFS Prober ConditionalSelection
"""


def _operators() -> frozenset[str]:
    directed = [f"{direction}{name}" for name in _RELATIONSHIP_SCANS.split() for direction in ("", "Directed", "Undirected")]
    scans = [*_NODE_SCANS.split(), *directed]
    return frozenset([*scans, *(f"Partitioned{name}" for name in scans), *_OTHER_OPERATORS.split()])


OPERATORS = _operators()
"""Operator names without their variant: ``VarLengthExpand(Pruning,BFS,All)`` is ``VarLengthExpand``."""

PROCEDURES = _words("""
db.labels db.relationshipTypes db.propertyKeys db.schema.visualization db.schema.nodeTypeProperties db.schema.relTypeProperties
db.index.fulltext.queryNodes db.index.fulltext.queryRelationships db.index.fulltext.listAvailableAnalyzers db.index.vector.queryNodes
db.index.vector.queryRelationships db.info db.ping dbms.components
""")

SERVER_PROCEDURES = frozenset({"dbms.components"})
"""Allowed procedures that the server classifies as administration, although they only return its version."""

FUNCTIONS = _words("""
abs acos all allreduce allshortestpaths any asin atan atan2 avg btrim cardinality ceil ceiling char_length character_length coalesce
coll.distinct coll.flatten coll.indexof coll.insert coll.max coll.min coll.remove coll.sort collect collect_list cos cosh cot coth count
date date.realtime date.statement date.transaction date.truncate datetime datetime.fromepoch datetime.fromepochmillis datetime.realtime
datetime.statement datetime.transaction datetime.truncate degrees duration duration.between duration.indays duration.inmonths
duration.inseconds duration_between e elementid element_id endnode exists exp floor format haversin head id isempty isnan keys labels last
left length ln local_datetime local_time localdatetime localdatetime.realtime localdatetime.statement localdatetime.transaction
localdatetime.truncate localtime localtime.realtime localtime.statement localtime.transaction localtime.truncate log log10 lower ltrim max
min nodes none normalize nullif path_length percentile_cont percentile_disc percentilecont percentiledisc pi point point.distance
point.withinbbox properties property_exists radians rand randomuuid range reduce relationships replace reverse right round rtrim
shortestpath sign sin single sinh size split sqrt startnode stdev stdev_pop stdev_samp stdevp string.indexof string.join
string.regexreplace substring sum tail tan tanh time time.realtime time.statement time.transaction time.truncate timestamp toboolean
tobooleanlist tobooleanornull tofloat tofloatlist tofloatornull tointeger tointegerlist tointegerornull tolower tostring tostringlist
tostringornull toupper trim type upper uuid uuid.leastsignificantbits uuid.mostsignificantbits valuetype vector vector.similarity.cosine
vector.similarity.euclidean vector_dimension_count vector_distance vector_norm zoned_datetime zoned_time
""")
"""In lower case: the names of built-in functions are case-insensitive."""

KEYWORDS = _words("""
ACYCLIC ALL AND ANY AS ASC ASCENDING BINDINGS BY CALL CASE COLLECT CONTAINS COUNT CREATE DELETE DESC DESCENDING DETACH DIFFERENT DISTINCT
EDGE EDGES ELEMENT ELEMENTS ELSE END ENDS EXCEPT EXISTS FILTER FINISH FOR FOREACH FROM GROUP GROUPS IN INSERT INTERSECT IS JOIN KEEP LET
LIMIT MATCH MERGE NEXT NODETACH NONE NOT NULL NULLS FIRST LAST OF OFFSET ON OPTIONAL OR ORDER OTHERWISE PATH PATHS RELATIONSHIP
RELATIONSHIPS REMOVE REPEATABLE RETURN SCAN SEARCH SET SHORTEST SIMPLE SINGLE SKIP STARTS THEN TRAIL TRUE FALSE TYPED UNION UNWIND USE
USING VALUE WALK WHEN WHERE WITH XOR YIELD BOTH LEADING TRAILING NORMALIZED NFC NFD NFKC NFKD
""")
"""Keywords that may precede an opening parenthesis without being a function call."""

BEGINNINGS = _words("""
MATCH OPTIONAL WITH UNWIND RETURN CALL LET FILTER FOR WHEN FINISH
""")
"""Keywords that a query may begin with."""

WRITES = _words("""
CREATE MERGE SET DELETE DETACH NODETACH REMOVE FOREACH INSERT
""")
ADMINISTRATION = _words("""
ALTER DEALLOCATE DENY DROP DRYRUN ENABLE GRANT REALLOCATE RENAME REVOKE SHOW START STOP TERMINATE
""")

_VARIANT = re.compile(r"[(@].*$", re.DOTALL)


def plain(operator: str) -> str:
    """Return the name of an operator without its variant: ``Repeat(All, Trail)@neo4j`` is ``Repeat``."""
    return _VARIANT.sub("", operator)
