"""Characters that look like others or are invisible, in names and in queries.

Sources: the Unicode Character Database, version 14.0, property ``Equivalent_Unified_Ideograph`` (``EquivalentUnifiedIdeograph.txt``) for
:data:`RADICALS`; general category ``Cf`` and property ``Default_Ignorable_Code_Point`` for :data:`INVISIBLE`.
"""

from __future__ import annotations

import re
import unicodedata

_RADICALS = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇𠘨⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑𡯂⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺠民"
    "⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪𤴔⺫目⺬示⺭礻⺮𥫗⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺵𦉫⺶羊⺷𦍌⺸𦍋⺹耂⺺肀⺻聿⺼肉⺽𦥑⺾艹"
    "⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇𧢲⻈讠⻉贝⻊𧾷⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻕𨸏⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞"
    "⻝食⻞𩙿⻟飠⻠饣⻡𩠐⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀㇆𠃌㇏乀㇐一㇑丨㇒丿㇓丿㇔丶㇕𠃍"
    "㇖乛㇗𠃊㇘𠃎㇙𠄌㇚亅㇛𡿨㇜𠃋㇝乀㇞𠃑㇟乚㇠乙㇡𠄎"
)
RADICALS = dict(zip(_RADICALS[::2], _RADICALS[1::2], strict=True))
"""Radicals and strokes, each with its unified ideograph: ⻓ (U+2ED3) -> 长 (U+957F). Only those that NFKC does not convert."""
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff9-\ufffb\U000e0001\U000e0020-\U000e007f\U000e0100-\U000e01ef"
)
INVISIBLE = re.compile(f"[{_INVISIBLE}]")
"""Zero-width and bidirectional characters, variation selectors, soft hyphens and fillers."""
_LOOKALIKE = "\u2e80-\u2fd5\u31c0-\u31e3\uf900-\ufaff\U0002f800-\U0002fa1f"
_SUSPECT = re.compile(f"[{_INVISIBLE}{_LOOKALIKE}]")


def visible(text: str) -> str:
    """Return a text without invisible characters."""
    return text if text.isascii() else INVISIBLE.sub("", text)


def unusual_character(text: str) -> tuple[str, str] | None:
    """Return what is unusual in a name and what to write instead, or None.

    Unusual are invisible characters, radicals and compatibility ideographs, and characters with separate accents (not NFC).
    """
    if text.isascii():
        return None
    for match in _SUSPECT.finditer(text):
        character = match[0]
        name = f"U+{ord(character):04X} ({unicodedata.name(character, 'unnamed')})"
        if INVISIBLE.match(character):
            return f"The name contains the invisible character {name}.", "Remove the character."
        plain = RADICALS.get(character) or unicodedata.normalize("NFKC", character)
        if plain != character:
            return f"The name contains {name}, which looks like another character.", f"Write {plain} (U+{ord(plain):04X})."
    composed = unicodedata.normalize("NFC", text)
    if composed != text:
        return "The name contains letters with separate accents.", f"Write it in Unicode NFC: {composed}"
    return None
