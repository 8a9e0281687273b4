"""What old settings have become, as text and as JSON. Pure."""

from __future__ import annotations

from typing import Any

from ui.migration.rules import Migration, Outcome
from ui.migration.writing import as_toml
from ui.render import table
from ui.texts.migrate import MigrateTexts


def migration_text(migration: Migration, texts: MigrateTexts) -> str:
    """A table of the old names, what they are now, and why."""
    header = (texts.column_old, texts.column_new, texts.column_why)
    return table(
        header,
        [(each.name, _now(each) or texts.none, why(each, texts)) for each in migration.outcomes],
    )


def migration_json(migration: Migration, texts: MigrateTexts) -> dict[str, Any]:
    """The same as plain values."""
    return {
        "settings": migration.settings,
        "documents": None if migration.documents is None else str(migration.documents),
        "outcomes": [
            {"name": each.name, "setting": each.setting or None, "remark": why(each, texts)}
            for each in migration.outcomes
        ],
    }


def why(outcome: Outcome, texts: MigrateTexts) -> str:
    """The remark on one old name."""
    template: str = getattr(texts, outcome.reason)
    return template.format(**outcome.given)


def _now(outcome: Outcome) -> str:
    return as_toml({outcome.setting: outcome.value}).strip() if outcome.setting else ""
