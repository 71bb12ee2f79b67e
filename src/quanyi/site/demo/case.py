"""One case of the demo bank: who complains about what, and how far the case has come by now."""

import datetime
import random
from typing import Any

from quanyi.foundation.clocks import queries as clocks

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高"
GIVEN = (
    "秀兰",
    "建国",
    "志强",
    "丽娟",
    "小红",
    "文博",
    "国庆",
    "雅琴",
    "海涛",
    "春梅",
    "永福",
    "佳怡",
    "德明",
    "淑芬",
    "子轩",
    "玉珍",
)
#: Outlet → the people who register and handle there, the team of its branch, the branch's head.
OUTLETS = {
    "NB01": ("tangli", "xiaoyan", "guoqiang"),
    "NB02": ("yangfan", "yangfan", "guoqiang"),
    "NB03": ("luojun", "luojun", "guoqiang"),
    "NB04": ("dingning", "dingning", "guoqiang"),
    "HJ01": ("jiangt", "jiangt", "wuhao"),
    "HJ02": ("caoyang", "caoyang", "wuhao"),
    "HJ03": ("xuemei", "xuemei", "wuhao"),
    "HJ04": ("panlong", "panlong", "wuhao"),
    "LS01": ("weiqing", "weiqing", "machao"),
    "LS02": ("hufei", "hufei", "machao"),
    "LS03": ("zhengjie", "zhengjie", "machao"),
    "LS04": ("gaoyuan", "gaoyuan", "machao"),
}
CARD = ("kefu01", "zhouyt", "hezhiy")
BRANCHES = {"NB": "宁州分行", "HJ": "汇江分行", "LS": "临山分行"}
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
FORWARDED = ("nfra_12378", "nfra_platform", "gov_12345", "nfra_transfer")
SOURCES = (*["outlet"] * 6, *["hotline"] * 4, "app", "letter", "visit", "visit", *FORWARDED)


class Case:
    """One case with everything that chance decides, drawn in a fixed order."""

    def __init__(
        self, dice: random.Random, scenario: dict[str, str], day: datetime.date, now: datetime.datetime
    ) -> None:
        self.dice, self.scenario, self.end = dice, scenario, now
        self.card = scenario["product"].startswith(("XYK", "CS"))
        self.outlet = dice.choice(list(OUTLETS))
        self.taker, self.handler, self.head = CARD if self.card else OUTLETS[self.outlet]
        self.unit = "CC" if self.card else self.outlet
        self.source = dice.choice(SOURCES)
        self.now = datetime.datetime.combine(day, datetime.time(9, dice.randint(0, 59)), now.tzinfo)
        # Who comes today came before now.
        self.now = min(self.now, now - datetime.timedelta(minutes=dice.randint(20, 50)))
        self.received_on = day
        self.age = (now.date() - day).days
        self.person = dice.choice(SURNAMES) + dice.choice(GIVEN)
        self.phone = f"1{dice.choice(('38', '39', '50', '86', '77'))}{dice.randint(0, 99_999_999):08d}"
        self.luck = dice.random()
        # One case in eleven goes slowly: those are the late ones of today.
        self.pace = (30, 90) if dice.random() < 0.09 else (10, 60)
        self.words = {
            "amount": f"{dice.randint(5, 300) * 100:,}",
            "small": f"{dice.randint(60, 900)}",
            "month": str(day.month),
            "year": str(day.year - 1),
            "branch": "我行网点" if self.card else f"{BRANCHES[self.outlet[:2]]}辖内网点",
            "date": f"{day.month}月{max(1, day.day - 1)}日",
            "date2": f"{(day + 3 * DAY).month}月{(day + 3 * DAY).day}日",
        }

    def say(self, name: str) -> str:
        """Return one text of the scenario with this case's particulars."""
        return self.scenario[name].format(**self.words)

    def wait(self, hours: float) -> bool:
        """Let working time pass; tells whether the case has not reached the present yet."""
        self.now += hours * HOUR
        if self.now.hour >= 18:
            self.now = self.now.replace(hour=9) + DAY
        return self.now < self.end

    def play(self, crew: Any) -> None:
        """Carry the case through its actions as far as it has come."""
        self.crew = crew
        self.complaint = self.register()
        if (
            self.source in {"outlet", "visit"}
            and not self.card
            and self.luck < 0.62
            and self.scenario["upheld"] == "full"
        ):
            self.settle_on_spot()
            return
        for number, step in enumerate(self.road()):
            # The first three stations take hours, everything behind them days.
            hours = self.dice.uniform(1, 8) if number < 3 else self.dice.uniform(*self.pace)
            if not self.wait(hours) or step() is False:
                return

    def act(self, name: str, username: str, **values: Any) -> Any:
        """Carry an action out on the case."""
        return self.crew.act(name, username, self.now, target=self.complaint, **values)

    def register(self) -> Any:
        """Register, by the outlet, the hotline or the office."""
        forwarded = self.source in FORWARDED
        taker = (
            "sunlei" if forwarded else "kefu02" if self.source in {"hotline", "app"} and not self.card else self.taker
        )
        late = self.luck > 0.93 and not forwarded
        values: dict[str, Any] = {
            "title": self.say("title"),
            "complainant": self.person,
            "phone": self.phone,
            "narrative": self.say("narrative"),
            "claim": self.say("claim"),
            "source": self.source,
            "product": self.scenario["product"],
            "channel": self.scenario["channel"],
            "reason_code": self.scenario["reason"],
            "sensitive": self.luck > 0.88,
        }
        if forwarded:
            serial = (
                f"{self.source.removeprefix('nfra_').upper()}-{self.received_on:%Y%m%d}{self.dice.randint(100, 999)}"
            )
            values |= {"sender_number": serial, "demanded_on": (self.received_on + 10 * DAY).isoformat()}
        if late:
            self.now += 2 * DAY
            values |= {
                "received_on": self.received_on.isoformat(),
                "received_proof": f"信函登记簿第{self.dice.randint(1, 90)}号",
            }
            if self.now >= self.end:
                self.now = self.end - HOUR
        return self.crew.act("complaints.register", taker, self.now, **values)

    def settle_on_spot(self) -> None:
        """Settle while the customer stands there."""
        self.wait(0.5)
        self.now = min(self.now, self.end)
        proof = f"客户确认单 {self.outlet}-{self.dice.randint(1000, 9999)}"
        redress = self.scenario["redress"]
        self.act(
            "complaints.close_on_spot", self.taker, result=self.say("basis"), redress=redress, agreement_proof=proof
        )

    def road(self) -> list[Any]:
        """Return the steps of this case in order; chance gives some of them a side road."""
        steps = [self.allocate, self.sign, self.contact]
        side = {0: self.mediate, 1: self.appraise, 2: self.state, 3: self.complicate, 4: self.assist}
        turn = self.dice.randint(0, 11)
        if turn in side:
            steps.append(side[turn])
        if self.luck < 0.03:
            return [*steps, self.withdraw]
        if self.luck < 0.05:
            return [self.decline]
        steps += [self.draft, self.submit, *([self.countersign] if turn in {5, 6} else []), self.approve, self.notify]
        if self.source in FORWARDED:
            steps.append(self.feed_back)
        steps += [self.close]
        if self.age > 150:
            steps.append(self.archive)
        elif self.luck > 0.97 and self.age < 45:
            steps += [self.reexamine]
        return steps

    def allocate(self) -> None:
        """Send the case to the unit that leads."""
        self.act("complaints.allocate", "zhaoxy", unit=self.unit)

    def sign(self) -> Any:
        """Sign for it; now and then the unit returns it first."""
        if self.dice.random() < 0.03:
            self.act("complaints.return", self.handler, reason="客户办理业务的网点不属本机构，请核对后重新分办。")
            if not self.wait(self.dice.uniform(2, 20)):
                return False
            self.allocate()
        return self.act("complaints.sign_for", self.handler, no_interest=True)

    def contact(self) -> None:
        """Call the customer."""
        number = f"LY-{self.now:%m%d}-{self.dice.randint(1, 999):04d}"
        self.act(
            "complaints.log_contact",
            self.handler,
            happened_at=self.now,
            reached=True,
            result="已电话联系客户，核对诉求并告知办理时限。",
            recording=number,
        )

    def mediate(self) -> None:
        """Try mediation for some days."""
        self.act("complaints.start_mediation", self.handler, starts_on=self.now.date(), proof="双方签署的调解申请书")
        if self.wait(24 * self.dice.randint(4, 9)):
            self.act("complaints.resume", self.handler, ends_on=self.now.date(), result="双方未能达成一致，恢复办理。")
        else:
            self.now = self.end

    def appraise(self) -> None:
        """Let an outside body appraise."""
        self.act(
            "complaints.start_appraisal",
            self.handler,
            starts_on=self.now.date(),
            told_on=self.now.date(),
            proof="司法鉴定中心委托书及短信告知记录",
        )
        if self.wait(24 * self.dice.randint(5, 12)):
            self.act("complaints.resume", self.handler, ends_on=self.now.date(), result="已收到鉴定意见。")
        else:
            self.now = self.end

    def state(self) -> None:
        """Ask the person who sold for a statement."""
        person = self.taker if self.taker != self.handler else "linyue"
        self.act(
            "complaints.request_statement", self.handler, person=person, question="请说明办理当日向客户告知的内容。"
        )
        if self.wait(self.dice.uniform(3, 30)):
            statement = self.complaint.statements.get()
            answer = "办理当日已按规定出示材料，口头说明部分因客户较多未能逐项展开。"
            self.crew.act("complaints.give_statement", person, self.now, target=statement, answer=answer)
            self.complaint.refresh_from_db()
        else:
            self.now = self.end

    def complicate(self) -> None:
        """Declare the case complicated."""
        self.act("complaints.declare_complex", self.handler, reason="需调取双录原件并与已离岗人员核实。")

    def assist(self) -> None:
        """Ask the risk department."""
        self.act("complaints.invite_assist", self.handler, unit="HO-RM", question="请协助核实交易监测规则触发情况。")

    def draft(self) -> None:
        """Draft the decision, in time for most cases; a few wait too long."""
        clock = clocks.statutory(self.complaint.subject)
        if clock is not None and self.luck < 0.9:
            self.now = min(self.now, datetime.datetime.combine(clock.due_on - 3 * DAY, self.now.timetz()))
            self.now = max(self.now, self.complaint.registered_at.astimezone(self.end.tzinfo) + 30 * HOUR)
        self.act(
            "complaints.draft",
            self.handler,
            verified={"full": "full", "part": "part", "no": "no"}[self.scenario["upheld"]],
            upheld=self.scenario["upheld"],
            liability="liable" if self.scenario["upheld"] == "full" else "not_liable",
            findings=self.say("findings"),
            basis=self.say("basis"),
            redress=self.scenario["redress"],
        )

    def submit(self) -> None:
        """Submit for approval."""
        units = ["HO-LC"] if self.dice.random() < 0.08 else []
        self.act("complaints.submit", self.handler, units=units)

    def countersign(self) -> None:
        """The legal department countersigns."""
        self.sign_off()

    def sign_off(self) -> None:
        """Sign what waits for the legal department."""
        decision = self.complaint.decisions.order_by("-pk").first()
        for row in decision.countersignatures.filter(signed_at__isnull=True):
            self.crew.act(
                "complaints.countersign", "qianwei", self.now, target=row, agreed=True, opinion="依据充分，同意。"
            )
        self.complaint.refresh_from_db()

    def approve(self) -> None:
        """The unit's head approves, after the countersignatures."""
        self.sign_off()
        self.act("complaints.approve", self.head, opinion="同意。")

    def notify(self) -> None:
        """Tell the customer with proof."""
        way = self.dice.choice(("sent", "posted", "dialled", "handed"))
        proof = {
            "sent": f"短信发送编号 {self.now:%m%d}{self.dice.randint(1000, 9999)}",
            "posted": f"挂号信 XA{self.dice.randint(10_000_000, 99_999_999)}",
            "dialled": f"录音 LY-{self.now:%m%d}-{self.dice.randint(1, 999):04d}",
            "handed": "客户签收的送达回证",
        }[way]
        text = f"{self.person[0]}女士/先生：您反映的事项已核实。{self.say('findings')}{self.say('basis')}"
        self.act("complaints.notify", self.handler, way=way, told_on=self.now.date(), proof=proof, text=text)

    def feed_back(self) -> None:
        """Answer the sender."""
        leg = self.complaint.legs.get()
        self.act(
            "complaints.send_feedback",
            self.handler,
            number=leg.number,
            fed_back_on=self.now.date(),
            feedback="已按规定办理并告知投诉人，办理情况详见反馈函。",
        )

    def close(self) -> None:
        """Close the answered case."""
        self.act("complaints.close", self.handler, outcome=self.say("basis"))

    def archive(self) -> None:
        """File it away."""
        self.act("complaints.archive", self.handler, number=f"TS-{self.now:%Y}-{self.complaint.subject.number[-8:]}")

    def reexamine(self) -> None:
        """The customer asks the superior institution to look at the decision."""
        if not self.card:
            self.act(
                "complaints.request_reexamination",
                self.head,
                received_on=self.now.date(),
                reason="客户认为处理结果未充分考虑其诉求。",
            )

    def withdraw(self) -> None:
        """The customer withdraws."""
        self.act("complaints.withdraw", self.handler, received_on=self.now.date(), proof="客户签字的撤回申请书")

    def decline(self) -> None:
        """It was an inquiry after all."""
        self.act(
            "complaints.not_handle",
            "zhaoxy",
            ground="not_complaint",
            reason="客户仅咨询业务规则，未提出民事权益诉求，已转客服中心解答。",
            way="sent",
            proof=f"短信发送编号 {self.now:%m%d}{self.dice.randint(1000, 9999)}",
        )
