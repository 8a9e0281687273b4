"""Sentences that hold a number: English has another one for 1, Chinese does not."""

from __future__ import annotations


def counted(template: str, count: int, **values: object) -> str:
    """A template filled in, in the form for a number.

    Args:
        template: ``"{count} citation|{count} citations"``, the form for 1 first; without a bar the
            same for all.
        count: The number, which is also the value ``count``.
        **values: What else is filled in.
    """
    one, _, many = template.partition("|")
    return (one if count == 1 or not many else many).format(count=count, **values)
