from __future__ import annotations

import pytest

from ragqa.errors import ModelError, QuestionError, RagqaError
from tests.ui.web.chat.test_answer_html import Tags
from ui.texts.web import EN, ZH, WebTexts
from ui.web.error_html import error_html


@pytest.mark.parametrize("texts", [EN, ZH])
def test_what_went_wrong_is_told_apart_from_what_is_to_be_asked_otherwise(texts: WebTexts) -> None:
    def words(error: RagqaError) -> str:
        return Tags(error_html(error, texts)).text

    assert words(ModelError("No.", "不。")).startswith(texts.error)
    question = QuestionError("Choose.", "选。")
    assert words(question) == question.text(texts.language)
