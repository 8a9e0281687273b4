"""What the parts of the page share."""

from __future__ import annotations

import gradio as gr

from ui.web.page import at_the_end


def test_at_the_end_no_content_is_drawn_again_but_properties_are_told() -> None:
    with gr.Blocks():
        text, button, tabs, other = gr.HTML(), gr.Button(), gr.Tabs(), gr.Textbox()
    enabled, chosen = gr.update(interactive=True), gr.Tabs(selected="documents", render=False)
    step = {text: "<p>", button: enabled, tabs: chosen, other: gr.update(value="", label="Name")}
    assert at_the_end(step) == {
        text: gr.skip(),
        button: enabled,
        tabs: chosen,
        other: gr.skip(),
    }


def test_at_the_end_of_no_step_nothing_is_told() -> None:
    assert at_the_end(None) == at_the_end({}) == gr.skip()
