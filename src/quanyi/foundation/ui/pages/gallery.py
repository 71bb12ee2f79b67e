"""The gallery: every component in every state, with rows that contradict neither themselves nor the law."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from quanyi.foundation.ui.rules import TONES, Chart, Field, PageLink, Pill, Problem, Series, Tab

DAY = date(2026, 11, 24)


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in every state."""
    return render(request, "ui/gallery.html", specimens())


def specimens() -> dict[str, Any]:
    """Return what the gallery's page shows."""
    return {
        "tones": TONES,
        "day": DAY,
        "due": DAY + timedelta(days=17),
        "rows": _rows(),
        "charts": _charts(),
        "fields": _fields(),
        "wrong": _wrong_fields(),
        "problems": [
            Problem(_("Enter the day of receipt"), "id_wrong_date", _("Received on")),
            Problem(_("The row changed")),
        ],
        "tabs": [
            Tab(_("All"), "?view=all", 1000, current=True),
            Tab(_("To be allocated"), "?view=registered", 12),
            Tab(_("To be signed for"), "?view=allocated", 0),
            Tab(_("Without a count"), "?view=other"),
        ],
        "pills": [Pill(_("Unit"), "深圳分行", "?"), Pill(_("Source"), "12378", "?")],
        "pages": [PageLink("1", "?page=1"), PageLink("2", "", current=True), PageLink("…"), PageLink("9", "?page=9")],
        "road": _road(),
    }


def _road() -> list[str]:
    return [
        pgettext("step", "Register"),
        pgettext("step", "Allocate"),
        pgettext("step", "Investigate"),
        pgettext("step", "Countersign"),
        pgettext("step", "Approve"),
        pgettext("step", "Notify"),
        pgettext("step", "Close"),
    ]


def _rows() -> list[dict[str, Any]]:
    def row(
        title: str, number: str, reason: str, unit: str, kind: str, days: int, state: str, tone: str, **more: Any
    ) -> dict[str, Any]:
        word = _("overdue %(days)s days") if days < 0 else _("%(days)s days left")
        urgency = "bad" if days < 0 else "warn" if days <= 3 else "good"
        return {
            "title": title,
            "number": number,
            "reason": reason,
            "unit": unit,
            "kind": kind,
            "word": word % {"days": abs(days)},
            "due": DAY + timedelta(days=days),
            "share": min(1.0, 1 - days / 15),
            "urgency": urgency,
            "edge": {"bad": "is-late", "warn": "is-soon"}.get(urgency, ""),
            "state": state,
            "tone": tone,
            "level": more.get("level", ""),
        }

    sensitive = _("sensitive")
    return [
        row(
            "短信称可退年费，致电客服后被告知不符合条件",
            "TS202611021037",
            "营销方式和手段",
            "信用卡中心",
            "statutory",
            -7,
            "待答复",
            "warn",
        ),
        row(
            "贷款审批时被要求同时购买意外险",
            "TS202611181111",
            "自主选择权",
            "深圳分行",
            "demanded",
            2,
            "调查核实中",
            "info",
            level=sensitive,
        ),
        row(
            "网点仅开放一个窗口，老年客户等候近两小时",
            "TS202611211407",
            "服务态度及服务质量",
            "北京分行",
            "internal",
            3,
            "待签收",
            "info",
        ),
        row(
            "征信报告显示已结清贷款仍为逾期",
            "TS202611151148",
            "消费者信息安全",
            "成都分行",
            "statutory",
            6,
            "会签中",
            "accent",
        ),
    ]


def _charts() -> list[Chart]:
    months = [_("month %(number)s") % {"number": number} for number in range(1, 12)]
    received = [341, 299, 363, 332, 307, 324, 289, 302, 318, 297, 223]
    in_time = [93.1, 94.2, 94.9, 95.2, 95.5, 96.3, 96.1, 96.9, 97.1, 97.2, 97.4]
    return [
        Chart(
            _("Complaints and share answered in time"),
            months,
            [
                Series(_("Complaints received"), received),
                Series(_("Answered in time"), in_time, kind="line", share=True),
            ],
            unit=_("cases"),
            notes=_("Counting basis: receipts, day of receipt, as of 2026-11-23."),
        ),
        Chart(
            _("Complaints by reason"),
            ["营销方式和手段", "定价收费", "债务催收方式和手段", "服务态度及服务质量"],
            [Series(_("Complaints received"), [812, 604, 531, 498])],
            kind="bars",
            links=["?reason=1", "?reason=2", "?reason=3", "?reason=4"],
        ),
        Chart(
            _("Verified or not"),
            ["属实", "部分属实", "不属实"],
            [Series(_("Complaints received"), [412, 233, 871])],
            kind="ring",
        ),
        Chart(
            _("Seven elements of the supervisory evaluation"),
            ["体制建设", "机制与运行", "操作与服务", "教育宣传", "纠纷化解", "监督检查", "个人信息保护"],
            [Series(_("Self-assessment"), [92, 88, 81, 95, 84, 78, 73])],
            kind="radar",
            maximum=100,
        ),
    ]


_CHOICES = [("12378", "12378 转办"), ("outlet", "营业网点"), ("call", "客服 95XXX")]


def _fields() -> list[Field]:
    return [
        Field(
            "matter",
            _("Matter"),
            "text",
            required=True,
            max_length=60,
            help=_("At most 60 characters; no names, no account numbers."),
        ),
        Field("source", _("Source"), "choice", choices=_CHOICES, value="12378", required=True),
        Field("received_on", _("Received on"), "date", value=DAY, required=True),
        Field("called_at", _("Time of the call"), "datetime"),
        Field("amount", _("Amount"), "money", value="3,216.58"),
        Field("people", _("Number of people"), "integer", value=1),
        Field("rate", _("Interest rate"), "decimal", value="4.2"),
        Field("labels", _("Labels"), "tags", value=["老年客户", "代销"], help=_("One label per line.")),
        Field("proof", _("Proof of receipt"), "file"),
        Field("frozen", _("Number"), "text", value="TS202611101037", disabled=True),
        Field(
            "story", _("What happened"), "multiline", max_length=2000, placeholder=_("In the complainant's own words")
        ),
        Field(
            "ways",
            _("Ways of notification"),
            "multichoice",
            choices=[("hand", _("handed over")), ("post", _("by post"))],
            value=["hand"],
        ),
        Field("agreed", _("The complainant agrees to the result"), "boolean", value=True),
    ]


def _wrong_fields() -> list[Field]:
    return [
        Field("wrong_date", _("Received on"), "date", required=True, errors=[_("Enter the day of receipt")]),
        Field(
            "wrong_choice",
            _("Source"),
            "choice",
            choices=_CHOICES,
            errors=[_("Choose a source")],
            help=_("How the complaint came in."),
        ),
    ]
