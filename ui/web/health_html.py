"""HTML of the settings and health: what is loaded, how to get a model, what was checked. Pure."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from ragqa.text.counted import counted
from ui.doctor import Check
from ui.overview import Overview, Suggestions
from ui.render.models import verdict
from ui.texts.health import HealthTexts
from ui.texts.help import pick
from ui.web.markup import copier, escaped, size_text

_Rows = Sequence[tuple[str, str]]


def overview_html(seen: Overview, texts: HealthTexts) -> str:
    """The language model and the index, as two cards."""
    return (
        '<div class="cards-of-two">'
        + _card(texts.model_title, _model_html(seen, texts))
        + _card(texts.index_title, _index_html(seen, texts))
        + "</div>"
    )


def _model_html(seen: Overview, texts: HealthTexts) -> str:
    if not seen.model:
        return (
            f'<p class="big">{escaped(texts.model_none)}</p>'
            f'<p class="hint">{escaped(texts.model_none_hint)}</p>'
        )
    place = texts.file if seen.model_bytes else texts.server
    rows = [(place, seen.place)]
    if seen.model_bytes:
        rows.append((texts.size, size_text(seen.model_bytes)))
    if seen.context_size:
        rows.append((texts.window, texts.tokens.format(count=f"{seen.context_size:,}")))
    if gpu := pick(seen.gpu, texts.language):
        rows.append((texts.gpu, gpu))
    if seen.waiting is not None:
        some = counted(texts.queue_some, seen.waiting)
        rows.append((texts.queue, some if seen.waiting else texts.queue_none))
    return f'<p class="big"><bdi>{escaped(seen.model)}</bdi></p>{_facts(rows)}'


def _index_html(seen: Overview, texts: HealthTexts) -> str:
    return _facts(
        [
            (texts.documents, f"{seen.documents:,}"),
            (texts.collections, f"{seen.collections:,}"),
            (texts.on_disk, size_text(seen.index_bytes)),
            (texts.folder, str(seen.index)),
            (texts.embedder, seen.embedder),
        ]
    )


def advice_html(found: Suggestions, texts: HealthTexts) -> str:
    """How to get Chinese-Mixtral-Instruct onto this machine, and how each quantization suits it."""
    best, memory = found.best, found.memory
    start = "ragqa web --model {}"
    parts: list[str] = []
    if best is not None and best.here:
        parts += [_said(texts.advice_here), _command(start.format(shlex.quote(best.here)), texts)]
    elif best is not None:
        name = f"{best.model.name}:{best.quant.name}"
        said = texts.advice_recommended.format(
            quant=best.quant.name, gb=f"{best.quant.size / 1e9:.1f}"
        )
        parts += [
            _said(said),
            _command(f"ragqa models pull {name}", texts),
            _said(texts.advice_mirror),
            _command(f"ragqa models pull {name} --from modelscope", texts),
        ]
    elif memory is not None:
        free, total = (f"{n / 1e9:.1f}" for n in (memory.ram, memory.ram_total))
        parts += [
            _said(texts.advice_none.format(ram=free, total=total)),
            _command(start.format("openai:http://HOST:8080/v1"), texts),
        ]
    else:
        parts.append(_said(texts.advice_unknown))
    return _card(texts.advice_title, "".join(parts) + _quants(found, texts))


def _quants(found: Suggestions, texts: HealthTexts) -> str:
    heads = (texts.column_quant, texts.column_size, texts.column_perplexity, texts.column_fit)
    head = "".join(f'<th scope="col">{escaped(name)}</th>' for name in heads)
    rows = "".join(
        f'<tr{" class=best" if a.recommended else ""}><th scope="row">{escaped(a.quant.name)}</th>'
        f"<td>{f'{a.quant.size / 1e9:.1f}' if a.quant.size else '–'}</td>"
        f"<td>{a.model.perplexity(a.quant) or '–'}</td>"
        f"<td>{escaped(verdict(a.suits, texts.language))}"
        + (
            f' <span class="state ready">{escaped(texts.recommended)}</span>'
            if a.recommended
            else ""
        )
        + "</td></tr>"
        for a in found.advice
    )
    told = ""
    if found.memory is not None and found.advice:
        free, total = (f"{n / 1e9:.1f}" for n in (found.memory.ram, found.memory.ram_total))
        told = f'<p class="hint">{escaped(texts.memory.format(ram=free, total=total))}</p>'
    return (
        f"<details><summary>{escaped(texts.advice_all)}</summary>{told}"
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escaped(texts.advice_all)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></details>"
    )


def _command(words: str, texts: HealthTexts) -> str:
    copy = copier(words, texts.copy, done=texts.copied, css="plain")
    return f'<div class="command"><code tabindex="0">{escaped(words)}</code>{copy}</div>'


def checks_html(checks: Sequence[Check], texts: HealthTexts, *, running: bool) -> str:
    """What was found so far, and whether all is well once it has ended."""
    marks = {True: ("✓", "ready"), False: ("✗", "failed"), None: ("–", "hint")}
    words = {True: texts.passed, False: texts.failed, None: texts.untried}
    rows = "".join(
        f'<li><span class="mark {marks[check.ok][1]}"><span aria-hidden="true">'
        f'{marks[check.ok][0]}</span><span class="unseen">{escaped(words[check.ok])}</span></span>'
        f"<div><strong>{escaped(check.name)}</strong>"
        f'<div class="reason" dir="auto">{escaped(check.detail)}</div>'
        + (f'<div dir="auto">{escaped(check.advice)}</div>' if check.advice else "")
        + "</div></li>"
        for check in checks
    )
    if running:
        end = f'{escaped(texts.checking)}<span class="dots"></span>'
    elif not checks:
        return ""
    else:
        failed = sum(check.ok is False for check in checks)
        unwell = texts.unwell.format(count=failed, total=len(checks))
        end = escaped(unwell if failed else texts.well)
    return f'<ul class="checks">{rows}</ul><p class="verdict" role="status">{end}</p>'


def details_html(
    versions: Mapping[str, str], settings: Sequence[Mapping[str, Any]], texts: HealthTexts
) -> str:
    """Versions and all settings, folded up."""
    heads = (texts.column_setting, texts.column_value, texts.column_meaning)
    head = "".join(f'<th scope="col">{escaped(name)}</th>' for name in heads)
    rows = "".join(_setting(row, texts) for row in settings)
    return (
        f"<details><summary>{escaped(texts.settings_title)}</summary>"
        f'<p class="hint">{escaped(texts.settings_hint)}</p>'
        '<div class="scroll" tabindex="0" role="region" '
        f'aria-label="{escaped(texts.settings_title)}"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></details>"
        f"<details><summary>{escaped(texts.versions_title)}</summary>"
        f"{_facts(list(versions.items()))}</details>"
    )


def _setting(row: Mapping[str, Any], texts: HealthTexts) -> str:
    value = row["value"]
    shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    changed = row["origin"] != "default"
    mark = f' <span class="state ready">{escaped(texts.changed)}</span>' if changed else ""
    return (
        f'<tr><th scope="row"><code>{escaped(row["name"])}</code></th>'
        f"<td><bdi>{escaped(shown) or '–'}</bdi>{mark}</td>"
        f"<td>{escaped(row['description'])}</td></tr>"
    )


def _facts(rows: _Rows) -> str:
    told = "".join(
        f"<div><dt>{escaped(name)}</dt><dd><bdi>{escaped(value)}</bdi></dd></div>"
        for name, value in rows
    )
    return f"<dl>{told}</dl>"


def _said(text: str) -> str:
    return f"<p>{escaped(text)}</p>"


def _card(title: str, body: str) -> str:
    return f'<section class="fact-card"><h2>{escaped(title)}</h2>{body}</section>'
