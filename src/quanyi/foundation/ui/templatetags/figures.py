"""Charts: an ECharts picture from JSON, and the same figures as a table."""

import uuid

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from quanyi.foundation.ui.rules import Chart, chart_option

register = template.Library()


@register.simple_tag
def chart(figure: Chart, open_table: bool = False) -> SafeString:
    """Draw a chart with its table twin; without scripts, and on paper, the table stands alone.

    The picture's JSON is a data block: the browser never runs it, so it needs no nonce.
    """
    values = {
        "chart": figure,
        "option": chart_option(figure),
        # Fragments of one page come from several processes: a count of this process would repeat their names.
        "id": f"chart-{uuid.uuid4().hex[:12]}",
        "open_table": open_table,
    }
    return render_to_string("ui/chart.html", values)
