"""Which numbers of programs could have produced a published share: arithmetic on a claim, not a statement of any source.

## Formula

n is possible when there is an integer k, 0 <= k <= n, such that 100 x k / n, rounded to `decimals` places, is the published share. With m
the published share without its decimal point and D = 10^decimals, this is a comparison of integers, made for every n up to `most`:

- `half up` (ties round up): (2m - 1) n <= 200 D k < (2m + 1) n;
- `half even` (ties round to the even last digit): the same, with both ends included when m is even and excluded when m is odd;
- `cut off` (no rounding): m n <= 100 D k < (m + 1) n.

Each row is one claim and one possible n: `value` is n, `least` and `greatest` are the smallest and the largest k. The audit lists the claim
twice: as `denominator` with the amount n and as `numerator` with the amount `least`; their ratio, rounded, is the published share.

## Source

N. J. L. Brown, J. A. J. Heathers, Social Psychological and Personality Science 8 (2017), 363-369 (which means of integers are consistent
with a published mean and sample size; used here in reverse).

## Assumptions

* The published share is a share of an integer in an integer, computed once and rounded once by the chosen rule.
* A claim is used when its unit is % and it is stated as an exact figure (`exact` or `as printed`): "over 80 %" could have any n.
* Numbers do not keep trailing zeros: `decimals` says how many places were published.

## When not to use it

Never as a denominator. That n = 55 is possible does not mean that there are 55 programs; above some n every number is possible. It excludes
numbers and does not choose one: if a count is not listed, it was not the denominator, or the share was not computed that way.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.measures.definition import Evidence, Figure, Given, Measure, Note, Outcome, columns, param, params
from graph.snapshot.columns import INFERRED, Claimed
from graph.snapshot.view import View
from seed.model import with_reference

METRIC = "aligned_share"
RULES = ("half up", "half even", "cut off")
DECIMALS, MOST = 1, 130
STATED = ("exact", "as printed")
Whole = NDArray[np.int64]


def possible(printed: int, decimals: int, most: int, rule: str = "half up") -> tuple[Whole, Whole, Whole]:
    """Return every n up to ``most`` that can produce the share, with the least and the greatest k.

    :param printed: the share without its decimal point: 836 for 83.6 with one decimal.

    >>> possible(836, 1, 70)
    (array([55, 61, 67]), array([46, 51, 56]), array([46, 51, 56]))
    """
    n = np.arange(1, most + 1, dtype=np.int64)
    unit = 200 * 10**decimals
    low, high = (2 * printed * n, 2 * (printed + 1) * n) if rule == "cut off" else ((2 * printed - 1) * n, (2 * printed + 1) * n)
    low_in, high_in = (printed % 2 == 0,) * 2 if rule == "half even" else (True, False)
    least = np.maximum(-(-low // unit) if low_in else low // unit + 1, 0)
    greatest = np.minimum(high // unit if high_in else -(-high // unit) - 1, n)
    can = least <= greatest
    return n[can], least[can], greatest[can]


def _figures(claim: Claimed, printed: int, given: Given) -> Iterator[Figure]:
    decimals, rule = _decimals(given), given.get("rounding") or RULES[0]
    most = int(given.get("most") or MOST)
    found = possible(printed, decimals, most, rule)
    for n, least, greatest in zip(*(column.tolist() for column in found), strict=True):
        cells: dict[str, Any] = {
            "claim": claim.id,
            "printed": claim.value,
            "scope": claim.scope,
            "scope_zh": claim.scope_zh or claim.scope,
            "least": least,
            "greatest": greatest,
            "share": 100 * least / n,
            "rounding": rule,
            "possible": len(found[0]),
            "most": most,
        }
        yield Figure(f"{claim.id}|{n}", float(n), "inferred", cells, partial(_evidence, claim.id, n, least))


def _evidence(claim: str, n: int, k: int) -> Iterator[Evidence]:
    yield Evidence(claim, "numerator", float(k))
    yield Evidence(claim, "denominator", float(n))


def _decimals(given: Given) -> int:
    decimals = given.get("decimals")
    return DECIMALS if decimals is None else int(decimals)


def _printed(claim: Claimed, decimals: int) -> int | None:
    """Return the share without its decimal point; None when it has more decimals or is outside 0 to 100."""
    value = round(claim.value * 10**decimals)
    return value if abs(claim.value * 10**decimals - value) < 1e-6 and 0 <= claim.value <= 100 else None


def _wanted(view: View, given: Given) -> Iterator[Claimed]:
    for claim in view.snapshot.claims:
        place = view.snapshot.at(claim.id)
        is_asked = claim.id == given["claim"] if given.get("claim") else claim.metric == METRIC
        if is_asked and place is not None and view.seen[place] and view.nodes.origin[place] <= INFERRED:
            yield claim


_ARITHMETIC = Note(
    "Arithmetic on a published share: these numbers are possible, and no source states any of them.",
    "仅为对公布比例的算术推算：这些数字是可能的分母，没有任何来源说明其中哪一个成立。",
)


def _unusable(claim: Claimed) -> Note:
    return Note(
        f"{claim.id} cannot be used: it is not an exact percentage with this number of decimals.",
        f"{claim.id}不是按该小数位数给出的确切比例，无法推算分母。",
    )


def compute(view: View, given: Given) -> Outcome:
    """Compute the possible denominators of each claim."""
    if view.origin is not None and "inferred" not in with_reference(view.origin):
        note = Note(
            "Possible denominators are inferred, and the request excludes inferred data.", "可能的分母属于推断，而本次未请求推断数据。"
        )
        return Outcome([], notes=[note])
    figures: list[Figure] = []
    notes, claims = [_ARITHMETIC], list(_wanted(view, given))
    for claim in claims:
        printed = _printed(claim, _decimals(given)) if claim.unit == "%" and claim.qualifier in STATED else None
        if printed is None:
            notes.append(_unusable(claim))
        else:
            figures += _figures(claim, printed, given)
    return Outcome(figures, notes=notes, claims=[claim.id for claim in claims])


MEASURE = Measure(
    name="reported-denominators",
    title="Which numbers of programs could have produced a published share?",
    title_zh="公布的比例可能对应多少个专业点？",
    about=(
        "The reports give shares without denominators. An exact integer search finds every number of programs that could have produced a "
        "published share. This is arithmetic, not a fact."
    ),
    about_zh="报道只给出比例而未说明总数。本测度用整数精确搜索，列出所有可能得出该比例的总数。这是算术推算，不是事实。",
    group="training",
    unit="programs",
    definition=__doc__,
    params=params(
        param(
            "claim",
            "Claim?",
            "Only this claim. Default: the reported aligned shares.",
            "指定的报道数据；不指定则为报道的专业与产业契合度。",
        ),
        param("decimals", "int", "Number of decimals published.", "公布的小数位数。", default=DECIMALS, high=4),
        param("most", "int", "Largest number to try.", "搜索上限。", default=MOST, low=1, high=10_000),
        param("rounding", "str", "How the share was rounded.", "舍入规则。", default=RULES[0], choices=RULES),
    ),
    returns=columns(
        claim="Claim",
        printed="float",
        scope="str",
        scope_zh="str",
        least="int",
        greatest="int",
        share="float",
        rounding="str",
        possible="int",
        most="int",
    ),
    example={},
    compute=compute,
    place=("Claim",),
)
