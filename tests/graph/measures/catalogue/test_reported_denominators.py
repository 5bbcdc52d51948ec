"""Test possible denominators of a published share against known answers and decimal arithmetic."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from graph.measures.catalogue.reported_denominators import MEASURE, RULES, possible
from graph.snapshot.view import View
from tests.each import each
from tests.graph.measures.worlds import measure, outcome, recount, snapshot_of

WORLD = snapshot_of("""
region:z r kind=prefecture
claim:secondary d metric=aligned_share value=83.6 qualifier=exact unit=% scope='city, secondary'
claim:higher d metric=aligned_share value=75.0 qualifier=exact unit=% scope='city, higher vocational'
claim:more d metric=aligned_share value=80 qualifier=over unit=% scope=city
claim:staying d metric=staying_local_share value=68 qualifier='as printed' unit=% scope=school
claim:made-up s metric=aligned_share value=50.0 qualifier=exact unit=% scope=nowhere
""")
VIEW = View(WORLD)
# Worked out when the article was read: every n up to 130 that can give 83.6 %.
SECONDARY = [55, 61, 67, 73, 110, 116, 122, 128]


def test_known_answers() -> None:
    assert possible(836, 1, 130)[0].tolist() == SECONDARY
    # 75.0 %: up to 60 the multiples of 4; n that is no multiple of 4 from 501 on.
    assert possible(750, 1, 60)[0].tolist() == list(range(4, 61, 4))
    others = [n for n in possible(750, 1, 600)[0].tolist() if n % 4]
    assert others[0] == 501
    # By hand: 46 of 55 is 83.636..., printed 83.6; 45 of 54 is 83.33..., 46 of 54 is 85.19.
    assert [column.tolist() for column in possible(836, 1, 55)] == [[55], [46], [46]]


def test_figures() -> None:
    found = measure(MEASURE, VIEW)
    assert [figure.value for key, figure in found.items() if key.startswith("claim:secondary|")] == SECONDARY
    assert [figure.value for key, figure in found.items() if key.startswith("claim:higher|")] == list(range(4, 131, 4))
    assert len(found) == 8 + 32
    for figure in found.values():
        assert figure.origin == "inferred"
        counted = recount(figure)
        assert counted["denominator"] == figure.value
        assert round(100 * counted["numerator"] / counted["denominator"], 1) == figure.cells["printed"]


def test_notes_name_unusable_claims() -> None:
    found = outcome(MEASURE, VIEW)
    assert [note.text[:12] for note in found.notes] == ["Arithmetic o", "claim:more c"]
    assert found.claims == ["claim:higher", "claim:more", "claim:secondary"]  # and nothing that is made up
    assert found.excluded == {}


def test_claim_and_decimals_parameters() -> None:
    # 68 % without decimals, up to 20: 17 of 25 is beyond; 11/16 = 68.75 rounds to 69; 13/19 = 68.42 and 15/22 = 68.18 do.
    assert [f.value for f in outcome(MEASURE, VIEW, claim="claim:staying", decimals=0, most=22).figures] == [19, 22]
    assert [f.value for f in outcome(MEASURE, VIEW, claim="claim:staying", decimals=1, most=25).figures] == [25]
    assert outcome(MEASURE, VIEW, claim="claim:secondary", decimals=0).figures == []


def test_no_figures_without_inferred_origin() -> None:
    found = outcome(MEASURE, View(WORLD, origin=("documented",)))
    assert found.figures == []
    assert "inferred" in found.notes[0].text


MODES = {"half up": ROUND_HALF_UP, "half even": ROUND_HALF_EVEN, "cut off": ROUND_DOWN}


def rounded(k: int, n: int, decimals: int, rule: str) -> Decimal:
    """Round with 60-digit decimal arithmetic, so that only exact ties are treated as ties."""
    with localcontext() as context:
        context.prec = 60
        return (Decimal(100 * k) / Decimal(n)).quantize(Decimal(1).scaleb(-decimals), rounding=MODES[rule])


@each("rule", RULES)
@each(("printed", "decimals"), [(836, 1), (750, 1), (84, 0), (12, 0), (13, 0), (0, 0), (100, 0), (125, 1), (6250, 2)])
def test_search_against_decimal_arithmetic(rule: str, printed: int, decimals: int) -> None:
    wanted = Decimal(printed).scaleb(-decimals)
    plain = {n: [k for k in range(n + 1) if rounded(k, n, decimals, rule) == wanted] for n in range(1, 121)}
    found = {
        n: (least, greatest)
        for n, least, greatest in zip(*(column.tolist() for column in possible(printed, decimals, 120, rule)), strict=True)
    }
    assert found == {n: (ks[0], ks[-1]) for n, ks in plain.items() if ks}


def test_ties() -> None:
    # 1 of 8 is 12.5: half up it is 13, half even 12, cut off 12.
    assert Fraction(100, 8) == Fraction(25, 2)
    assert [8 in possible(13, 0, 8, rule)[0] for rule in RULES] == [True, False, False]
    assert [8 in possible(12, 0, 8, rule)[0] for rule in RULES] == [False, True, True]
