"""What the parts of the page share: how they are drawn again, and how clicks reach Python."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import gradio as gr
from gradio.components import Component

from ragqa.errors import RagqaError
from ui.texts.web import EN, ZH
from ui.unforeseen import trace_of
from ui.web.drawing import template
from ui.web.session import Session

Updates = dict[Any, Any]

# How events are wired: none is part of a public interface, and gradio's own spinners are off.
# "multiple": else gradio drops what is clicked without a word until the click before has ended.
_WIRED: dict[str, Any] = {
    "show_progress": "hidden",
    "api_visibility": "private",
    "trigger_mode": "multiple",
}
WORK: dict[str, Any] = {**_WIRED, "concurrency_limit": 8}
QUICK: dict[str, Any] = {**_WIRED, "queue": False}
# What is typed or chosen holds as it was last: it is sent again once the event before has ended.
# So what is chosen is never drawn: that would be sent in its place.
LAST: dict[str, Any] = {**QUICK, "trigger_mode": "always_last"}

# Values reach the page only through the template of a piece (``drawing.py``), which inserts them
# without reading them as a template. A click on a button with data-action becomes the event's data.
CLICKS = """
const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Only pages of this machine or of https may use the clipboard in that way.
    const box = document.createElement('textarea');
    box.value = text;
    document.body.append(box);
    box.select();
    document.execCommand('copy');
    box.remove();
  }
};
element.addEventListener('click', (event) => {
  const copier = event.target.closest('[data-copy]');
  if (copier) {
    copy(copier.dataset.copy);
    const label = copier.textContent;
    if (label === copier.dataset.done) return;
    copier.textContent = copier.dataset.done;
    setTimeout(() => { copier.textContent = label; }, 1500);
    return;
  }
  const button = event.target.closest('[data-action]');
  if (!button) return;
  if (button.dataset.confirm && !window.confirm(button.dataset.confirm)) return;
  const data = {...button.dataset};
  if (data.ask) {
    const text = window.prompt(data.ask, data.text);
    if (text === null || text === data.text) return;
    data.text = text;
  }
  trigger('click', data);
});
// What is drawn again begins closed, but nobody has closed it. It is known by its place and, in a
// conversation, by the question: another conversation may be drawn there.
const opened = new Set();
const folded = () => [...element.querySelectorAll('details')];
const asked = (one) => one.closest('article')?.querySelector('.question').textContent ?? '';
const known = (one) => `${folded().indexOf(one)} ${asked(one)}`;
element.addEventListener('click', (event) => {
  const one = event.target.closest('summary')?.parentElement;
  if (!one) return;
  if (one.open) opened.delete(known(one)); // it closes after this
  else opened.add(known(one));
});
const open = () => folded().forEach((one) => { one.open ||= opened.has(known(one)); });
const watched = {childList: true, subtree: true, attributeFilter: ['open']};
new MutationObserver(open).observe(element, watched);
"""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page.

    Attributes:
        components: All that ``draw`` updates.
        draw: Everything of the part as it should look for a session: labels and contents.
        later: What of it takes too long for that, and is drawn once the rest is shown.
    """

    components: tuple[Component, ...]
    draw: Callable[[Session], Updates]
    later: Part | None = None


def piece(elem_id: str, script: str | None = None, first: str = "") -> gr.HTML:
    """A place for the page's own HTML, without gradio's styles. What comes late is not shown.

    Args:
        elem_id: Of it in the page.
        script: Runs once.
        first: What is there before anything is drawn.
    """
    return gr.HTML(
        first,
        html_template=template(elem_id),
        elem_id=elem_id,
        js_on_load=script,
        apply_default_css=False,
    )


def at_the_end(step: Any) -> Any:
    """What is sent when all steps of a handler were, for gradio sends its last one twice.

    Contents would be drawn over what a click has drawn since, so they are left out. Properties are
    not: what one message says of them and the next does not say, gradio takes out of the first one
    too, where the page is slow to read it. So those of a step before the last may get lost.

    Args:
        step: The last one: by component, its content or ``gr.update`` of its properties.
    """
    told = step.items() if isinstance(step, dict) else ()
    return {of: new if _has_no_content(new) else gr.skip() for of, new in told} or gr.skip()


def _has_no_content(new: object) -> bool:
    is_update = isinstance(new, dict) and new.get("__type__") == "update" and "value" not in new
    return is_update or isinstance(new, gr.blocks.Block)


def clicked(event: gr.EventData) -> Mapping[str, Any]:
    """The data of the button that was clicked; the browser may send anything."""
    data = event._data
    return data if isinstance(data, Mapping) else {}


def unexpected(error: Exception) -> RagqaError:
    """An error nobody foresaw, logged without its words, as a message for the user."""
    logging.getLogger(__name__).error("unexpected error in the browser page: %s", trace_of(error))
    kind = type(error).__name__
    return RagqaError(EN.unexpected.format(kind=kind), ZH.unexpected.format(kind=kind))
