from __future__ import annotations

import pytest

from ragqa.answer.claims import support
from ragqa.answer.claims.support import Support
from ragqa.text.prepared import Prepared


def agrees(claim: str, evidence: str, *, known: str = "") -> bool:
    return support.agrees(claim, evidence, Prepared(evidence, known))


def find(claim: str, text: str) -> Support | None:
    return support.find(claim, Prepared(text))


CHANGED = [
    ("The service is able to refund customers.", "The service is unable to refund customers."),
    ("The warranty covers water damage.", "The warranty does not cover water damage."),
    ("The warranty covers damage by water.", "The warranty never covers damage by water."),
    ("You can't restart the server.", "You can restart the server."),
    ("The file is valid.", "The file is invalid."),
    ("商品可以在七天内退款。", "商品不可以在七天内退款。"),
    ("公司有食堂。", "公司没有食堂。"),
    ("员工不得携带家属。", "员工可以携带家属。"),
    ("未满一年的员工享有年假。", "已满一年的员工享有年假，未满一年的员工没有年假。"),
    ("出差须超过三天。", "出差不超过三天。"),
    ("年假为三十天。", "年假为 13 天。"),
    ("The limit is 20 MB.", "The limit is 20 GB."),
    ("It was founded in March 2019.", "It was founded in May 2019."),
    ("增长百分之三十。", "增长 3%。"),
    ("Alice owes Bob ten dollars.", "Bob owes Alice ten dollars."),
    ("张三借给李四五百元。", "李四借给张三五百元。"),
    ("Leave lasts more than 30 days.", "Leave lasts less than 30 days."),
    ("Files have at most 20 pages.", "Files have at least 20 pages."),
    ("Files have no more than 20 pages.", "Files have at least 20 pages."),
    ("Apply before the interview.", "Apply after the interview."),
    ("All employees get a laptop.", "Some employees get a laptop."),
    ("Only managers may approve.", "Managers and clerks may approve."),
    ("Staff must register.", "Staff may register."),
    ("员工必须登记。", "员工可以登记。"),
    ("会议在上午十点开始。", "会议在下午十点开始。"),
    ("三十人以上的团队享有折扣。", "三十人以下的团队享有折扣。"),
    ("费用超过五百元。", "费用低于五百元。"),
    ("The balance is -5 dollars.", "The balance is 5 dollars."),
    ("气温为零下5度。", "气温为5度。"),
    ("The version is 2.10.", "The version is 2.1."),
    ("The tool runs on v2.10 only.", "The tool runs on v2.1 only."),
    ("当前版本为2.10。", "当前版本为2.1。"),
    ("Revenue increased by 5%.", "Revenue decreased by 5%."),
    ("The rent is £1,180 per year.", "The rent is £1,180 per month."),
    ("每天收费五元。", "每小时收费五元。"),
    ("He has one dog.", "He has one cat."),
    ("He has a dog.", "He has a cat."),
    ("She sells boats.", "She sells cars."),
    ("Vera paid Hugo in May.", "Hugo paid Vera in May."),
    ("The dose is 10 mg.", "The dose is 10 g."),
    ("The shop made a profit.", "The shop made a loss."),
    ("他养了一只狗。", "他养了一只猫。"),
    ("店铺去年盈利。", "店铺去年亏损。"),
    ("In 2001 Carol founded the firm.", "In 2001 Alice founded the firm."),
]

SAME = [
    ("The limit is 20 MB.", "Files have a limit of 20 MB."),
    ("年假为三十天。", "员工的年假为 30 天。"),
    ("增长百分之三十。", "今年增长了３０％。"),
    ("员工不能携带家属。", "员工不得携带家属。"),
    ("员工必须登记。", "员工不得不登记。"),
    ("It creates templates.", "It not only creates templates, it also fills them."),
    ("他是教师。", "他不是医生，而是教师。"),
    ("Bob and Alice met in 2001.", "Alice and Bob met in 2001."),
    ("年假有十五天。", "年假有十五天，不得跨年使用。"),
    ("Files have at most 20 pages.", "Files have up to 20 pages."),
    ("至少提前三天申请。", "须提前三天以上申请。"),
    ("Managers may approve.", "Only managers may approve."),
    ("The rate is 2.5%.", "The rate is 2.50%."),
    ("It works since version 2.10.", "It works since 2.10."),
    ("The trip lasts 3-5 days.", "The trip lasts 3 - 5 days."),
    ("Staff must not smoke in May.", "In May staff must not smoke."),
    ("The rent is £1,180 a month.", "The rent is £1,180 monthly, paid on one day of each month."),
    ("每月租金为五千元。", "租金按月支付，每月五千元，每年上调一次。"),
    ("German law applies.", "The law of Germany applies."),
]


@pytest.mark.parametrize(("claim", "evidence"), CHANGED)
def test_what_was_changed_is_seen(claim: str, evidence: str) -> None:
    assert not agrees(claim, evidence)
    found = find(claim, evidence)
    assert found is None or not found.verified


@pytest.mark.parametrize(("claim", "evidence"), CHANGED)
def test_what_was_changed_the_other_way_is_seen_too(claim: str, evidence: str) -> None:
    found = find(evidence, claim)
    assert found is None or not found.verified


@pytest.mark.parametrize(("claim", "evidence"), SAME)
def test_the_same_in_other_words_agrees(claim: str, evidence: str) -> None:
    assert agrees(claim, evidence)


def test_a_sentence_in_another_language_is_not_comparable() -> None:
    found = find("Staff have annual leave of 15 days.", "员工每年有十五天年假。")
    assert found is not None
    assert (found.comparable, found.verified, found.span) == (False, False, (0, 11))


def test_a_wrong_number_is_seen_across_languages() -> None:
    found = find("Staff have annual leave of 12 days.", "员工每年有十五天年假。")
    assert found is not None
    assert found.comparable


def test_a_name_may_come_from_the_headings() -> None:
    text = "The tool creates templates for a package."
    claim = "The Debian tool creates templates."
    assert not agrees(claim, text)
    assert agrees(claim, text, known="Debian guide")


@pytest.mark.parametrize("word", ["not a ", "不 "])
def test_many_negations_are_read_in_one_pass(word: str) -> None:
    # Each looking to the end of the text, these would take many minutes.
    assert agrees(word * 10_000, word * 10_000)


def test_a_swap_far_from_both_ends_is_seen() -> None:
    many = "word " * 5_000
    assert not agrees(f"{many} Ann pays Bob {many}", f"{many} Bob pays Ann {many}")


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("5 dollars is the balance", "-5 dollars is the balance."),
        ("The version is 2.", "The version is 2.10 now."),
        ("The version is 2", "The version is 2.10 now."),
    ],
)
def test_a_number_is_no_quote_of_a_longer_one(claim: str, text: str) -> None:
    found = find(claim, text)
    assert found is None or not found.verified
