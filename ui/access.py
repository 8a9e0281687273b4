"""What page and API share about who comes: accounts, addresses, and where one may listen."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from ragqa.access.access_file import AccessFile, access_path
from ragqa.access.accounts import Accounts
from ragqa.access.audit import Audit, audit_path
from ragqa.access.keys import Keys
from ragqa.access.users import Users
from ragqa.errors import SettingsError
from ragqa.generation.remote.address import is_loopback
from ui.texts.serving import EN, ZH

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

    from ragqa.settings import Settings

Needs = Literal["password", "key"]
"""What somebody must have to come in by a door: the page asks for one, the API for the other."""

LOCAL_NAMES = ("127.0.0.1", "localhost", "[::1]")
_FORWARDED = ("forwarded", "x-forwarded-", "x-real-ip", "via", "cf-connecting-ip", "true-client-ip")
"""How the names of headers begin that proxies add."""

_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 # compared with, not bound to
_NETWORK_V6 = 64  # bits; a machine has all addresses below


def open_audit(settings: Settings) -> Audit:
    """Where it is written down who does what to the index that ``settings`` names."""
    return Audit(audit_path(settings.index), settings.audit)


def open_accounts(settings: Settings, audit: Audit) -> Accounts:
    """Who is known to the index that ``settings`` names."""
    return Accounts(AccessFile(access_path(settings.index)), settings.access, audit=audit)


def address_of(request: HTTPConnection) -> str:
    """Where a request comes from, as wrong passwords are counted: a whole network of IPv6."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 4:  # the protocol's own number
        return host
    return str(ipaddress.ip_network((address, _NETWORK_V6), strict=False))


def is_forwarded(headers: Mapping[str, str]) -> bool:
    """Whether a proxy says that a request is somebody else's."""
    return any(name.lower().startswith(_FORWARDED) for name in headers)


def host_names(settings: Settings) -> list[str]:
    """By which names the server may be asked for; a page elsewhere could give it another one."""
    own = [] if settings.host in _EVERYWHERE else [in_url(settings.host)]
    return [*LOCAL_NAMES, *own, *settings.hosts]


def check_address(settings: Settings, needs: Needs) -> None:
    """Refuse to listen where strangers can come in.

    Raises:
        SettingsError: Other machines can reach the address, and nobody could be told from anybody.
    """
    loopback = is_loopback(settings.host)
    if settings.access == "off" and not loopback:
        raise _refused("access_off", settings.host)
    if settings.access == "off" or (settings.access == "auto" and loopback):
        return
    file = AccessFile(access_path(settings.index))
    if needs == "password" and not Users(file).any_with_password():
        raise _refused("nobody_logs_in", settings.host)
    if needs == "key" and not Keys(file).all():
        raise _refused("no_program_comes", settings.host)
    if settings.host in _EVERYWHERE and not settings.hosts:
        raise _refused("needs_hosts", settings.host)


def _refused(sentence: str, host: str) -> SettingsError:
    en, zh = (getattr(texts, sentence).format(host=host) for texts in (EN, ZH))
    return SettingsError(en, zh)


def in_url(host: str) -> str:
    """A host as it stands in an address."""
    return f"[{host}]" if ":" in host else host
