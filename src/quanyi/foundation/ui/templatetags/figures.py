"""Charts: an ECharts picture from JSON, and the same figures as a table."""

import itertools

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from quanyi.foundation.ui.rules import Chart, chart_option

register = template.Library()
_numbers = itertools.count(1)


@register.simple_tag
def chart(figure: Chart, open_table: bool = False) -> SafeString:
    """Draw a chart with its table twin; without scripts, and on paper, the table stands alone.

    The picture's JSON is a data block: the browser never runs it, so it needs no nonce.
    """
    values = {
        "chart": figure,
        "option": chart_option(figure),
        "id": f"chart-{next(_numbers)}",
        "open_table": open_table,
    }
    return render_to_string("ui/chart.html", values)
