from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ragqa import open_retriever
from ragqa.configuration import allowed, load_settings
from ragqa.errors import SettingsError
from ragqa.settings import Settings


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "ragqa.toml"
    path.write_text('port = 1001\npassages = 7\nignore = ["*.tmp"]\n', encoding="utf-8")
    return path


def test_a_flag_wins_over_the_environment_over_the_file_over_the_default(config: Path) -> None:
    environ = {"RAGQA_PORT": "1002", "RAGQA_TOP_K": "3", "HOME": "/x"}
    loaded = load_settings({"port": 1003, "seed": None}, environ=environ, config=config)
    assert (loaded.settings.port, loaded.origins["port"]) == (1003, "flag")
    assert (loaded.settings.top_k, loaded.origins["top_k"]) == (3, "RAGQA_TOP_K")
    assert (loaded.settings.passages, loaded.origins["passages"]) == (7, str(config))
    assert (loaded.settings.seed, loaded.origins["seed"]) == (0, "default")


def test_lists_in_the_environment_are_parted_by_commas() -> None:
    loaded = load_settings(environ={"RAGQA_IGNORE": "*.tmp, drafts/"})
    assert loaded.settings.ignore == ("*.tmp", "drafts/")


def test_the_file_in_the_current_folder_is_read(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(config.parent)
    assert load_settings(environ={}).settings.port == 1001


def test_a_file_can_be_named_by_the_environment(config: Path) -> None:
    assert load_settings(environ={"RAGQA_CONFIG": str(config)}).settings.port == 1001


@pytest.mark.parametrize(
    ("overrides", "environ", "named"),
    [
        ({"portt": 1}, {}, ["portt", "flag", '"port"']),
        ({}, {"RAGQA_PASAGES": "1"}, ["pasages", "RAGQA_PASAGES", '"passages"']),
        ({"zzz": 1}, {}, ["zzz", "ragqa config"]),
        ({"port": -4}, {}, ["port", "flag", "-4"]),
        ({}, {"RAGQA_TEMPERATURE": "warm"}, ["temperature", "RAGQA_TEMPERATURE", "warm"]),
        ({"language": "fr"}, {}, ["language", "fr"]),
    ],
)
def test_unknown_names_and_values_that_cannot_be_are_refused(
    overrides: dict[str, object], environ: dict[str, str], named: list[str]
) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(overrides, environ=environ)
    assert all(name in str(caught.value) for name in named)
    assert caught.value.text("zh") != caught.value.text("en")


@pytest.mark.parametrize(
    ("given", "english", "chinese"),
    [
        (
            {"port": -4},
            "a whole number, at least 0 and at most 65535",
            "整数，不小于 0 且不大于 65535",
        ),
        ({"top_p": 0.0}, "a number, above 0.0 and at most 1.0", "数字，大于 0.0 且不大于 1.0"),
        ({"max_file_mb": "9GB"}, "a whole number, at least 1", "整数，不小于 1"),
        (
            {"evidence_threshold": "no"},
            "a number, at least 0.0 and at most 1.0",
            "数字，不小于 0.0 且不大于 1.0",
        ),
        ({"language": "fr"}, "auto, zh or en", " auto、zh 或 en"),
        ({"model": 3}, "a text", "文字"),
        ({"index": 3}, "a path", "路径"),
        ({"ignore": 3}, "a list of texts", "文字的列表"),
    ],
)
def test_a_wrong_value_is_told_what_is_allowed_in_both_languages(
    given: dict[str, object], english: str, chinese: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(given, environ={})
    [(name, value)] = given.items()
    assert caught.value.en.startswith(
        f'Setting "{name}" (from flag) cannot be {value!r}; give {english}'
    )
    assert caught.value.zh.startswith(
        f"设置 “{name}”（来自参数）的值 {value!r} 无效；应为{chinese}"
    )


def test_a_long_wrong_value_is_shortened() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"port": "9" * 5000}, environ={})
    assert len(caught.value.en) < 300


def test_what_every_setting_may_be_can_be_said() -> None:
    for name in Settings.model_fields:
        en, zh = allowed(name)
        assert en
        assert zh


def test_an_unknown_name_in_the_file_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "ragqa.toml"
    path.write_text("modle = 'x'\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"modle.*ragqa\.toml.*model"):
        load_settings(environ={}, config=path)


@pytest.mark.parametrize(
    ("content", "chinese"),
    [
        (b"a = 1\nport = \n", "（第 2 行第 8 列），请改正。"),
        (b"port = [", "（文件不完整），请改正。"),
        (b"\xff\xfe", "（不是 UTF-8 编码），请另存为 UTF-8。"),
    ],
)
def test_a_file_that_is_not_toml_is_named(tmp_path: Path, content: bytes, chinese: str) -> None:
    path = tmp_path / "ragqa.toml"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match=r"ragqa\.toml is not valid TOML") as caught:
        load_settings(environ={}, config=path)
    assert caught.value.zh.endswith(chinese)


def test_a_named_file_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read") as caught:
        load_settings(environ={}, config=tmp_path / "none.toml")
    assert "文件或文件夹不存在" in caught.value.zh


def test_a_wrong_password_list_is_not_shown() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"pdf_passwords": {"secret": "hunter2"}})
    assert "hunter2" not in str(caught.value)


def test_settings_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().settings.port = 1


def test_every_setting_is_described() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_a_path_may_be_a_path_or_a_text_and_begin_at_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    given = {"index": "~/index", "models_folder": Path("~/models"), "model": Path("a.gguf")}
    settings = load_settings(given, environ={"RAGQA_CACHE": "~nobody-of-that-name/x"}).settings
    assert settings.index == tmp_path / "index"
    assert settings.models_folder == tmp_path / "models"
    assert settings.model == "a.gguf"
    assert settings.cache == Path("~nobody-of-that-name/x")


@pytest.mark.parametrize("given", [{"passages": -1}, {"k": 3}])
def test_what_a_program_gave_is_not_called_a_flag(given: dict[str, Any]) -> None:
    for asked in (open_retriever, partial(open_retriever, load_settings(environ={}).settings)):
        with pytest.raises(SettingsError) as refused:
            asked(**given)
        assert "(from argument)" in refused.value.en
        assert "（来自参数）" in refused.value.zh
