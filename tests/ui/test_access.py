"""Where one may listen, by which names one may be asked for, and whose wrong passwords count."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request

from ragqa.access.access_file import AccessFile, access_path
from ragqa.access.keys import Keys
from ragqa.access.users import Users
from ragqa.configuration import load_settings
from ragqa.errors import SettingsError
from ragqa.settings import Settings
from ui.access import address_of, check_address, host_names

EVERYWHERE = "0.0.0.0"  # noqa: S104 # given, not bound to


def settings(folder: Path, **given: Any) -> Settings:
    return load_settings({"index": folder / "index", **given}, environ={}).settings


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_this_machine_alone_needs_nobody(tmp_path: Path, host: str) -> None:
    check_address(settings(tmp_path, host=host), "password")
    check_address(settings(tmp_path, host=host, access="off"), "key")


@pytest.mark.parametrize("host", [EVERYWHERE, "::", "192.168.1.7", "machine.example", "localhost."])
def test_other_addresses_are_refused_until_somebody_could_come_in(
    tmp_path: Path, host: str
) -> None:
    users = Users(AccessFile(access_path(tmp_path / "index")))
    given = settings(tmp_path, host=host, hosts=["machine.example"])
    with pytest.raises(SettingsError, match=r"ragqa users add NAME --role admin"):
        check_address(given, "password")
    with pytest.raises(SettingsError, match=r"ragqa keys add NAME") as told:
        check_address(given, "key")
    assert "ragqa keys add" in told.value.zh
    users.add("robot", None)
    Keys(AccessFile(access_path(tmp_path / "index"))).add("robot")
    check_address(given, "key")
    with pytest.raises(SettingsError):
        check_address(given, "password")
    users.add("ann", "long enough")
    check_address(given, "password")
    with pytest.raises(SettingsError, match='"access" cannot be off'):
        check_address(settings(tmp_path, host=host, access="off"), "password")


def test_on_asks_on_this_machine_too(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        check_address(settings(tmp_path, access="on"), "password")


def test_every_address_needs_names(tmp_path: Path) -> None:
    Users(AccessFile(access_path(tmp_path / "index"))).add("ann", "long enough")
    with pytest.raises(SettingsError, match="hosts="):
        check_address(settings(tmp_path, host=EVERYWHERE), "password")


def test_names_are_those_of_this_machine_the_address_and_the_setting(tmp_path: Path) -> None:
    local = ["127.0.0.1", "localhost", "[::1]"]
    assert host_names(settings(tmp_path, host="::1")) == [*local, "[::1]"]
    everywhere = settings(tmp_path, host=EVERYWHERE, hosts=("docs.example", "192.168.1.7"))
    assert host_names(everywhere) == [*local, "docs.example", "192.168.1.7"]


@pytest.mark.parametrize(
    ("client", "counted"),
    [
        (("10.0.0.7", 1), "10.0.0.7"),
        (("2001:db8:1:2:3::7", 1), "2001:db8:1:2::/64"),
        (("testclient", 1), "testclient"),
        (None, ""),
    ],
)
def test_a_network_of_ipv6_counts_as_one_address(
    client: tuple[str, int] | None, counted: str
) -> None:
    assert address_of(Request({"type": "http", "headers": [], "client": client})) == counted
