from __future__ import annotations

import datetime

import pytest

from ingest.formats.sheets.dates import acting, day_and_time, duration, kind_of, time

DAY = datetime.datetime(2024, 3, 5)
MOMENT = datetime.datetime(2024, 3, 5, 14, 33, 21)


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (DAY, "", "2024-03-05"),
        (MOMENT, "", "2024-03-05 14:33:21"),
        (MOMENT, "General", "2024-03-05 14:33:21"),
        (MOMENT, "yyyy-mm-dd", "2024-03-05"),
        (MOMENT, "yyyy/m/d h:mm", "2024-03-05 14:33"),
        (DAY, "yyyy-mm-dd h:mm:ss", "2024-03-05"),
        (MOMENT, "h:mm:ss AM/PM", "2024-03-05 14:33:21"),
        (DAY, 'yyyy"年"m"月"d"日"', "2024-03-05"),
        (DAY, '[DBNum1][$-804]yyyy"年"m"月"d"日"', "2024-03-05"),
        (DAY, '[$-404]e"年"m"月"d"日"', "2024-03-05"),
        (DAY, 'yyyy"年"m"月"', "2024年3月"),
        (DAY, "yyyy-mm", "2024-03"),
        (DAY, "mmm-yy", "2024-03"),
        (DAY, "yyyy", "2024"),
        (DAY, 'm"月"d"日"', "2024-03-05"),
        (DAY, "[$-804]aaaa", "2024-03-05 星期二"),
        (DAY, "yyyy-mm-dd aaa", "2024-03-05 星期二"),
        (DAY, "[$-804]dddd", "2024-03-05 星期二"),
        (DAY, "ddd d mmm", "2024-03-05 Tuesday"),
        (DAY, r"[$-F800]dddd\,\ mmmm\ dd\,\ yyyy", "2024-03-05"),
        (MOMENT, "[$-F400]h:mm:ss AM/PM", "2024-03-05 14:33:21"),
    ],
)
def test_a_day_is_told_as_far_as_its_format_shows_it(
    value: datetime.datetime, form: str, text: str
) -> None:
    assert day_and_time(value, form) == text


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("", "09:05:00"),
        ("h:mm", "09:05"),
        ("mm:ss", "09:05:00"),
        ('h"时"mm"分"', "09:05"),
        ('[=0]"";h:mm', "09:05"),
    ],
)
def test_a_time_has_seconds_where_its_format_shows_them(form: str, text: str) -> None:
    assert time(datetime.time(9, 5), form) == text


@pytest.mark.parametrize(
    ("minutes", "form", "text"),
    [
        (1800, "[h]:mm", "30:00"),
        (1800, "[h]:mm:ss", "30:00:00"),
        (-90, "[h]:mm", "-1:30"),
        (90, "[mm]:ss", "1:30:00"),
        (90, "", "1:30:00"),
        (90, "[=0]?;[<4][hh]:mm:ss;[hh]:mm", "1:30:00"),
    ],
)
def test_a_duration_may_be_longer_than_a_day(minutes: int, form: str, text: str) -> None:
    assert duration(datetime.timedelta(minutes=minutes), form) == text


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("aaaa", "day"),
        ("[$-804]aaa;@", "day"),
        ("yyyy aaaa", ""),  # openpyxl knows it
        ('"aaa"0', ""),
        ('[=0]"";h:mm', "day"),
        ("[=0]?;[<4][hh]:mm:ss;[hh]:mm", "elapsed"),
        ('[=0]"none";0.0" h"', ""),
        ('[>999]#,"K";#', ""),
    ],
)
def test_formats_of_days_and_times_that_openpyxl_does_not_take_for_such(
    form: str, kind: str
) -> None:
    assert kind_of(form) == kind


def test_what_is_written_in_a_format_does_not_act() -> None:
    assert acting(r'[Red]0"d"\%_d') == "0"
