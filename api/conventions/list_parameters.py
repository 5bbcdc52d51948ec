"""The query parameters of lists, as the OpenAPI document shows them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from api.conventions.cursors import LONGEST, MEND, START
from api.conventions.paging import MAX_PER_PAGE
from graph.queries.filters.parser import LONGEST as LONGEST_FILTER
from graph.queries.lists.sampling import LARGEST_SAMPLE, MOST_IDS

_FILTER = (
    "Conditions: `,` and, `|` or, `!` not, `>` `>=` `<` `<=`; paths along relationships (`offers.major.code:660108`), ids or codes "
    '(`member_of:alliance:x`), `has:feeds`. Quote texts that hold `,` `|` `(` `)` or `"`. `/filters` of each type says what can be named.'
)
_IDS = f"Only these ids or codes, by commas, {MOST_IDS} at most, in this order. `meta.missing` names those that there are not."
_SORT = "Properties by commas, `-` before one that falls. What is not known comes last. Without it, rows are in the order of ids."
_SELECT = "Only these properties, by commas; `id`, `type`, `origin` and `href` are always there."
_GROUP = "Count rows instead of listing them: one or two properties or paths, by a comma, such as `level,county`."
_TOTAL = "Count the whole list for `meta.total`. Where that costs nothing (no condition, or all on this page) it is there unasked."
_SEED = "Of the sample, 0 when not given: the same seed draws the same rows from the same rows."

FilterParam = Annotated[str | None, Query(min_length=1, max_length=LONGEST_FILTER, description=_FILTER, examples=["has:about"])]
QParam = Annotated[
    str | None, Query(min_length=1, max_length=200, description="Only what a search finds; without `sort`, best first.", examples=["jiahe"])
]
IdsParam = Annotated[str | None, Query(min_length=1, max_length=LONGEST, description=_IDS)]
SortParam = Annotated[str | None, Query(min_length=1, max_length=200, description=_SORT, examples=["-name"])]
SelectParam = Annotated[str | None, Query(min_length=1, max_length=500, description=_SELECT, examples=["name,name_zh"])]
GroupParam = Annotated[str | None, Query(min_length=1, max_length=200, description=_GROUP, examples=["origin"])]
TotalParam = Annotated[bool, Query(description=_TOTAL)]
SampleParam = Annotated[int | None, Query(ge=1, le=LARGEST_SAMPLE, description="So many rows, drawn by `seed`.", examples=[10])]
SeedParam = Annotated[int | None, Query(ge=-(2**63), le=2**63 - 1, description=_SEED)]
PerPageParam = Annotated[int, Query(ge=1, le=MAX_PER_PAGE, description="Rows on a page.")]
CursorParam = Annotated[str, Query(min_length=1, max_length=LONGEST, description=MEND, examples=[START])]
