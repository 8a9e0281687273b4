from __future__ import annotations

from pathlib import Path

import pytest

from ragqa.errors import SettingsError
from ragqa.settings import Settings, load_settings


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


def test_an_unknown_name_in_the_file_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "ragqa.toml"
    path.write_text("modle = 'x'\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"modle.*ragqa\.toml.*model"):
        load_settings(environ={}, config=path)


@pytest.mark.parametrize("content", [b"port = ", b"\xff\xfe"])
def test_a_file_that_is_not_toml_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ragqa.toml"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match=r"ragqa\.toml is not valid TOML"):
        load_settings(environ={}, config=path)


def test_a_named_file_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(environ={}, config=tmp_path / "none.toml")


def test_a_wrong_password_list_is_not_shown() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"pdf_passwords": {"secret": "hunter2"}})
    assert "hunter2" not in str(caught.value)


def test_settings_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().settings.port = 1


def test_every_setting_is_described() -> None:
    assert all(field.description for field in Settings.model_fields.values())
