"""Read the value of a cell as a date, a number, a boolean or a text.

A reader returns a :class:`Reading`, or raises :class:`Unreadable` with what is valid. Readers never guess between two meanings:
``2023.1`` stored as a number may be January or October, and is read as the year.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from seed.characters import visible
from seed.sheets.values import Value

FIRST_YEAR, LAST_YEAR = 1900, 2100
EPOCH = datetime.date(1899, 12, 30)
SERIALS = range(20_000, 73_416)
"""Numbers of days that are read as dates: 1954-10-03 to 2100-12-31."""
LONGEST = 100
"""Maximum number of characters of a date or a number."""
EXACT_DIGITS = 15
"""Number of digits that a spreadsheet keeps of a number."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_MONTHS = {name: at for at, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)}
_YMD = re.compile(r"(\d{4})\s*[年.\-/]\s*(\d{1,2})\s*[月.\-/]\s*(\d{1,2})\s*[日号]?")
_YM = re.compile(r"(\d{4})\s*(?:年\s*(\d{1,2})\s*月?份?|[.\-/]\s*(\d{1,2}))")
_Y = re.compile(r"(\d{4})\s*年?")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_SEASON = re.compile(r"(\d{4})\s*年?\s*(?:[春夏秋冬]季?|上半年|下半年|[初底末])(?:学期)?")
_ENGLISH = re.compile(r"(?:(\d{1,2})\s+)?([A-Za-z]{3,9})\.?\s+(?:(\d{1,2}),\s*)?(\d{4})")
_TIME = re.compile(r"[ T]0?0:00(?::00(?:\.0+)?)?$")
_DATE_HINT = "Write it as 2023-09, for example; also valid: 2023, 2023-09-01, 2023年9月, 2023.9, 2023/9."
_BEFORE = {"约": "approximately", "大约": "approximately", "近": "approximately", "将近": "approximately", "~": "approximately"}
_BEFORE |= {
    "≈": "approximately",
    "about": "approximately",
    "approx.": "approximately",
    "approximately": "approximately",
    "c.": "approximately",
}
_BEFORE |= {"超过": "over", "超": "over", ">": "over", "over": "over", "more than": "over"}
_BEFORE |= {"不少于": "at least", "至少": "at least", "≥": "at least", ">=": "at least", "at least": "at least"}
_BEFORE |= {"不超过": "at most", "至多": "at most", "≤": "at most", "<=": "at most", "at most": "at most"}
_AFTER = {"左右": "approximately", "上下": "approximately", "余": "over", "多": "over", "+": "over", "以上": "at least", "以下": "at most"}
_UNITS = "人次|人|名|家|个|所|户|元|位|项|间|台|套|学时|平方公里|%|percent|people|students"
_SCALES = {"": 1, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_NUMBER = re.compile(
    rf"(?P<before>{'|'.join(sorted(map(re.escape, _BEFORE), key=len, reverse=True))})?\s*"
    r"(?P<number>[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*(?P<scale>[千万亿]?)"
    rf"(?P<more>[余多+])?\s*(?P<unit>{_UNITS})?(?P<after>左右|上下|余|多|\+|以上|以下)?",
    re.IGNORECASE,
)
REST = re.compile(r"等\s*(\d+|[一二三四五六七八九十])?\s*(?:余|多)?\s*(?:家|所|个|名|位|人)?(?:企业|单位|公司|学校|院校)?$")
_TRUE = frozenset({"是", "有", "yes", "y", "true", "1", "√", "✓", "对"})
_FALSE = frozenset({"否", "无", "no", "n", "false", "0", "×", "✗", "x", "没有"})
LONG_NUMBER = re.compile(r"\d[\d\- ]{8}")
"""What each phone or identity number contains; a quick test before the closer one."""
PHONE = re.compile(r"(?<![\dA-Za-z])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![\dA-Za-z])|(?<!\d)0\d{2,3}[- ]\d{7,8}(?!\d)")
IDENTITY = re.compile(r"(?<![\dA-Za-z])[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])")


@dataclass(frozen=True)
class Reading:
    """The text of a value as a package holds it. ``qualifier`` is "" for an exact value; ``coarse`` says why a date lost precision."""

    text: str
    qualifier: str = ""
    coarse: str = ""


class Unreadable(ValueError):
    """A value that cannot be read. ``kind`` is a kind of :mod:`seed.importing.findings`."""

    def __init__(self, kind: str, detail: str, hint: str) -> None:
        super().__init__(kind, detail, hint)
        self.kind, self.detail, self.hint = kind, detail, hint


def plain_text(value: Value) -> str:
    """Return a cell as one line of text, without invisible characters. A number without decimals has no decimal point."""
    if isinstance(value, str):
        return _one_line(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return _day_text(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return _one_line(str(value))


@lru_cache(maxsize=50_000)
def _one_line(text: str) -> str:
    line = " ".join(_CONTROL.sub(" ", text).split())
    return line if line.isascii() else unicodedata.normalize("NFC", " ".join(visible(line).split()))


def _day_text(value: datetime.datetime) -> str:
    return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(sep=" ")


@lru_cache(maxsize=50_000)
def narrow(text: str) -> str:
    """Return a text with full-width digits, letters and signs in their normal width: ``１，２０５`` is ``1,205``."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text).replace("－", "-").replace("—", "-").strip()


def read_text(value: Value) -> Reading:
    """Read a text or a code.

    :raises Unreadable: a number with more digits than a spreadsheet keeps, or a phone or identity number.
    """
    if isinstance(value, float) and abs(value) >= 10**EXACT_DIGITS:
        hint = f"Format the column as text, and enter the code again: only {EXACT_DIGITS} digits of a number are kept."
        raise Unreadable("lost-digits", "The code is stored as a number and has lost digits.", hint)
    return Reading(plain_text(value))


@lru_cache(maxsize=50_000)
def personal(text: str) -> str | None:
    """Return what personal data a text contains, or None."""
    if LONG_NUMBER.search(text) is None:
        return None
    folded = narrow(text)
    if IDENTITY.search(folded):
        return "an identity number"
    return "a phone number" if PHONE.search(folded) else None


def read_date(value: Value, precision: str = "") -> Reading:
    """Read a date with the precision of the cell. ``precision`` (year, month or day) shortens it.

    :raises Unreadable: the cell is not a date, or its year is not plausible.
    """
    reading = _date(value)
    if not FIRST_YEAR <= int(reading.text[:4]) <= LAST_YEAR:
        raise Unreadable("date", f"The year {reading.text[:4]} is not plausible.", f"Years are {FIRST_YEAR} to {LAST_YEAR}.")
    length = {"year": 4, "month": 7}.get(precision, 10)
    return Reading(reading.text[:length], coarse=reading.coarse if len(reading.text) <= length else "")


def _date(value: Value) -> Reading:
    if isinstance(value, datetime.date):
        return Reading(value.strftime("%Y-%m-%d").rjust(10, "0"))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _numeric_date(float(value))
    text = _TIME.sub("", narrow(plain_text(value)[:LONGEST])).strip()
    for read in (_written, _packed, _english):
        reading = read(text)
        if reading is not None:
            return reading
    if text.isdecimal() and int(text) in SERIALS:
        return Reading((EPOCH + datetime.timedelta(days=int(text))).isoformat())
    raise Unreadable("date", "This is not a date.", _DATE_HINT)


def _numeric_date(number: float) -> Reading:
    if number.is_integer() and int(number) in SERIALS:
        return Reading((EPOCH + datetime.timedelta(days=int(number))).isoformat())
    if number.is_integer():
        text = str(int(number))
        reading = _written(text) or _packed(text)
        if reading is not None:
            return reading
    year, _, month = f"{number:.10g}".partition(".")
    if len(year) == 4 and month == "1":
        return Reading(year, coarse=f"The cell holds the number {year}.1, which may be January or October. Only the year is read.")
    if len(year) == 4 and month and 2 <= int(month) <= 12 and len(month) <= 2:
        return Reading(f"{year}-{int(month):02d}")
    if int(number) in SERIALS:
        return Reading((EPOCH + datetime.timedelta(days=int(number))).isoformat())
    raise Unreadable("date", "This number is not a date.", _DATE_HINT)


def _written(text: str) -> Reading | None:
    if match := _YMD.fullmatch(text):
        return Reading(_valid(match[1], match[2], match[3]))
    if match := _YM.fullmatch(text):
        return Reading(_valid(match[1], match[2] or match[3]))
    if match := _Y.fullmatch(text):
        return Reading(match[1])
    if match := _SEASON.fullmatch(text):
        return Reading(match[1], coarse="Only the year is read.")
    return None


def _packed(text: str) -> Reading | None:
    match = _DIGITS.fullmatch(text)
    if match is None or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR or not 1 <= int(match[2]) <= 12:
        return None
    return Reading(_valid(match[1], match[2], match[3] or ""))


def _english(text: str) -> Reading | None:
    match = _ENGLISH.fullmatch(text)
    month = _MONTHS.get(match[2][:3].lower()) if match else None
    return Reading(_valid(match[4], str(month), match[1] or match[3] or "")) if match and month else None


def _valid(year: str, month: str, day: str = "") -> str:
    try:
        date = datetime.date(int(year), int(month), int(day or 1))
    except ValueError as error:
        raise Unreadable("date", "This day does not exist.", _DATE_HINT) from error
    return date.isoformat() if day else date.isoformat()[:7]


def read_number(value: Value, *, whole: bool) -> Reading:
    """Read a number, such as ``1,205``, ``１２０５``, ``83.6%``, ``约96``, ``1.2万`` or ``等5家``.

    :raises Unreadable: the cell is not a number, or ``whole`` and it has a fraction.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        number, qualifier = _written_number(narrow(plain_text(value)[: LONGEST + 1]))
    else:
        number, qualifier = float(value), ""
    if whole and not float(number).is_integer():
        raise Unreadable("number", "This is not a whole number.", "Write a whole number, for example 120.")
    if abs(number) >= 10**EXACT_DIGITS:
        raise Unreadable("number", "The number is too large.", f"Write at most {EXACT_DIGITS} digits.")
    return Reading(str(int(number)) if float(number).is_integer() else repr(float(number)), qualifier)


def _written_number(text: str) -> tuple[float, str]:
    match = _NUMBER.fullmatch(text)
    if match is None:
        rest = REST.search(text)
        if rest is not None and rest[1]:
            return float(_count(rest[1])), ""
        raise Unreadable("number", "This is not a number.", "Write digits, for example 1205, 1,205, 83.6% or 约96.")
    number = float(match["number"].replace(",", "")) * _SCALES[match["scale"]]
    before, after = (match["before"] or "").lower(), match["more"] or match["after"] or ""
    return round(number, 6), _BEFORE.get(before, "") or _AFTER.get(after, "")


def _count(text: str) -> int:
    return int(text) if text.isdecimal() else "一二三四五六七八九十".index(text) + 1


def read_boolean(value: Value) -> Reading:
    """Read ``是``, ``否``, ``yes``, ``no``, ``√`` and the like as ``true`` or ``false``.

    :raises Unreadable: the cell is none of them.
    """
    text = narrow(plain_text(value)).lower()
    if text in _TRUE or text in _FALSE:
        return Reading("true" if text in _TRUE else "false")
    raise Unreadable("boolean", "This is neither yes nor no.", "Write 是 or 否, yes or no.")


def without_rest(text: str) -> tuple[str, int | None]:
    """Return a list without a final ``等5家``, and its number (0 if none is stated, None if nothing was removed)."""
    match = REST.search(text)
    if match is None or match.start() == 0:
        return text, None
    return text[: match.start()].rstrip("、，,；; "), _count(match[1]) if match[1] else 0
