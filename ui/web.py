"""The browser page: composition, security settings, and ``serve``.

gradio is imported when the page is built: it takes seconds, and ``quiet`` must come first.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ragqa.errors import SettingsError
from ui.quiet import quiet
from ui.services import Services, open_services
from ui.texts import EN, ZH

if TYPE_CHECKING:
    import gradio as gr

    from ragqa.settings import Settings

ASSETS = Path(__file__).parent / "assets"
_LOCAL_NAMES = ["127.0.0.1", "localhost", "[::1]"]


@dataclass(frozen=True, slots=True)
class Running:
    """A page that is being served.

    Attributes:
        url: Where.
        close: Stops it.
    """

    url: str
    close: Callable[[], None]


def serve(
    settings: Settings,
    *,
    open_browser: bool,
    announce: Callable[[str], None] | None = None,
) -> None:
    """Serve the page until interrupted.

    Args:
        settings: All of them.
        open_browser: Whether to open the page in the user's browser.
        announce: Called with the page's address once it answers.

    Raises:
        SettingsError: The port is taken, or the address is not a loopback address.
        StoreError: The index cannot be used.
        ModelError: A model cannot be loaded.
    """
    quiet()
    check_loopback(settings.host)
    port = free_port(settings.host, settings.port)  # before models are loaded, which takes long
    running = start(open_services(settings), port=port)
    if announce is not None:
        announce(running.url)
    if open_browser:
        import webbrowser

        webbrowser.open(running.url)
    try:
        threading.Event().wait()
    finally:
        running.close()


def start(services: Services, *, port: int) -> Running:
    """Serve the page in a thread. Raises SettingsError when the port was taken meanwhile."""
    quiet()
    # Nothing is sent anywhere, whatever the environment says.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    # gradio sums up all events so far after each one, for a page that is off here.
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)
    blocks = build(services)
    try:
        _, url, _ = blocks.launch(
            server_name=services.settings.host,
            server_port=port,
            prevent_thread_lock=True,
            **launch_options(services),
        )
    except OSError as error:
        raise port_taken(services.settings.host, port) from error
    return Running(url, lambda: blocks.close(verbose=False))


def launch_options(services: Services) -> dict[str, Any]:
    """Everything gradio could do that a private page should not is off."""
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    from ui.web_theme import theme

    # A page elsewhere that lets its own name point to this machine is refused by the name.
    names = [*_LOCAL_NAMES, services.settings.host]
    trusted = Middleware(TrustedHostMiddleware, allowed_hosts=names)
    return {
        "share": False,
        "quiet": True,
        "show_error": False,
        "footer_links": [],
        "run_history": False,
        "enable_monitoring": False,
        "mcp_server": False,
        "pwa": False,
        "ssr_mode": False,
        "strict_cors": True,
        "allowed_paths": [],
        "blocked_paths": [str(services.index.folder.resolve())],
        "max_file_size": services.settings.max_file_mb * 1024**2,
        "app_kwargs": {"middleware": [trusted], "docs_url": None, "redoc_url": None},
        "theme": theme(),
        "css_paths": ASSETS / "style.css",
    }


def build(services: Services) -> gr.Blocks:
    """The page as gradio blocks; all state is per tab."""
    import gradio as gr

    from ui.web_layout import lay_out

    blocks = gr.Blocks(title="ragqa", analytics_enabled=False, fill_width=True)
    with blocks:
        lay_out(services)
    return blocks


def check_loopback(host: str) -> None:
    """Refuse an address that other machines can reach: there are no passwords yet.

    Raises:
        SettingsError: ``host`` is not a loopback address.
    """
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise SettingsError(EN.not_loopback.format(host=host), ZH.not_loopback.format(host=host))


def free_port(host: str, port: int) -> int:
    """``port`` when nobody listens there; any free one for 0.

    Raises:
        SettingsError: It is taken, or ``host`` is not an address of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As the server itself does: a port whose last connections linger is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise port_taken(host, port) from error
        return int(probe.getsockname()[1])


def port_taken(host: str, port: int) -> SettingsError:
    """The error that names the settings to change."""
    return SettingsError(
        f'Cannot listen on {host} port {port}: it is in use; set "port" to another, or to 0 for '
        "any.",
        f"无法在 {host} 的端口 {port} 上监听：端口被占用；请将设置 “port” 改为其他端口，"
        "或设为 0 自动选择。",
    )
