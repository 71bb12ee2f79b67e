"""Why a day counts or not: a message id with its values, and its text in Chinese and English."""

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Language = Literal["zh", "en"]

#: A text in both languages of the product.
Text = Mapping[Language, str]


@functools.cache
def _templates() -> dict[str, dict[Language, str]]:
    path = Path(__file__).parent / "data" / "reasons.json"
    loaded: dict[str, dict[Language, str]] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


@dataclass(frozen=True, slots=True)
class Why:
    """The reason for one day.

    Attributes:
        id: the message id, a key of ``data/reasons.json``.
        values: what the message names; a value is a string, or a text in both languages.
    """

    id: str
    values: tuple[tuple[str, str | Text], ...] = ()

    def text(self, language: Language = "zh") -> str:
        """Write the reason out.

        Args:
            language: ``zh`` or ``en``.

        Returns:
            One phrase without a full stop.
        """
        plain = {name: value if isinstance(value, str) else value[language] for name, value in self.values}
        return _templates()[self.id][language].format_map(plain)
