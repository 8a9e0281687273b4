"""From settings to those who measure; the libraries are only needed where they are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ragqa.errors import SettingsError

if TYPE_CHECKING:
    from ragqa.settings import Settings
    from ui.measuring.observing import Observer
    from ui.measuring.prometheus import Metrics
    from ui.measuring.tracing import Tracing


@dataclass(frozen=True, slots=True)
class Measuring:
    """Who measures; None for who does not."""

    metrics: Metrics | None = None
    traces: Tracing | None = None

    @property
    def observers(self) -> tuple[Observer, ...]:
        """Those who are there."""
        return tuple(each for each in (self.metrics, self.traces) if each is not None)


def open_measuring(settings: Settings) -> Measuring:
    """Those that ``settings`` name.

    Raises:
        SettingsError: A library is not installed, or the collector's address is none.
    """
    return Measuring(
        metrics=_metrics() if settings.metrics == "on" else None,
        traces=_traces(settings.traces) if settings.traces else None,
    )


def _metrics() -> Metrics:
    try:
        from ui.measuring.prometheus import Metrics
    except ImportError as error:
        raise _missing("metrics") from error
    return Metrics()


def _traces(address: str) -> Tracing:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(
            'Setting "traces" must be the address of an OpenTelemetry collector, for example '
            "http://127.0.0.1:4317 (OTLP over gRPC).",
            "设置 “traces” 应为 OpenTelemetry 采集器的地址，例如 http://127.0.0.1:4317"
            "（OTLP，gRPC）。",
        )
    try:
        from ui.measuring.tracing import Tracing
    except ImportError as error:
        raise _missing("traces") from error
    return Tracing.to(address)


def _missing(setting: str) -> SettingsError:
    return SettingsError(
        f'Setting "{setting}" needs libraries that are not installed; run `pip install '
        "'ragqa[measuring]'`.",
        f"设置 “{setting}” 所需的库未安装；请运行 `pip install 'ragqa[measuring]'`。",
    )
