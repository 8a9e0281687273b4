"""An evaluation as text for the terminal and as one HTML page that needs nothing else. Pure.

The page has no script and loads nothing; its plots are drawings (SVG) inside it.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from ui.evaluation.report import Bar, Chart, EvalReport, Table
from ui.render import one_line, table
from ui.web.markup import escaped

_STYLE = """
:root { color-scheme: light dark; --bar: #3b6ea5; --line: #8884; --mark: #c60; }
body { font: 16px/1.55 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif;
  max-width: 78rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; }
th, td { padding: .3rem .8rem .3rem 0; text-align: left; border-bottom: 1px solid var(--line);
  white-space: nowrap; }
.note, .lead { font-size: .9rem; opacity: .75; overflow-wrap: anywhere; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(22rem, 1fr)); gap: 1rem; }
figure { margin: 0; } figcaption { font-weight: 600; } svg { width: 100%; height: auto; }
svg text { font-size: 12px; fill: currentColor; }
"""
# In units of the drawing.
_WIDTH, _ROW, _LEFT, _RIGHT = 500, 26, 190, 52
_LONGEST_NAME = 30  # cells of a terminal, about what fits left of the bars


def text(report: EvalReport) -> str:
    """All of it for a terminal, charts left out."""
    blocks = [one_line(report.title), *map(one_line, report.lead)]
    blocks += [_text_of(one) for one in report.tables]
    blocks += [one_line(note) for note in report.notes]
    return "\n\n".join(blocks)


def _text_of(one: Table) -> str:
    lines = [one_line(one.title), table(one.header, one.rows)]
    return "\n".join([*lines, one_line(one.note)] if one.note else lines)


def page(report: EvalReport) -> str:
    """All of it as a whole HTML page."""
    language = "zh-CN" if report.language == "zh" else "en"
    body = [f"<h1>{escaped(report.title)}</h1>"]
    body += [f'<p class="lead">{escaped(line)}</p>' for line in report.lead]
    if report.charts:
        charts = "".join(map(_figure, report.charts))
        body.append(f'<div class="charts">{charts}</div>')
    body += map(_table, report.tables)
    body += [f'<p class="note">{escaped(note)}</p>' for note in report.notes]
    return "\n".join(
        (
            "<!doctype html>",
            f'<html lang="{language}"><head><meta charset="utf-8">',
            '<meta http-equiv="Content-Security-Policy" '
            "content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            '<meta name="viewport" content="width=device-width">',
            f"<title>{escaped(report.title)}</title><style>{_STYLE}</style></head><body>",
            *body,
            "</body></html>\n",
        )
    )


def _table(one: Table) -> str:
    head = "".join(f"<th>{escaped(cell)}</th>" for cell in one.header)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escaped(cell)}</td>" for cell in row) + "</tr>" for row in one.rows
    )
    note = f'<p class="note">{escaped(one.note)}</p>' if one.note else ""
    return (
        f'<h2>{escaped(one.title)}</h2><div class="wide"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>{note}"
    )


def _figure(chart: Chart) -> str:
    return f"<figure><figcaption>{escaped(chart.title)}</figcaption>{_drawing(chart.bars)}</figure>"


def _drawing(bars: Sequence[Bar]) -> str:
    """Bars from 0 to 1, one below the other, each with its value and interval."""
    height = _ROW * len(bars) + 20
    grid = "".join(
        f'<line x1="{_x(at)}" x2="{_x(at)}" y1="0" y2="{height - 18}" stroke="var(--line)"/>'
        f'<text x="{_x(at)}" y="{height - 4}" text-anchor="middle">{at:g}</text>'
        for at in (0.0, 0.25, 0.5, 0.75, 1.0)
    )
    drawn = "".join(_bar(bar, _ROW * n) for n, bar in enumerate(bars))
    return f'<svg viewBox="0 0 {_WIDTH} {height}" role="img">{grid}{drawn}</svg>'


def _bar(bar: Bar, top: int) -> str:
    middle = top + _ROW // 2
    name = f"{bar.name}: {bar.value:.3f} [{bar.low:.3f}, {bar.high:.3f}]"
    whisker = "".join(
        f'<line x1="{x1}" x2="{x2}" y1="{y1}" y2="{y2}" stroke="var(--mark)" stroke-width="2"/>'
        for x1, x2, y1, y2 in (
            (_x(bar.low), _x(bar.high), middle, middle),
            (_x(bar.low), _x(bar.low), middle - 5, middle + 5),
            (_x(bar.high), _x(bar.high), middle - 5, middle + 5),
        )
    )
    return (
        f"<g><title>{escaped(name)}</title>"
        f'<text x="{_LEFT - 8}" y="{middle + 4}" text-anchor="end">{escaped(_short(bar.name))}'
        f'</text><rect x="{_LEFT}" y="{top + 5}" width="{_x(bar.value) - _LEFT}"'
        f' height="{_ROW - 10}" fill="var(--bar)"/>{whisker}'
        f'<text x="{_WIDTH - _RIGHT + 10}" y="{middle + 4}">{bar.value:.3f}</text></g>'
    )


def _x(value: float) -> float:
    return round(_LEFT + min(1.0, max(0.0, value)) * (_WIDTH - _LEFT - _RIGHT), 1)


def _short(name: str) -> str:
    while cell_len(name) > _LONGEST_NAME:
        name = name[:-2] + "…"
    return name
