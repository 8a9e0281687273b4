"""The files to run ragqa elsewhere: linted, locked down, and true to the commands and settings."""

from __future__ import annotations

import configparser
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from ragqa.settings import SECRET, Settings
from tests.chroma_server import HEARTBEAT, run_command
from ui.cli import command_tree
from ui.texts import EN

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / ".deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = sorted(DEPLOY.glob("compose*.yaml"))
UNIT = (DEPLOY / "ragqa.service").read_text(encoding="utf-8")


def read(path: Path) -> dict[str, Any]:
    """A compose file; what it takes from ``&…`` is in its place."""
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def services() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """File, name and content of each service that has an image."""
    for path in COMPOSE:
        for name, service in read(path)["services"].items():
            if "image" in service:
                yield path.name, name, service


SERVICES = list(services())


def accepts(argv: list[str]) -> None:
    """Fail unless ``ragqa`` knows the command line."""
    name, *rest = argv
    command: Any = command_tree(EN).commands[name]
    while hasattr(command, "commands"):
        name, *rest = rest
        command = command.commands[name]
    command.make_context(name, list(rest))


def test_hadolint_finds_nothing() -> None:
    linter = Path(sys.executable).parent / "hadolint"
    found = subprocess.run([linter, DEPLOY / "Dockerfile"], capture_output=True, text=True)
    assert (found.returncode, found.stdout + found.stderr) == (0, "")


def test_the_image_runs_as_nobody_in_particular_and_tells_how_it_is() -> None:
    stage = DOCKERFILE.rpartition("\nFROM ")[2]
    [user] = re.findall(r"^USER (\S+)$", stage, re.MULTILINE)
    assert user.partition(":")[0].isdecimal()
    assert int(user.partition(":")[0]) > 1000
    assert "\nHEALTHCHECK " in stage
    assert stage.index("USER") < stage.index("ENTRYPOINT")
    [command] = re.findall(r"^CMD (\[.*\])$", stage, re.MULTILINE)
    accepts(yaml.safe_load(command))


def test_the_check_of_health_is_python_that_can_be() -> None:
    [code] = re.findall(r'CMD \["python", "-c", "(.*)"\]', DOCKERFILE)
    compile(code, "HEALTHCHECK", "exec")


def test_only_what_the_program_is_made_of_gets_into_the_image() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in ignored if line and not line.startswith("#")]
    assert rules[0] == "*"
    taken = {line[1:] for line in rules if line.startswith("!")}
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, re.MULTILINE)
    assert {word for line in copied for word in line.split()} == taken
    assert all((ROOT / name).exists() for name in taken)
    assert not taken & {".", "data", ".git", "ragqa.toml", ".env"}


@pytest.mark.parametrize(("file", "name", "service"), SERVICES)
def test_every_service_is_locked_down(file: str, name: str, service: dict[str, Any]) -> None:
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert int(service["user"].partition(":")[0]) > 1000
    assert not service.keys() & {"privileged", "network_mode", "pid", "ipc", "cap_add", "devices"}
    for volume in service.get("volumes", ()):
        assert volume.endswith(":ro") or not volume.startswith(("/", ".", "~", "$"))
        assert "docker.sock" not in volume
    for port in service.get("ports", ()):
        assert port.startswith("127.0.0.1:")
    if name not in ("page", "api"):
        # It has no password: only the app reaches it, and it reaches nobody.
        assert "ports" not in service
        assert service["networks"] == ["inner"]
        assert read(DEPLOY / file)["networks"]["inner"] == {"internal": True}
        assert "healthcheck" in service
    elif "command" in service:
        accepts(service["command"])


@pytest.mark.parametrize("path", COMPOSE, ids=lambda path: path.name)
def test_what_is_put_over_the_app_names_services_of_it(path: Path) -> None:
    both = read(DEPLOY / "compose.yaml")["services"] | read(path)["services"]
    for name, service in read(path)["services"].items():
        assert "image" in service or name in read(DEPLOY / "compose.yaml")["services"]
        assert set(service.get("depends_on", ())) <= both.keys()
        for address in service.get("environment", {}).values():
            if host := re.search(r"http://([^:/]+)", str(address)):
                assert host[1] in both


def test_the_chroma_server_is_started_as_in_our_tests() -> None:
    service = read(DEPLOY / "compose.chroma.yaml")["services"]["chroma"]
    assert [*service["entrypoint"], *service["command"]] == run_command("/data", "0.0.0.0", 8000)  # noqa: S104
    assert "vectors:/data" in service["volumes"]
    [code] = [word for word in service["healthcheck"]["test"] if "import" in word]
    compile(code, "healthcheck", "exec")
    assert HEARTBEAT in code


@pytest.mark.parametrize("path", COMPOSE, ids=lambda path: path.name)
def test_settings_are_real_and_no_secret_is_written_down(path: Path) -> None:
    for service in read(path)["services"].values():
        for name in service.get("environment", {}):
            if name.startswith("RAGQA_"):
                setting = name.removeprefix("RAGQA_").lower()
                assert setting in Settings.model_fields
                assert setting not in SECRET
    for name in re.findall(r"RAGQA_[A-Z_]+(?==)", DOCKERFILE + UNIT):
        assert name.removeprefix("RAGQA_").lower() in Settings.model_fields


@pytest.mark.parametrize("path", COMPOSE, ids=lambda path: path.name)
def test_what_is_mounted_is_the_same_for_each_command_of_its_comments(path: Path) -> None:
    """Told to one alone, the page would have other files than were ingested."""
    mounted = set(re.findall(r"- \$\{(\w+):", path.read_text(encoding="utf-8")))
    comments = re.findall(r"^#.*", path.read_text(encoding="utf-8"), re.MULTILINE)
    of_one = [line for line in comments if re.search(r"\b[A-Z_]+=\S+ .*(docker compose|\\$)", line)]
    assert not of_one
    assert all(f"{name}=" in "\n".join(comments) for name in mounted)


@pytest.mark.parametrize("path", COMPOSE, ids=lambda path: path.name)
def test_the_commands_in_its_comments_are_known(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = re.findall(
        r"^#.*docker compose .*run --rm (?:-e \S+ )?page (.*?)(?:  +#.*)?$", text, re.MULTILINE
    )
    assert len(lines) == text.count("run --rm")
    for line in lines:
        accepts(shlex.split(line))


def test_the_unit_is_locked_down_and_starts_what_there_is() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(UNIT)
    service = unit["Service"]
    assert service["User"] not in ("", "root")
    assert service["ProtectSystem"] == "strict"
    assert service["NoNewPrivileges"] == "yes"
    assert service["CapabilityBoundingSet"] == ""
    program, *argv = shlex.split(service["ExecStart"])
    assert program.endswith("/ragqa")
    accepts(argv)
