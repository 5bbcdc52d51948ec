"""The claims whose figures the simulated rows of a scale were generated to match. A count of these rows does not check such a claim.

The descriptor of the overlay lists them as ``calibrated_to``; overlays of version 1.0 do not, so :func:`claims_of` is also used for them.
"""

from __future__ import annotations

SHARES = ("claim:aligned-share.higher-vocational", "claim:aligned-share.secondary")
CLAIMS: dict[str, tuple[str, ...]] = {
    "chenzhou": (
        *SHARES,
        "claim:graduates-per-year.city",
        "claim:lecturing-professionals.city-2024",
        "claim:members.alliance",
        "claim:partnership-models.city",
        "claim:partnerships.city",
        "claim:programs-closed.higher-vocational",
        "claim:programs-closed.secondary-2024",
        "claim:programs-downsized.higher-vocational",
        "claim:programs-opened.higher-vocational",
        "claim:programs-opened.secondary-2024",
    ),
    "province": SHARES,
    "nation": SHARES,
}
"""By scale. Larger scales repeat the programs of ``chenzhou``, so only the shares carry over."""
SENTENCE = "Generated to match this figure: not a check."
SENTENCE_ZH = "模拟数据按此数字生成，不能用于核对。"


def claims_of(package: str) -> tuple[str, ...]:
    """Return the claims of an overlay by the name of its package; an empty tuple for another package."""
    return CLAIMS.get(package.removesuffix("-simulated"), ()) if package.endswith("-simulated") else ()
