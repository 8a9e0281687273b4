from __future__ import annotations

from pathlib import Path

from ragqa.hub import local


def test_models_are_known_by_their_names(tmp_path: Path) -> None:
    (tmp_path / "chinese-mixtral-instruct-gguf").mkdir()
    names = [
        "chinese-mixtral-instruct-gguf/ggml-model-q4_k.gguf",
        *("chinese-mixtral-iq3_xxs.gguf", "Chinese_Mixtral_Instruct.Q8_0-00001-of-00002.gguf"),
        *("Chinese_Mixtral_Instruct.Q8_0-00002-of-00002.gguf", "other-q4_k.gguf", "x.txt"),
    ]
    for name in names:
        (tmp_path / name).touch()
    found = local.files(tmp_path)

    assert [p.relative_to(tmp_path).as_posix() for p in found] == sorted(
        name for name in names if "00002-of" not in name.replace("00001-of", "") and name != "x.txt"
    )
    assert {key: path.name for key, path in local.known(found).items()} == {
        ("chinese-mixtral-instruct", "Q4_K"): "ggml-model-q4_k.gguf",
        ("chinese-mixtral", "IQ3_XXS"): "chinese-mixtral-iq3_xxs.gguf",
        ("chinese-mixtral-instruct", "Q8_0"): "Chinese_Mixtral_Instruct.Q8_0-00001-of-00002.gguf",
    }


def test_a_folder_that_does_not_exist_has_no_models(tmp_path: Path) -> None:
    assert local.files(tmp_path / "none") == []
