"""Readers of dates, numbers, booleans and texts."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seed.importing.readers import (
    EPOCH,
    SERIALS,
    Unreadable,
    narrow,
    personal,
    plain_text,
    read_boolean,
    read_date,
    read_number,
    read_text,
    without_rest,
)
from seed.packages.cell_checks import check_date
from tests.each import each

WIDE = str.maketrans("0123456789,.-%", "０１２３４５６７８９，．－％")
DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))
DAY_FORMS = ("{y}年{m}月{d}日", "{y}.{m}.{d}", "{y}-{m:02d}-{d:02d}", "{y}/{m}/{d}", "{y} 年 {m} 月 {d} 日", "{y}{m:02d}{d:02d}")
MONTH_FORMS = ("{y}年{m}月", "{y}.{m}", "{y}.{m:02d}", "{y}-{m:02d}", "{y}/{m}", "{y}年{m}月份", "{y}{m:02d}")


@given(DAYS, st.sampled_from(DAY_FORMS), st.booleans())
def test_a_day_is_read_in_each_form(day: datetime.date, form: str, wide: bool) -> None:
    text = form.format(y=day.year, m=day.month, d=day.day)
    assert read_date(text.translate(WIDE) if wide else text).text == day.isoformat()


@given(DAYS, st.sampled_from(MONTH_FORMS))
def test_a_month_keeps_its_precision(day: datetime.date, form: str) -> None:
    assert read_date(form.format(y=day.year, m=day.month)).text == day.isoformat()[:7]


@given(st.sampled_from(SERIALS))
def test_a_serial_is_the_day_that_a_spreadsheet_shows(serial: int) -> None:
    day = (EPOCH + datetime.timedelta(days=serial)).isoformat()
    assert read_date(serial).text == read_date(float(serial)).text == read_date(str(serial)).text == day


@given(DAYS)
def test_a_cell_with_a_date_is_read_as_it_is(day: datetime.date) -> None:
    assert read_date(day).text == day.isoformat()
    assert read_date(datetime.datetime.combine(day, datetime.time(8, 30))).text == day.isoformat()


@given(st.one_of(st.text(max_size=30), st.integers(), st.floats(allow_nan=False, allow_infinity=False)))
def test_what_is_read_as_a_date_is_a_date(value: str | int | float) -> None:
    try:
        text = read_date(value).text
    except Unreadable:
        return
    assert check_date(text) is None
    assert 1900 <= int(text[:4]) <= 2100


@given(st.integers(-(10**14), 10**14), st.sampled_from(["{}", "{:,}", " {} "]), st.booleans())
def test_a_whole_number_is_read_in_each_form(number: int, form: str, wide: bool) -> None:
    text = form.format(number)
    assert read_number(text.translate(WIDE) if wide else text, whole=True).text == str(number)


@given(st.integers(0, 10**9), st.integers(0, 99))
def test_a_decimal_is_read(whole: int, hundredths: int) -> None:
    text = f"{whole}.{hundredths:02d}"
    assert float(read_number(f"{text}%", whole=False).text) == float(text)


@each(
    "text, value, qualifier",
    [
        ("约96", "96", "approximately"),
        ("96左右", "96", "approximately"),
        ("1000余人", "1000", "over"),
        ("500多", "500", "over"),
        ("100+", "100", "over"),
        ("至少20家", "20", "at least"),
        ("300人以上", "300", "at least"),
        ("不超过5", "5", "at most"),
        ("1.2万", "12000", ""),
        ("83.6%", "83.6", ""),
        ("等5家", "5", ""),
        ("1,205 人", "1205", ""),
        ("about 40", "40", "approximately"),
    ],
)
def test_a_qualified_number_keeps_its_qualifier(text: str, value: str, qualifier: str) -> None:
    reading = read_number(text, whole=False)
    assert (reading.text, reading.qualifier) == (value, qualifier)


@each("text", ["六十", "12a", "1,20", "", "10-20", "1.2.3"])
def test_other_texts_are_not_numbers(text: str) -> None:
    with pytest.raises(Unreadable):
        read_number(text, whole=False)


def test_a_fraction_is_not_a_whole_number() -> None:
    with pytest.raises(Unreadable, match="whole number"):
        read_number("12.5", whole=True)


def test_a_year_and_month_typed_as_a_number() -> None:
    assert read_date(2023.9).text == "2023-09"
    assert read_date(2023.11).text == "2023-11"


def test_an_ambiguous_number_is_read_as_the_year() -> None:
    reading = read_date(2023.1)
    assert reading.text == "2023"
    assert "January or October" in reading.coarse


@each(
    "text, expected",
    [("2023", "2023"), ("2023年", "2023"), ("2023年秋季", "2023"), ("September 2023", "2023-09"), ("5 Sep 2023", "2023-09-05")],
)
def test_other_forms_of_dates(text: str, expected: str) -> None:
    assert read_date(text).text == expected


@each("text", ["去年", "01/09/2023", "2023-13", "2023-02-30", "4521", "1200年", "2023-2024", ""])
def test_what_is_no_date_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_date(text)
    assert "2023-09" in caught.value.hint or "1900 to 2100" in caught.value.hint


@each("precision, expected", [("year", "2023"), ("month", "2023-09"), ("day", "2023-09-01"), ("", "2023-09-01")])
def test_the_precision_of_a_date_can_be_shortened(precision: str, expected: str) -> None:
    assert read_date(datetime.date(2023, 9, 1), precision).text == expected


@each("text, expected", [("是", "true"), ("否", "false"), ("Yes", "true"), ("Ｎ", "false"), ("√", "true"), ("无", "false")])
def test_yes_and_no(text: str, expected: str) -> None:
    assert read_boolean(text).text == expected


def test_maybe_is_neither_yes_nor_no() -> None:
    with pytest.raises(Unreadable):
        read_boolean("可能")


def test_a_code_stored_as_a_number_has_no_decimals() -> None:
    assert read_text(431021.0).text == "431021"


def test_a_code_with_lost_digits_is_refused() -> None:
    with pytest.raises(Unreadable, match="lost digits"):
        read_text(9.1430000123456e17)


def test_a_text_is_one_line_without_invisible_characters() -> None:
    assert plain_text(" 甲\u200b校\n（示例） ") == "甲校 （示例）"


@given(st.integers(0, 10**12))
def test_full_width_digits_are_narrowed(number: int) -> None:
    assert narrow(str(number).translate(WIDE)) == str(number)


@each(
    "text, what",
    [
        ("电话 13900000000", "a phone number"),
        ("１３９００００００００", "a phone number"),
        ("139-0000-0000", "a phone number"),
        ("0735-1234567", "a phone number"),
        ("证件 110101190001010000", "an identity number"),
    ],
)
def test_personal_data_is_found(text: str, what: str) -> None:
    assert personal(text) == what


@each("text", ["91430000MA0000000X", "3643000001", "2023-09-01", "示例路139号", "12345678901234567890"])
def test_other_numbers_are_no_personal_data(text: str) -> None:
    assert personal(text) is None


@each(
    "text, names, count",
    [("甲公司、乙公司等5家", "甲公司、乙公司", 5), ("甲公司等", "甲公司", 0), ("甲公司", "甲公司", None), ("甲厂等三家企业", "甲厂", 3)],
)
def test_the_end_of_an_incomplete_list(text: str, names: str, count: int | None) -> None:
    assert without_rest(text) == (names, count)
