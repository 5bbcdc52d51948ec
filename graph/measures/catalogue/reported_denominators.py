"""Which numbers of programs could have given a printed share: arithmetic on a claim, and nothing that a source says.

## Formula

n is possible when there is a whole number k, 0 <= k <= n, such that 100 x k / n, rounded to `decimals` places, is the printed share. With
m the printed share without its decimal point and D = 10^decimals this is a comparison of whole numbers, made for every n up to `most`:

- `half up` (a tie goes up): (2m - 1) n <= 200 D k < (2m + 1) n;
- `half even` (a tie goes to the even last digit): the same, with both ends in when m is even and out when m is odd;
- `cut off` (no rounding): m n <= 100 D k < (m + 1) n.

Each row is one claim and one possible n: `value` is n, `least` and `greatest` are the smallest and the largest k. The audit has the claim
twice: as `denominator` with the amount n and as `numerator` with the amount `least`; their ratio, rounded, is the printed share.

## Source

N. J. L. Brown, J. A. J. Heathers, Social Psychological and Personality Science 8 (2017), 363-369 (which means of whole numbers are
consistent with a printed mean and a sample size; here read the other way round).

## Assumptions

* The printed share is a share of a whole number of things in a whole number of things, computed once and rounded once by the rule chosen.
* A claim is used when its unit is % and its figure is stated as it is (`exact` or `as printed`): "over 80 %" could be of any n.
* Trailing zeros are not kept in a number: `decimals` says how many places were printed.

## When not to use it

Never as a denominator. That n = 55 is possible does not say that there are 55 programs; from some n on every number is possible. It rules
out and does not choose: a count that is not listed cannot be what was divided, or the share was not computed that way.
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
    """Every n up to ``most`` that can give the share, with the least and the greatest k.

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
    """The share without its decimal point; None when it has more decimals, or is no share."""
    value = round(claim.value * 10**decimals)
    return value if abs(claim.value * 10**decimals - value) < 1e-6 and 0 <= claim.value <= 100 else None


def _wanted(view: View, given: Given) -> Iterator[Claimed]:
    for claim in view.snapshot.claims:
        place = view.snapshot.at(claim.id)
        is_asked = claim.id == given["claim"] if given.get("claim") else claim.metric == METRIC
        if is_asked and place is not None and view.seen[place] and view.nodes.origin[place] <= INFERRED:
            yield claim


_ARITHMETIC = Note(
    "Arithmetic on a printed share: these numbers are possible, and no source states any of them.",
    "仅为对公布比例的算术推算：这些数字是可能的分母，没有任何来源说明其中哪一个成立。",
)


def _unusable(claim: Claimed) -> Note:
    return Note(
        f"{claim.id} is no share that is stated as it is with so many decimals: any number could have given it.",
        f"{claim.id}不是按该小数位数如实给出的比例，无法推算分母。",
    )


def compute(view: View, given: Given) -> Outcome:
    """Possible denominators of each claim."""
    if view.origin is not None and "inferred" not in with_reference(view.origin):
        note = Note("What is possible is inferred, and inferred figures were not asked for.", "可能的分母属于推断，而本次未请求推断数据。")
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
    title="Which numbers of programs could have given a printed share?",
    title_zh="公布的比例可能对应多少个专业点？",
    about=(
        "The reports print shares without saying of how many. An exact search in whole numbers finds every number that could have given a "
        "printed share. This is arithmetic, not a fact."
    ),
    about_zh="报道只给出比例而未说明总数。本测度用整数精确搜索，列出所有可能得出该比例的总数。这是算术推算，不是事实。",
    group="training",
    unit="programs",
    definition=__doc__,
    params=params(
        param("claim", "Claim?", "This claim; without it, the reported aligned shares.", "指定的报道数据；不指定则为报道的契合率。"),
        param("decimals", "int", "Decimals that were printed.", "公布的小数位数。", default=DECIMALS, high=4),
        param("most", "int", "Search up to this number.", "搜索上限。", default=MOST, low=1, high=10_000),
        param("rounding", "str", "How the share was rounded.", "舍入规则。", default=RULES[0], choices=RULES),
    ),
    returns=columns(
        claim="Claim",
        printed="float",
        scope="str",
        least="int",
        greatest="int",
        share="float",
        rounding="str",
        possible="int",
        most="int",
    ),
    example={},
    compute=compute,
)
