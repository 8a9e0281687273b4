"""Who may do what: the one dependency that every route stands behind."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import Depends, Request

Action = Literal["ask", "read", "write"]
"""Ask and search; look at the list of documents; add and remove documents."""


def allowed(action: Action) -> Any:
    """A dependency for a route or router: refuses a request that may not do ``action``.

    There are no accounts yet: the server is reached from this machine alone, where every program
    of the user may do everything.
    """

    def check(request: Request) -> None:
        request.state.action = action

    return Depends(check)
