"""What components are given: plain values for fields, choices, tabs, steps and charts, without Django's forms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

TONES = ("neutral", "primary", "info", "good", "warn", "bad", "accent")
LANES = ("statutory", "demanded", "internal")
FIELD_KINDS = (
    "text",
    "multiline",
    "integer",
    "decimal",
    "money",
    "date",
    "datetime",
    "choice",
    "multichoice",
    "boolean",
    "file",
    "files",
    "hidden",
    "tags",
    "password",
)


@dataclass
class Field:
    """One form field as ``{% field %}`` draws it; any object with these attributes will do."""

    name: str
    label: Any
    kind: str = "text"
    id: str = ""
    value: Any = ""
    choices: Sequence[tuple[Any, Any]] = ()
    required: bool = False
    max_length: int | None = None
    help: Any = ""
    errors: Sequence[Any] = ()
    disabled: bool = False
    autofocus: bool = False
    placeholder: Any = ""
    autocomplete: str = ""
    lines: int = 4


@dataclass
class Series:
    """One row of figures in a chart; ``share`` shows them as per cent on the right axis."""

    name: Any
    values: Sequence[float | None]
    kind: Literal["bar", "line"] = "bar"
    share: bool = False


@dataclass
class Chart:
    """A chart with its table: ``labels`` name the points, ``links`` (one per label) lead to the list behind each.

    Kinds: ``columns`` (bars and lines over the labels), ``bars`` (horizontal), ``ring`` (shares of one series) and
    ``radar`` (one axis per label, up to ``maximum``).
    """

    title: Any
    labels: Sequence[Any]
    series: Sequence[Series]
    kind: Literal["columns", "bars", "ring", "radar"] = "columns"
    unit: Any = ""
    links: Sequence[str] = ()
    maximum: float | None = None
    height: int = 320
    notes: Any = ""

    @property
    def space(self) -> int:
        """Return the height of the picture in pixels; horizontal bars take what their number needs."""
        return min(self.height, 32 + 44 * len(self.labels)) if self.kind == "bars" else self.height

    @property
    def blank(self) -> bool:
        """Tell whether there is no figure at all, so that a sentence stands instead of an empty picture."""
        return not any(value is not None for series in self.series for value in series.values)

    def rows(self) -> list[tuple[Any, str, list[float | None]]]:
        """Return the chart as a table: label, link or "", one value per series."""
        links = list(self.links) + [""] * (len(self.labels) - len(self.links))
        return [
            (label, link, [series.values[at] for series in self.series])
            for at, (label, link) in enumerate(zip(self.labels, links, strict=True))
        ]


PALETTE = ("#1763b6", "#14a38b", "#e8830c", "#9b3fc4", "#d63939", "#5a6b82")
_AXIS_TEXT = {"color": "#4a5568", "fontSize": 12}


def _columns(chart: Chart) -> dict[str, Any]:
    category = {
        "type": "category",
        "data": [str(label) for label in chart.labels],
        "axisTick": {"show": False},
        "axisLabel": _AXIS_TEXT,
    }
    axes: list[dict[str, Any]] = [{"type": "value", "name": str(chart.unit), "axisLabel": _AXIS_TEXT, "minInterval": 1}]
    if any(series.share for series in chart.series):
        percent = {**_AXIS_TEXT, "formatter": "{value}%"}
        axes.append({"type": "value", "axisLabel": percent, "scale": True, "splitLine": {"show": False}})
    return {
        "xAxis": category,
        "yAxis": axes,
        "series": [
            {
                "name": str(series.name),
                "type": series.kind,
                "data": list(series.values),
                "yAxisIndex": int(series.share),
                "smooth": series.kind == "line",
                "smoothMonotone": "x",
                "barMaxWidth": 28,
                "symbolSize": 7,
                "itemStyle": {"borderRadius": [4, 4, 0, 0]} if series.kind == "bar" else {},
            }
            for series in chart.series
        ],
    }


def _bars(chart: Chart) -> dict[str, Any]:
    return {
        "xAxis": {"type": "value", "show": False},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [str(label) for label in chart.labels],
            "axisTick": {"show": False},
            "axisLine": {"show": False},
            "axisLabel": _AXIS_TEXT,
        },
        "series": [
            {
                "name": str(series.name),
                "type": "bar",
                "data": list(series.values),
                "barMaxWidth": 18,
                "itemStyle": {"borderRadius": 4},
                "label": {"show": True, "position": "right", "color": "#2d3748"},
            }
            for series in chart.series
        ],
    }


def _ring(chart: Chart) -> dict[str, Any]:
    values = chart.series[0].values
    points = [{"name": str(label), "value": value} for label, value in zip(chart.labels, values, strict=True)]
    return {
        "series": [
            {
                "name": str(chart.series[0].name),
                "type": "pie",
                "radius": ["52%", "78%"],
                "data": points,
                "label": {"formatter": "{b} {c}", "color": "#2d3748"},
            }
        ]
    }


def _radar(chart: Chart) -> dict[str, Any]:
    largest = chart.maximum or max((value or 0) for series in chart.series for value in series.values)
    return {
        "radar": {
            "indicator": [{"name": str(label), "max": largest} for label in chart.labels],
            "axisName": {"color": "#2d3748"},
        },
        "series": [
            {
                "type": "radar",
                "areaStyle": {"opacity": 0.12},
                "data": [{"name": str(series.name), "value": list(series.values)} for series in chart.series],
            }
        ],
    }


_KINDS = {"columns": _columns, "bars": _bars, "ring": _ring, "radar": _radar}


def chart_option(chart: Chart) -> Mapping[str, Any]:
    """Return the ECharts option of a chart: plain JSON, no functions, so that no script has to be evaluated.

    Raises ValueError when a series has not one value per label.
    """
    for series in chart.series:
        if len(series.values) != len(chart.labels):
            raise ValueError(
                f"Chart {chart.title}: {series.name} has {len(series.values)} values for {len(chart.labels)} labels"
            )
    option: dict[str, Any] = {
        "color": list(PALETTE),
        "animation": False,
        # The HTML tooltip writes style attributes, which the policy forbids; rich text draws inside the SVG.
        "tooltip": {"renderMode": "richText", "trigger": "axis" if chart.kind in ("columns", "bars") else "item"},
        "grid": {
            "left": 20,
            "right": 40,
            "top": 48 if len(chart.series) > 1 or chart.unit else 16,
            "bottom": 8,
            "containLabel": True,
        },
    }
    if len(chart.series) > 1:
        option["legend"] = {"top": 0, "textStyle": {"color": "#2d3748"}}
    return option | _KINDS[chart.kind](chart)


@dataclass(frozen=True)
class Tab:
    """One tab or saved view: where it leads, how many wait there, whether it is open."""

    label: Any
    href: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True)
class Pill:
    """A filter in force; ``href`` is the address without it."""

    label: Any
    value: Any
    href: str


@dataclass(frozen=True)
class PageLink:
    """A numbered link of the pagination."""

    label: Any
    href: str = ""
    current: bool = False


@dataclass(frozen=True)
class Problem:
    """One line of the error summary; ``id`` is the field it leads to."""

    message: Any
    id: str = ""
    label: Any = ""


@dataclass
class Entry:
    """A navigation entry as the shell draws it."""

    label: Any
    href: str
    under: tuple[str, ...] = ()
    current: bool = False


@dataclass
class Section:
    """A navigation group as the shell draws it."""

    id: str
    icon: str
    label: Any
    entries: list[Entry] = field(default_factory=list)
    badge: int = 0

    @property
    def current(self) -> bool:
        """Tell whether the open page belongs to this group."""
        return any(entry.current for entry in self.entries)

    @property
    def href(self) -> str:
        """Return where the group itself leads: to its first entry."""
        return self.entries[0].href
