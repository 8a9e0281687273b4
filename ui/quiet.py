"""Keeps libraries from phoning home and from talking over the program's own output."""

from __future__ import annotations

import os

QUIET = {
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "DO_NOT_TRACK": "1",
    "ORT_DISABLE_TELEMETRY": "1",
    "SCARF_NO_ANALYTICS": "true",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "ANONYMIZED_TELEMETRY": "False",
}


def quiet() -> None:
    """Set the variables of ``QUIET`` that are not set; to be called before heavy imports."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
