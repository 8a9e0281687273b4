"""gradio prints no error of an event with what was sent, as it was sent.

That may be a question, or what moves the cursor of the terminal: of an event that no handler takes
gradio would print all of it.
"""

from __future__ import annotations

from typing import Any, cast

import gradio as gr

from ui.web.markup import escaped
from ui.web.page import unexpected


def print_no_errors(blocks: gr.Blocks) -> None:
    """Have what goes wrong outside of the handlers of a page told as in them."""
    typed = cast("Any", blocks)
    process = typed.process_api

    async def processed(*args: Any, **kwargs: Any) -> Any:
        try:
            return await process(*args, **kwargs)
        except gr.Error:
            raise
        except Exception as error:
            raise gr.Error(escaped(unexpected(error).en), print_exception=False) from error

    typed.process_api = processed
