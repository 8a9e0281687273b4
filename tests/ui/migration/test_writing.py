from __future__ import annotations

from pathlib import Path

from ragqa.configuration import load_settings
from ui.migration.writing import as_toml


def test_the_new_file_reads_as_it_was_meant(tmp_path: Path) -> None:
    values: dict[str, str | int | float] = {
        "model": 'a "b" \\c\n\x7f \x01 模型\ud800.gguf',
        "top_k": 3,
        "top_p": 0.5,
    }
    file = tmp_path / "ragqa.toml"
    file.write_text(as_toml(values), encoding="utf-8")
    settings = load_settings(config=file, environ={}).settings
    assert settings.model == 'a "b" \\c\n\x7f \x01 模型?.gguf'
    assert (settings.top_k, settings.top_p) == (3, 0.5)
