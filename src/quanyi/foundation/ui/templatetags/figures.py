"""Charts: an ECharts picture from JSON, and the same figures as a table."""

import itertools
from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from quanyi.foundation.ui.rules import Chart, chart_option

register = template.Library()
_numbers = itertools.count(1)


@register.simple_tag(takes_context=True)
def chart(context: Context, figure: Chart, open_table: bool = False) -> SafeString:
    """Draw a chart with its table twin; without scripts, and on paper, the table stands alone."""
    request: Any = context.get("request")
    values = {
        "chart": figure,
        "option": chart_option(figure),
        "links": [str(link) for link in figure.links],
        "id": f"chart-{next(_numbers)}",
        "nonce": getattr(request, "csp_nonce", ""),
        "open_table": open_table,
    }
    return mark_safe(render_to_string("ui/chart.html", values))
