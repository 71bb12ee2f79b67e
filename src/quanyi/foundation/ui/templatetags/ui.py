"""All components in one library, a builtin of every template; the Python signature is the list of attributes."""

from django import template

from quanyi.foundation.ui.templatetags import figures, inputs, layout, marks

register = template.Library()
for _library in (marks.register, layout.register, inputs.register, figures.register):
    register.tags.update(_library.tags)
    register.filters.update(_library.filters)
