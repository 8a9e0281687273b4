"""An error as a message on the page, as the visitor may be told it."""

from __future__ import annotations

from ragqa.errors import RagqaError
from ui.texts.web import WebTexts
from ui.web.markup import escaped
from ui.web.visiting import told


def error_html(error: RagqaError, texts: WebTexts) -> str:
    """An error in the visitor's language."""
    title, body = escaped(texts.error), escaped(told(error).text(texts.language))
    return f'<div class="error" role="alert"><strong>{title}</strong><p dir="auto">{body}</p></div>'
