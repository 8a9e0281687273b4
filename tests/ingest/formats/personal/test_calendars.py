"""Calendars as programs write them, and such as are made to do harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.loading.loaders import load
from ragqa.errors import DocumentError

CALENDAR = """BEGIN:VCALENDAR
X-WR-CALNAME:Team
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:STANDARD
DTSTART:19701025T030000
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
DTSTART;TZID=Europe/Berlin:20240501T100000
DTEND;TZID=Europe/Berlin:20240501T113000
RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;UNTIL=20240701T000000Z
SUMMARY:Budget talk
LOCATION:Room 5\\, Berlin
STATUS:CONFIRMED
ORGANIZER;CN="Berg, Anna":mailto:anna@acme.example
ATTENDEE;CN=Bob;PARTSTAT=ACCEPTED:mailto:bob@x.example
ATTENDEE:mailto:carl@x.example
DESCRIPTION:Bring the numbers.\\n\\nDial in: 12
 345
BEGIN:VALARM
DESCRIPTION:Reminder
END:VALARM
END:VEVENT
BEGIN:VTODO
DUE:20240801T120000Z
STATUS:NEEDS-ACTION
SUMMARY:Tax
END:VTODO
END:VCALENDAR
"""


def text_of(folder: Path, data: bytes) -> str:
    path = folder / "a.ics"
    path.write_bytes(data)
    return load(path).text


def test_events_and_tasks_stand_under_their_summaries(tmp_path: Path) -> None:
    assert text_of(tmp_path, CALENDAR.encode()) == (
        "# Budget talk\n\nWhen (时间): 2024-05-01 10:00 – 11:30 (Europe/Berlin)\n"
        "Repeats (重复): weekly, every 2, on MO,WE, until 2024-07-01\n"
        "Where (地点): Room 5, Berlin\nOrganizer (组织者): Berg, Anna (anna@acme.example)\n"
        "With (参加者): Bob (bob@x.example), carl@x.example\n\n"
        "Bring the numbers.\n\nDial in: 12345\n\n"
        "# Tax\n\nDue (截止): 2024-08-01 12:00 (UTC)\nStatus (状态): NEEDS-ACTION"
    )
    parsed = load(tmp_path / "a.ics")
    assert parsed.title == "Team"
    assert parsed.parts == (parsed.text.index("# Tax"),)


@pytest.mark.parametrize(
    ("lines", "when"),
    [
        ("DTSTART;VALUE=DATE:20240714\nDTEND;VALUE=DATE:20240717", "2024-07-14 – 2024-07-16"),
        ("DTSTART;VALUE=DATE:20240714\nDTEND;VALUE=DATE:20240715", "2024-07-14"),
        ("DTSTART;VALUE=DATE:20240714\nDTEND;VALUE=DATE:20240714", "2024-07-14"),
        ("DTSTART:20240714T220000\nDTEND:20240715T010000", "2024-07-14 22:00 – 2024-07-15 01:00"),
        (
            "DTSTART:20240714T080000Z\nDURATION:PT1H30M",
            "2024-07-14 08:00 (UTC), 1 hours 30 minutes",
        ),
        ("DTSTART:2024-07-14T08:00:00", "2024-07-14 08:00"),
        ("DTSTART:next spring", "next spring"),
        ("DTSTART:20240230\nDTEND:00010101", "2024-02-30 – 0001-01-01"),
    ],
)
def test_times_are_told_as_people_write_them(tmp_path: Path, lines: str, when: str) -> None:
    data = f"BEGIN:VEVENT\nSUMMARY:暑假安排\n{lines}\nEND:VEVENT".encode()
    assert text_of(tmp_path, data) == f"# 暑假安排\n\nWhen (时间): {when}"


def test_the_times_that_are_left_out_are_told(tmp_path: Path) -> None:
    data = (
        "BEGIN:VEVENT\nSUMMARY:Club\nRRULE:FREQ=DAILY\nEXDATE;TZID=Asia/Tokyo:20240508T080000,"
        "20240509T080000\nEXDATE;VALUE=DATE:20240510\nEXDATE:\nEND:VEVENT"
    )
    assert text_of(tmp_path, data.encode()) == (
        "# Club\n\nRepeats (重复): daily\nNot on (除外): 2024-05-08 08:00 (Asia/Tokyo), "
        "2024-05-09 08:00 (Asia/Tokyo), 2024-05-10"
    )


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (
            '<html-blob>Join: <a href="https://a.example">here</a><br>Bring <b>cake</b> &amp; tea'
            "</html-blob>",
            "Join: here\nBring cake & tea",
        ),
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("a < b and c > d. Join: <https://a.example> & <bob@a.example>", None),
        ("<br", None),
    ],
)
def test_a_description_may_be_a_page(tmp_path: Path, said: str, text: str | None) -> None:
    data = f"BEGIN:VEVENT\nSUMMARY:x\nDESCRIPTION:{said}\nEND:VEVENT".encode()
    assert text_of(tmp_path, data) == f"# x\n\n{text or said}"


def test_an_old_calendar_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.vcs"
    path.write_text(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20240501T100000\n"
        "SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=E4=BC=9A=\n=E8=AE=AE\nEND:VEVENT\n"
    )
    assert load(path).text == "# 会议\n\nWhen (时间): 2024-05-01 10:00"


@pytest.mark.parametrize(
    "data",
    [
        b"BEGIN:VEVENT\n" * 50_000 + b"SUMMARY:x",
        b"BEGIN:VEVENT\nSUMMARY:x\nDURATION:P" + b"9" * 200_000 + b"\nEND:VEVENT",
        b"BEGIN:VEVENT\nSUMMARY:x\nRRULE:" + b"A=1;" * 100_000 + b"\nEND:VEVENT",
        b"BEGIN:VEVENT\nSUMMARY:x\n" + b"ATTENDEE;CN=a:b\n" * 100_000 + b"END:VEVENT",
    ],
)
def test_what_is_made_to_do_harm_costs_little(tmp_path: Path, data: bytes) -> None:
    try:
        assert len(text_of(tmp_path, data)) < 2_000_000
    except DocumentError as error:
        assert error.en.startswith("a.ics ")  # noqa: PT017 - either outcome is right


def test_a_file_without_events_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="holds no events"):
        text_of(tmp_path, b"BEGIN:VCALENDAR\nEND:VCALENDAR\n")
