"""POST /v1/embeddings."""

from __future__ import annotations

import base64
from typing import Annotated, Literal

import numpy as np
from fastapi import APIRouter
from pydantic import BaseModel, Field

from ui.api.access import allowed
from ui.api.bodies import Body, Text
from ui.api.limits import IN_A_PLACE
from ui.api.listing import Serving

router = APIRouter(dependencies=[allowed("ask"), IN_A_PLACE])
_MOST = 2_048  # texts, as OpenAI has it


class EmbeddingsBody(Body):
    """Texts to embed.

    Attributes:
        input: One or several; token ids are not taken, they would be of another tokenizer.
        model: Any name; one embedder is loaded, and the answer tells which.
        encoding_format: base64 is of float32, little-endian.
        input_type: Whether the texts are passages or questions, which some embedders tell apart.
    """

    input: Text | Annotated[list[Text], Field(min_length=1, max_length=_MOST)]
    model: str = Field("", max_length=500)
    encoding_format: Literal["float", "base64"] | None = None
    input_type: Literal["passage", "query"] | None = None


class Embedding(BaseModel):
    """The vector of one text."""

    object: Literal["embedding"] = "embedding"
    index: int
    embedding: list[float] | str


class EmbeddingsUsage(BaseModel):
    """Tokens of the embedder's tokenizer."""

    prompt_tokens: int
    total_tokens: int


class Embeddings(BaseModel):
    """Vectors in the order of the texts."""

    object: Literal["list"] = "list"
    model: str
    data: list[Embedding]
    usage: EmbeddingsUsage


@router.post("/v1/embeddings")
def embeddings(body: EmbeddingsBody, services: Serving) -> Embeddings:
    """The vectors of texts, as documents or questions are searched by."""
    texts = [body.input] if isinstance(body.input, str) else body.input
    texts = [text.encode("utf-8", "replace").decode() for text in texts]
    embedder = services.index.embeddings
    if body.input_type == "query":
        vectors = [embedder.embed_query(text) for text in texts]
    else:
        vectors = embedder.embed_documents(texts)
    tokens = sum(embedder.count_tokens(text) for text in texts)
    written = _base64 if body.encoding_format == "base64" else list
    return Embeddings(
        model=embedder.name,
        data=[
            Embedding(index=index, embedding=written(vector))
            for index, vector in enumerate(vectors)
        ],
        usage=EmbeddingsUsage(prompt_tokens=tokens, total_tokens=tokens),
    )


def _base64(vector: list[float]) -> str:
    return base64.b64encode(np.array(vector, dtype="<f4").tobytes()).decode()
