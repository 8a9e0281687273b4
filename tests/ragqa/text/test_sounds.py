from __future__ import annotations

import pytest

from ragqa.text.sounds import sound_alike


@pytest.mark.parametrize("pair", ["压押", "递弟", "负付", "酿娘", "蛋但", "味未", "兰蓝"])
def test_characters_of_the_same_sound_sound_alike(pair: str) -> None:
    assert sound_alike(*pair)


@pytest.mark.parametrize("pair", ["南北", "东西", "二三", "租押", "押a", "1押", "押彧", "押𠮷"])
def test_others_do_not(pair: str) -> None:
    assert not sound_alike(*pair)
