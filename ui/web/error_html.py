"""An error as a message on the page, as the visitor may be told it."""

from __future__ import annotations

from ragqa.errors import QuestionError, RagqaError
from ui.texts.web import WebTexts
from ui.web.markup import escaped
from ui.web.visiting import told


def error_html(error: RagqaError, texts: WebTexts) -> str:
    """An error in the visitor's language."""
    # Where only something else is to be asked nothing has gone wrong.
    title = "" if isinstance(error, QuestionError) else f"<strong>{escaped(texts.error)}</strong>"
    body = escaped(told(error).text(texts.language))
    return f'<div class="error" role="alert">{title}<p dir="auto">{body}</p></div>'
