"""Lines that mention no edited row are passed on without reading their cells. The result must be the same as with reading."""

from __future__ import annotations

import io
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from seed.edits import file_rows
from seed.edits.file_rows import FileChange, Mention, changed, stored_rows
from seed.edits.row_keys import key_of
from seed.model import Offers, School
from tests.each import each

HEADERS = ("id,name,origin", "id,name,name_zh,level,address,sources,origin", "name,id")
LINES = st.lists(
    st.sampled_from(
        [
            "school:a,A,documented",
            "school:b,B,documented",
            'school:c,"C, with a comma",documented',
            '"school:a",A again,reference',
            "school:b,too,many,cells,here",
            'school:d,"not closed,documented',
            "B,school:b",
            "",
            "school:e,E\r,documented",
        ]
    ),
    max_size=6,
)


@given(header=st.sampled_from(HEADERS), lines=LINES, block=st.sampled_from([1, 60, 1 << 18]), removed=st.booleans())
def test_a_file_is_changed_as_if_every_line_were_read(header: str, lines: list[str], block: int, removed: bool) -> None:
    content = "\n".join([header, *lines, ""]).encode()
    row = None if removed else {"id": "school:b", "name": "New", "origin": "inferred"}
    change = FileChange(replaced={"school:b": row}, added=[{"id": "school:z", "name": "Z"}])
    with mock.patch.object(file_rows, "_BLOCK", block):
        fast = changed(io.BytesIO(content), School, change).read()
    with mock.patch.object(file_rows, "_IDS", 0):
        assert fast == changed(io.BytesIO(content), School, change).read()


@given(lines=LINES, block=st.sampled_from([1, 60, 1 << 18]))
def test_rows_that_mention_an_id_are_found(lines: list[str], block: int) -> None:
    content = "\n".join([HEADERS[0], *lines, ""]).encode()
    everything = [row for row in stored_rows(io.BytesIO(content), School) if key_of(School, row) == "school:b"]
    with mock.patch.object(file_rows, "_BLOCK", block):
        found = list(stored_rows(io.BytesIO(content), School, Mention.of_keys(["school:b"])))
    assert [row for row in found if key_of(School, row) == "school:b"] == everything


@each(
    ("keys", "text", "found"),
    [
        (["OFFERS~school:a~program:b"], b"school:a,program:b", True),
        (["OFFERS~school:a~program:b"], b"school:c,program:b", False),
        ([], b"school:a", False),
        (['school:"a'], b"anything: a file may write this id in another way", True),
        ([f"school:{number}" for number in range(500)], b"anything: there are too many ids", True),
    ],
)
def test_what_mentions_an_id(keys: list[str], text: bytes, found: bool) -> None:
    assert Mention.of_keys(keys).in_text(text) is found


def test_relationships_of_a_weakened_end_are_found() -> None:
    content = b"start,end,origin\nschool:a,program:x,documented\nschool:b,program:y,documented\n"
    change = FileChange(weakened={"program:y": "an end is inferred"})
    rows = list(stored_rows(changed(io.BytesIO(content), Offers, change), Offers))
    assert [row["origin"] for row in rows] == ["documented", "inferred"]
