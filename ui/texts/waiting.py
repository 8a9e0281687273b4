"""What is said while a model is silent: it answers others first, or reads. English and Chinese."""

from __future__ import annotations

QUEUED = (
    "Waiting: {count} question comes first.|Waiting: {count} questions come first.",
    "正在等待：前面还有 {count} 个问题。",
)
PARTS = (
    "The model has read {done} of {total} parts.",
    "模型已读 {done}/{total} 部分。",
)
READING = (
    "The model has read {done} of {total} tokens.",
    "模型已读 {done}/{total} 个词元。",
)
