"""Old settings are read, or are refused with what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ragqa.errors import SettingsError
from ui.migration.reading import read


@pytest.mark.parametrize(
    "text",
    [
        "a: !!python/object/apply:os.system ['touch evil']",
        "a: [",
        "just text",
        "",
        "\x00",
    ],
)
def test_yaml_that_is_none_or_tries_something_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text(text)
    with pytest.raises(SettingsError, match=r"settings\.yaml"):
        read(file)
    assert not (tmp_path / "evil").exists()


def test_a_list_that_holds_itself_is_one_name_without_value(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text("a: &x [*x]")
    assert read(file)[0].values == {"a": ""}


@pytest.mark.parametrize(
    ("first", "next_"),
    [
        ("{x: 1, y: 2}", "{x: *a, y: *a}"),
        ("{}", "{x: *a, y: *a}"),  # nothing but sections
        ("{x: 1}", "{<<: [*a, *a]}"),  # merged when it is read
    ],
)
def test_aliases_that_stand_for_millions_of_names_are_refused(
    tmp_path: Path, first: str, next_: str
) -> None:
    lines = [f"a0: &a0 {first}"]
    lines += [f"a{n}: &a{n} {next_.replace('*a', f'*a{n - 1}')}" for n in range(1, 30)]
    file = tmp_path / "settings.yaml"
    file.write_text("\n".join(lines))
    with pytest.raises(SettingsError, match="20 aliases"):
        read(file)


def test_a_few_aliases_mean_what_they_stand_for_and_more_names_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text("a: &a {port: 1}\nb: *a\n")
    assert read(file)[0].values == {"a.port": "1", "b.port": "1"}
    file.write_text("\n".join(f"a{n}: {{}}" for n in range(5_001)))
    with pytest.raises(SettingsError, match="5000 names"):
        read(file)


def test_a_folder_without_old_settings_and_a_file_too_large_are_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"no settings\.yaml"):
        read(tmp_path)
    large = tmp_path / ".env"
    large.write_text("A=" + "x" * (1 << 20))
    with pytest.raises(SettingsError, match="1 MB"):
        read(large)
    with pytest.raises(SettingsError, match="nowhere"):
        read(tmp_path / "nowhere")
