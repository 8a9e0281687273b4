"""The schema at /openapi.json: whether it asks for a key is as it is now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI

from ragqa.access.accounts import Accounts
from ui.api.access import PUBLIC

_SCHEME = "key"


def tell_schema(app: FastAPI, accounts: Accounts) -> None:
    """Let the schema of an application say that a key is wanted, once there are users.

    Args:
        app: Whose routes are all there.
        accounts: Say whether it is asked who comes.
    """
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        return with_keys(plain()) if accounts.asks else plain()

    app.openapi = openapi  # type: ignore[method-assign]  # as FastAPI has it done


def with_keys(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of the same routes where each but the public ones wants a key. Pure."""
    scheme = {
        "type": "http",
        "scheme": "bearer",
        "description": "A key that `ragqa keys add NAME` has shown.",
    }
    components = {**schema.get("components", {}), "securitySchemes": {_SCHEME: scheme}}
    paths = {
        path: {method: {**operation, "security": []} for method, operation in operations.items()}
        if path in PUBLIC
        else operations
        for path, operations in schema["paths"].items()
    }
    return {**schema, "paths": paths, "components": components, "security": [{_SCHEME: []}]}
