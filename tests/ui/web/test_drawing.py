"""The order of drawings."""

from __future__ import annotations

import re

import gradio as gr

from ui.web.drawing import Drawn, Marks, in_order


@in_order
def draw(of: object, html: str) -> dict[object, object]:
    """A drawing of one piece."""
    return {of: html, "button": gr.update(value="Send")}


@in_order
def draw_all(of: object, html: str) -> dict[object, object]:
    """A drawing made of another one."""
    return {"list": "<ul>", **draw(of, html)}


def turns(marked: object) -> list[int]:
    return [int(turn) for turn in re.findall("<!--([0-9]+)-->", str(marked))]


def test_what_is_drawn_later_has_the_higher_number() -> None:
    first, second = draw("talk", "one"), draw("talk", "two")
    assert first["talk"] == "one"
    assert isinstance(first["talk"], Drawn)
    assert isinstance(second["talk"], Drawn)
    assert first["talk"].turn < second["talk"].turn


def test_a_drawing_has_the_number_of_when_it_began() -> None:
    later: list[object] = []

    @in_order
    def draw_slowly() -> dict[object, object]:
        later.append(draw("talk", "new")["talk"])
        return {"talk": "old"}

    old = draw_slowly()["talk"]
    [new] = later
    assert isinstance(old, Drawn)
    assert isinstance(new, Drawn)
    assert old.turn < new.turn


def test_what_is_drawn_of_a_drawing_keeps_its_number() -> None:
    step = draw_all("talk", "one")
    assert isinstance(step["list"], Drawn)
    assert isinstance(step["talk"], Drawn)
    assert step["list"].turn < step["talk"].turn


def test_only_what_was_drawn_is_marked() -> None:
    step = Marks().mark(draw("talk", "one") | {"box": "typed"})
    assert step["talk"] == f"one<!--{turns(step['talk'])[0]}-->"
    assert step["button"] == gr.update(value="Send")
    assert step["box"] == "typed"
    assert Marks().mark("<p>") == "<p>"


def test_what_grows_is_sent_behind_what_was_sent() -> None:
    marks = Marks()
    sent = [marks.mark(draw("talk", html))["talk"] for html in ("a", "ab", "abc", "other")]
    assert sent[1].startswith(sent[0])
    assert sent[2].startswith(sent[1])
    assert sent[3].startswith("other<!--")
    assert turns(sent[2]) == sorted(turns(sent[2]))
    assert [re.sub("<!--[0-9]+-->", "", each) for each in sent] == ["a", "ab", "abc", "other"]
