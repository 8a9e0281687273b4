"""Keeps libraries from phoning home and from talking over the program's own output."""

from __future__ import annotations

import os

QUIET = {
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TRANSFORMERS_VERBOSITY": "error",
}
"""What is not said on the terminal, unless the user wants it."""

UNTOLD = {
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "ORT_DISABLE_TELEMETRY": "1",
    "SCARF_NO_ANALYTICS": "true",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "ANONYMIZED_TELEMETRY": "False",
    # LangChain sends each question and passage to LangSmith where one of these is "true"; in this
    # order it asks them.
    "LANGSMITH_TRACING_V2": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGSMITH_TRACING": "false",
}
"""What nobody else is told, whatever somebody has set for other programs."""

_OLD_TRACING = ("LANGCHAIN_TRACING", "LANGCHAIN_HANDLER")  # LangChain refuses to work with these


def quiet() -> None:
    """Set the variables of ``QUIET`` that are not set, and those of ``UNTOLD``.

    To be called before heavy imports.
    """
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    os.environ.update(UNTOLD)
    for name in _OLD_TRACING:
        os.environ.pop(name, None)
