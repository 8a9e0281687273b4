"""GET /health and /v1/models."""

from __future__ import annotations

import time
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Request
from pydantic import BaseModel

from ui.api.access import Who, allowed
from ui.api.errors import refused
from ui.services import Services

router = APIRouter()
QUOTING = "ragqa-quotes"
"""The name of what answers when no language model is loaded."""


def services_of(request: Request, who: Who) -> Services:
    """What the application works with, as far as who asks may see it."""
    services: Services = request.app.state.services
    return services.seen_by(who)


Serving = Annotated[Services, Depends(services_of)]


class Health(BaseModel):
    """That the server answers."""

    status: Literal["ok"] = "ok"


class Model(BaseModel):
    """A model that requests may name.

    Attributes:
        id: Its name.
        created: Unix time at which the server started.
    """

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: Literal["ragqa"] = "ragqa"


class Models(BaseModel):
    """All of them."""

    object: Literal["list"] = "list"
    data: list[Model]


def chat_name(services: Services) -> str:
    """The name of what answers."""
    return services.model or QUOTING


def _models(services: Services) -> list[Model]:
    now = int(time.time())
    names = (chat_name(services), services.index.embeddings.name)
    return [Model(id=name, created=now) for name in names]


@router.get("/health")
def health() -> Health:
    """Whether the server answers. Anybody may ask."""
    return Health()


@router.get("/v1/models", dependencies=[allowed("ask")])
def models(services: Serving) -> Models:
    """The model that answers, and the one that embeds."""
    return Models(data=_models(services))


@router.get("/v1/models/{model}", dependencies=[allowed("ask")])
def model(model: Annotated[str, Path()], services: Serving) -> Model:
    """One of them; 404 for another name."""
    for known in _models(services):
        if known.id == model:
            return known
    raise refused(404, "model_not_found", "no_model", param="model", name=model)
