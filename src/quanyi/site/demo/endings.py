"""Cases that stand where chance leaves none: every state of the office is there to look at."""

import datetime
import random
from collections.abc import Iterator
from typing import Any

from quanyi.site.demo.case import Case

#: Days since the receipt, and the steps the case has gone; the names are those of ``Staged``.
ROADS: tuple[tuple[int, str], ...] = (
    (0, ""),
    (0, ""),
    (1, ""),
    (1, "allocate"),
    (1, "allocate give_back"),
    (2, "allocate sign contact ask"),
    (3, "allocate sign contact"),
    (4, "refuse"),
    (5, "allocate sign contact draft submit_to_legal"),
    (6, "allocate sign contact draft submit_to_legal"),
    (8, "allocate sign contact draft submit approve"),
    (14, "allocate sign contact"),
    (17, "allocate sign contact draft"),
    (20, "allocate sign contact draft submit approve notify reopen"),
    (40, "allocate sign contact draft submit approve notify court"),
)


#: The staged roads, one repeated case, two rows of last year's ledger.
COUNT = len(ROADS) + 3


class Staged(Case):
    """A case that goes exactly the steps of its road."""

    steps: tuple[str, ...] = ()

    def play(self, crew: Any) -> None:
        """Carry the case through the steps of its road, some hours apart."""
        self.crew = crew
        self.source = "outlet"
        self.now = min(self.now, self.end - datetime.timedelta(minutes=30))
        self.complaint = self.register()
        for name in self.steps:
            self.wait(self.dice.uniform(1, 6))
            self.now = min(self.now, self.end - datetime.timedelta(minutes=1))
            getattr(self, name)()

    def give_back(self) -> None:
        """The unit returns a misdirected case."""
        self.act("complaints.return", self.handler, reason="客户办理业务的网点不属本机构，请核对后重新分办。")

    def ask(self) -> None:
        """Ask the person who sold for a statement, which has not come yet."""
        question = "请说明办理当日向客户告知的内容。"
        self.act("complaints.request_statement", self.handler, person="linyue", question=question)

    def refuse(self) -> None:
        """Somebody without authorisation asked in another's name (T20 18.4)."""
        self.act(
            "complaints.not_handle",
            "zhaoxy",
            ground="not_authorised",
            reason="来人未能提供投诉人的授权委托书，经与投诉人本人核实，其未委托他人投诉。",
            way="handed",
            proof="当面告知书签收联",
        )

    def submit_to_legal(self) -> None:
        """Submit with the legal department's countersignature still to come."""
        self.act("complaints.submit", self.handler, units=["HO-LC"])

    def reopen(self) -> None:
        """The customer is not satisfied."""
        self.act("complaints.reopen", "zhaoxy", reason="回访时客户对退费金额有异议，重新办理。")

    def court(self) -> None:
        """The customer sued."""
        self.act(
            "complaints.go_to_court", "zhaoxy", reason="客户已向宁州市江东区人民法院起诉，案号（2026）宁01民初118号。"
        )


def staged(dice: random.Random, scenarios: list[dict[str, str]], now: datetime.datetime) -> Iterator[Staged]:
    """Draw the staged cases."""
    for number, (days, steps) in enumerate(ROADS):
        case = Staged(dice, scenarios[(5 * number) % len(scenarios)], now.date() - datetime.timedelta(days=days), now)
        case.steps = tuple(steps.split())
        yield case


def waits(case: Case) -> bool:
    """Tell whether a case is still with the bank and its customer may come again."""
    return isinstance(case, Staged) and case.steps == ("allocate", "sign", "contact")


def repeated(crew: Any, first: Case) -> None:
    """The customer of an open case comes again; the second case is merged into the first (T20 18.3)."""
    second = crew.act(
        "complaints.register",
        first.taker,
        first.end,
        title=f"再次反映：{first.say('title')}",
        complainant=first.person,
        phone=first.phone,
        narrative="客户就同一事项再次来访，未提出新的事实和理由。",
        source="visit",
        product=first.scenario["product"],
    )
    into = first.complaint.subject.number
    crew.act("complaints.merge", "zhaoxy", first.end, target=second, into=into)


def remembered(crew: Any, now: datetime.datetime) -> None:
    """Two rows of last year's ledger, one of them without the day of the answer."""
    for title, answered in (("自助设备吐钞短款", "2025-12-19"), ("信用卡挂失手续费争议", None)):
        crew.act(
            "complaints.register_history",
            "zhaoxy",
            now,
            title=title,
            unit="NB01",
            received_on="2025-12-08",
            answered_on=answered,
            complainant="周秀英",
            phone="13700001111",
            narrative="上年度纸质台账补录。",
            source="outlet",
        )
