"""How a row of a ledger becomes a complaint, and how it is taken back."""

import hashlib
import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from quanyi.domains.complaints.models import Complaint, Leg
from quanyi.foundation.capabilities.actions import Invalid, Refused
from quanyi.foundation.exchange import rules
from quanyi.foundation.exchange.registry import ImportField, Preset, Setting, importer
from quanyi.foundation.org.steps import Context
from quanyi.foundation.reference import queries as reference

DATA = Path(__file__).parents[1] / "data"
#: Field of a row → the code list that its text belongs to.
LISTS = {"source": "source", "channel": "channel", "business": "business", "reason_code": "reason", "matter": "matter"}

FIELDS = [
    ImportField("title", _("Matter"), ("投诉事项", "事项", "标题", "投诉标题", "投诉概述"), required=True),
    ImportField(
        "received_on",
        _("Received on"),
        ("收到日期", "受理日期", "投诉日期", "接收日期"),
        required=True,
        parse=rules.day,
    ),
    ImportField(
        "sender_number", _("Number of the sender"), ("转办编号", "转办单号", "来件编号", "投诉编号", "编号", "工单号")
    ),
    ImportField("complainant", _("Complainant"), ("投诉人", "投诉人姓名", "客户姓名", "姓名")),
    ImportField("phone", _("Telephone"), ("联系电话", "电话", "手机号", "联系方式", "手机号码")),
    ImportField("narrative", _("What the complainant says"), ("投诉内容", "内容", "具体内容", "投诉详情")),
    ImportField("claim", _("Claim"), ("诉求", "投诉诉求", "客户诉求")),
    ImportField("source", _("Intake source"), ("投诉来源", "来源", "投诉渠道", "来件渠道")),
    ImportField("product", _("Product"), ("产品", "产品名称", "产品代码", "涉及产品")),
    ImportField("business", _("Business category"), ("业务类别", "业务类型", "业务种类")),
    ImportField("channel", _("Business channel"), ("业务办理渠道", "办理渠道")),
    ImportField("reason_code", _("Reason"), ("投诉原因", "原因", "原因分类")),
    ImportField("customer_view", _("Reason as the customer sees it"), ("客户视角", "客户视角原因")),
    ImportField(
        "demanded_on", _("Demanded by"), ("转办要求时限", "要求反馈日期", "反馈期限", "办理时限"), parse=rules.day
    ),
    ImportField("received_proof", _("Proof of receipt"), ("收到凭证",)),
    ImportField("answered_on", _("Answered on"), ("答复日期", "告知日期", "办结日期"), parse=rules.day),
    ImportField("outcome", _("Outcome"), ("办理结果", "处理结果", "处理情况")),
]
LIVE = (
    "title",
    "received_on",
    "sender_number",
    "complainant",
    "phone",
    "narrative",
    "claim",
    "source",
    "product",
    "business",
    "channel",
    "reason_code",
    "demanded_on",
    "received_proof",
)
HISTORY = (
    "title",
    "received_on",
    "answered_on",
    "sender_number",
    "complainant",
    "phone",
    "narrative",
    "claim",
    "source",
    "product",
    "business",
    "channel",
    "reason_code",
    "customer_view",
    "outcome",
)


def command_values(values: dict[str, Any], setting: Setting) -> dict[str, Any]:
    """Turn a row into the values of the action: names of codes and products become codes.

    Raises:
        Invalid: a text names no code of its list.
    """
    coded = {name: code_of(setting, LISTS[name], name, value) for name, value in values.items() if name in LISTS}
    if "product" in values:
        coded["product"] = product_of(setting, values["product"])
    found = values | coded
    found["unit"] = setting.unit.code if setting.unit else None
    if setting.mode == "history":
        return {name: found[name] for name in (*HISTORY, "unit") if name in found} | cut(found)
    found.setdefault("source", "other")
    found.setdefault("complainant", _now("(not stated)"))
    found.setdefault("narrative", found["title"])
    found.setdefault("received_proof", _now("Imported ledger"))
    return {name: found[name] for name in (*LIVE, "unit") if name in found}


def cut(found: dict[str, Any]) -> dict[str, str]:
    """Shorten what an old ledger wrote at length into one-line fields; the narrative keeps all."""
    limits = {"title": 200, "customer_view": 100, "outcome": 500, "claim": 500}
    return {name: str(found[name])[:limit] for name, limit in limits.items() if name in found}


def code_of(setting: Setting, list_name: str, field: str, text: str) -> str:
    """Return the code that a text names, by code, Chinese or English name; the list is read once per batch."""
    known = vars(setting).setdefault("_codes", {})
    if list_name not in known:
        rows = list(reference.codes(list_name))
        known[list_name] = {
            word: row.code for row in rows for word in (row.code, row.name, row.name_en, row.official) if word
        }
    code = known[list_name].get(text)
    if code is None:
        raise Invalid({field: [_now("“%(text)s” is not in the list %(list)s") % {"text": text, "list": list_name}]})
    return str(code)


def product_of(setting: Setting, text: str) -> str:
    """Return the code of the product that a text names."""
    known = vars(setting).setdefault("_products", {})
    if not known:
        known |= {word: row.code for row in reference.products(setting.person) for word in (row.code, row.name)}
    if text not in known:
        raise Invalid({"product": [_now("“%(text)s” is no product of the bank") % {"text": text}]})
    return str(known[text])


def key(values: dict[str, Any]) -> str:
    """Return what makes two rows the same: the sender's number, else all that the row says."""
    if values.get("sender_number"):
        return f"n:{values['sender_number']}"
    names = ("title", "received_on", "complainant", "phone", "narrative")
    said = json.dumps([str(values.get(name, "")) for name in names], ensure_ascii=False)
    return "h:" + hashlib.sha256(said.encode()).hexdigest()


def known(keys: Collection[str]) -> set[str]:
    """Return the numbers that a leg of some case carries already."""
    numbers = [item[2:] for item in keys if item.startswith("n:")]
    return {f"n:{number}" for number in Leg.objects.filter(number__in=numbers).values_list("number", flat=True)}


def take_back(complaint: Complaint, context: Context) -> None:
    """Take back an imported case that nobody has worked on; its number and its record stay, the case is gone.

    Raises:
        Refused: somebody has answered it.
    """
    if complaint.notifications.exists():
        raise Refused(_("The complainant was told something; the case stays"))
    subject = complaint.subject
    subject.clocks.all().delete()
    context.remove(complaint)
    context.change(subject, kind="taken_back", due_at=None, due_lane="")


def presets() -> list[Preset]:
    """Return the mappings that ship."""
    text = json.loads((DATA / "cfpb.json").read_text("utf-8"))
    return [Preset("cfpb", text["label_en"], text["columns"], words=text["words"], dates="mdy")]


importer(
    "complaints.cases",
    _("Complaint ledger or forwarding list"),
    fields=FIELDS,
    key=key,
    action="complaints.register",
    history="complaints.register_history",
    build=command_values,
    known=known,
    undo=take_back,
    presets=presets(),
)
