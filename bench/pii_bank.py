"""Generates the labelled bank of the personal-information engine: texts and tables with exact truth and hard negatives.

    python bench/pii_bank.py --megabytes 50 --seed 1 --kind text|table --out FILE

A text is a list of sentences; each carries the spans of everything personal in it. What must not be found (order
numbers, amounts, times, product codes, decoys with a wrong check digit) stands between. Nothing belongs to a person.
"""

import argparse
import json
import random
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

DATA = Path(__file__).parents[1] / "src/quanyi/engines/pii/data"
USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
#: Given-name characters drawn besides whole given names, so that the bank holds names no list knows.
RARE_GIVEN = (
    "宸睿垚淼焱骁骐钰铖锴镕鋆琛琰璟瑄瑾璇芮苒茉菡蔚蕴薇芊沛泓洵浚渝湉滢漾潇炜烁煊熠皓"
    "皎晔昕昱晟暄曜朔朗杉柠栩桉梵楷榕樾歆毅毓沅沐"
)
ROADS = [
    "人民",
    "解放",
    "中山",
    "建设",
    "和平",
    "新华",
    "胜利",
    "长江",
    "黄河",
    "滨江",
    "文化",
    "学府",
    "科技",
    "工业",
    "朝阳",
    "迎宾",
    "幸福",
    "光明",
    "友谊",
    "环城",
    "兴业",
    "金融",
    "世纪",
    "凤凰",
    "桃源",
    "龙泉",
    "青年",
    "五一",
    "八一",
    "延安",
    "北京",
    "南京",
    "湖滨",
    "公园",
    "体育场",
    "火车站",
]
ESTATES = [
    "阳光花园",
    "锦绣家园",
    "万科城",
    "金色家园",
    "翠湖小区",
    "恒大名都",
    "碧桂园",
    "东方广场",
    "丽景苑",
    "怡和公寓",
    "世纪大厦",
    "龙湖天街",
    "滨江国际",
    "幸福里小区",
    "绿地中央公园",
]
MAIL_HOSTS = [
    "qq.com",
    "163.com",
    "126.com",
    "sina.com",
    "gmail.com",
    "outlook.com",
    "sohu.com",
    "foxmail.com",
    "example.com.cn",
    "bank.example.org",
    "mail.corp.example.net",
]
PLATES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
AREAS = [
    "010",
    "021",
    "022",
    "023",
    "024",
    "025",
    "027",
    "028",
    "029",
    "020",
    "0311",
    "0351",
    "0371",
    "0451",
    "0512",
    "0531",
    "0571",
    "0574",
    "0591",
    "0592",
    "0755",
    "0769",
    "0871",
    "0991",
]


class Bank:
    """Draws values; one seed gives one bank."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        lines = (DATA / "divisions.tsv").read_text(encoding="utf-8").splitlines()[2:]
        rows = [line.split("\t") for line in lines]
        self.names = {code: name for code, name in rows if code.isdigit()}
        self.districts = [
            c
            for c in self.names
            if not c.endswith("00")
            and c[:2] + "0000" in self.names
            and c[:2] < "70"
            and not re.search("市辖区|群岛|^县$", self.names[c])
        ]
        self.bins = [line.split("\t")[0] for line in (DATA / "bins.tsv").read_text(encoding="utf-8").splitlines()[1:]]
        self.bins = [prefix for prefix in self.bins if prefix.startswith("62") and len(prefix) == 6]
        text = (DATA / "surnames.txt").read_text(encoding="utf-8").split("\ncompound\n")
        self.surnames = "".join(text[0].splitlines()[2:])
        self.compound = text[1].split()
        self.given = (DATA / "given_names.txt").read_text(encoding="utf-8").split("\n", 1)[1].split()

    def digits(self, count: int, first: str = "0123456789") -> str:
        """Random digits, the first out of ``first``."""
        return self.random.choice(first) + "".join(self.random.choices("0123456789", k=count - 1))

    def date(self, low: int = 1945, high: int = 2012) -> tuple[int, int, int]:
        """A day that exists in every year."""
        return self.random.randint(low, high), self.random.randint(1, 12), self.random.randint(1, 28)

    def cn_id_card(self) -> str:
        year, month, day = self.date()
        body = f"{self.random.choice(self.districts)}{year}{month:02}{day:02}{self.digits(3)}"
        check = "10X98765432"[sum(int(a) * b for a, b in zip(body, ID_WEIGHTS, strict=True)) % 11]
        return body + (check if self.random.random() < 0.9 else check.lower())

    def bank_card(self) -> str:
        size = self.random.choice((16, 19, 19))
        body = self.random.choice(self.bins)
        body += "".join(self.random.choices("0123456789", k=size - 1 - len(body)))
        total = 0
        for place, char in enumerate(reversed(body)):
            value = int(char) * (2 if place % 2 == 0 else 1)
            total += value - 9 * (value > 9)
        return body + str(-total % 10)

    def uscc(self) -> str:
        body = self.random.choice(("91", "91", "91", "92", "93", "12", "51")) + self.random.choice(self.districts)
        body += (
            "".join(self.random.choices(USCC, k=9))
            if self.random.random() < 0.3
            else "MA" + "".join(self.random.choices(USCC, k=7))
        )
        total = sum(USCC.index(char) * pow(3, place, 31) for place, char in enumerate(body))
        return body + USCC[-total % 31]

    def mobile(self) -> str:
        prefix = self.random.choice(
            [
                "130",
                "131",
                "132",
                "133",
                "135",
                "136",
                "137",
                "138",
                "139",
                "147",
                "150",
                "151",
                "152",
                "157",
                "158",
                "159",
                "166",
                "170",
                "175",
                "176",
                "177",
                "178",
                "180",
                "182",
                "185",
                "186",
                "187",
                "188",
                "189",
                "191",
                "193",
                "195",
                "198",
                "199",
            ]
        )
        return prefix + self.digits(8)

    def landline(self) -> str:
        area = self.random.choice(AREAS)
        local = self.digits(8 if len(area) == 3 else self.random.choice((7, 8)), "23456789")
        tail = f"-{self.digits(self.random.randint(2, 4))}" if self.random.random() < 0.1 else ""
        return self.random.choice((f"{area}-{local}", f"{area}-{local}", f"({area}){local}")) + tail

    def email(self) -> str:
        local = "".join(self.random.choices("abcdefghijklmnopqrstuvwxyz", k=self.random.randint(3, 9)))
        local += self.random.choice(("", ".", "_", "-")) + self.digits(self.random.randint(1, 4))
        return f"{local}@{self.random.choice(MAIL_HOSTS)}"

    def passport(self) -> str:
        return self.random.choice(
            (f"E{self.digits(8)}", f"G{self.digits(8)}", f"E{self.random.choice('ABCDFGHJKL')}{self.digits(7)}")
        )

    def plate(self) -> str:
        head = self.random.choice(PLATES) + self.random.choice("ABCDEFGHJKL")
        legal = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
        kind = self.random.random()
        if kind < 0.2:
            return head + self.random.choice("DF") + self.digits(5)
        body = list(self.digits(5))
        for place in self.random.sample(range(5), self.random.choice((0, 1, 1, 2))):
            body[place] = self.random.choice(legal[:24])
        return head + ("·" if kind < 0.3 else "") + "".join(body)

    def name(self) -> str:
        if self.random.random() < 0.01:
            surname = self.random.choice(self.compound)
        else:
            rank = min(int(self.random.expovariate(1 / 45)), len(self.surnames) - 1)
            surname = self.surnames[rank]
        if self.random.random() < 0.15:
            return surname + "".join(self.random.choices(RARE_GIVEN, k=self.random.choice((1, 2, 2))))
        return surname + self.random.choice(self.given)

    def address(self) -> str:
        code = self.random.choice(self.districts)
        province, city = self.names[code[:2] + "0000"], self.names.get(code[:4] + "00", "")
        city = "" if city in ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划") else city
        head = self.random.choice((province + city, province + city, city or province, ""))
        road = self.random.choice(ROADS) + self.random.choice(("路", "街", "大道", "东路", "北街", "西路"))
        tail = f"{self.random.randint(1, 999)}号"
        kind = self.random.random()
        if kind < 0.45:
            tail += f"{self.random.randint(1, 40)}{self.random.choice(('栋', '幢', '号楼', '座'))}"
            tail += self.random.choice(("", f"{self.random.randint(1, 6)}单元")) + f"{self.random.randint(101, 2904)}室"
        elif kind < 0.75:
            tail += (
                self.random.choice(ESTATES)
                + f"{self.random.randint(1, 30)}栋{self.random.randint(101, 2904)}"
                + self.random.choice(("", "室"))
            )
        return head + self.names[code] + road + tail

    def ip(self) -> str:
        return ".".join(str(self.random.randint(1, 254)) for _ in range(4))

    def grouped(self, value: str, kind: str) -> str:
        """A number as people write it: now and then in groups or full-width characters."""
        choice = self.random.random()
        if choice < 0.04:
            return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in value)
        if choice < 0.10 and kind == "mobile":
            mark = self.random.choice(" -")
            return f"{value[:3]}{mark}{value[3:7]}{mark}{value[7:]}"
        if choice < 0.10 and kind == "bank_card":
            return " ".join(value[i : i + 4] for i in range(0, len(value), 4))
        if choice < 0.06 and kind == "cn_id_card":
            return f"{value[:6]} {value[6:14]} {value[14:]}"
        return value

    # ---- what must not be found ----

    def bad_id(self) -> str:
        value = self.cn_id_card()
        return value[:17] + self.random.choice([char for char in "0123456789" if char != value[17]])

    def bad_card(self) -> str:
        value = self.bank_card()
        return value[:-1] + str((int(value[-1]) + self.random.randint(1, 9)) % 10)

    def order(self) -> str:
        year, month, day = self.date(2019, 2026)
        return f"{year}{month:02}{day:02}" + self.digits(self.random.choice((6, 8, 9, 10)))

    def amount(self) -> str:
        return self.random.choice(
            (
                f"{self.random.randint(1, 9999999):,}.{self.digits(2)}元",
                f"{self.digits(self.random.randint(2, 5), '123456789')}元",
                f"¥{self.digits(11, '1')}.{self.digits(2)}",
            )
        )

    def time(self) -> str:
        year, month, day = self.date(2019, 2026)
        return self.random.choice(
            (
                f"{year}-{month:02}-{day:02} {self.clock()}",
                f"{year}年{month}月{day}日",
                f"{year}/{month}/{day}",
            )
        )

    def clock(self) -> str:
        return ":".join(f"{self.random.randrange(limit):02}" for limit in (24, 60, 60))

    def sku(self) -> str:
        return self.random.choice(
            (
                f"AB-{self.digits(11, '1')}",
                f"SKU{self.digits(10)}",
                f"{self.digits(3)}-{self.digits(4)}-{self.digits(4)}-{self.digits(4)}",
                f"LCCP{self.digits(9)}",
                f"v{self.random.randint(1, 9)}.{self.random.randint(0, 9)}.{self.random.randint(0, 9)}",
            )
        )

    def mobile_order(self) -> str:
        return self.mobile()

    def stamp(self) -> str:
        return self.digits(13, "1").replace("86", "85")


TRUTH = ["cn_id_card", "bank_card", "uscc", "mobile", "landline", "email", "passport", "plate", "name", "address", "ip"]

#: {type} is truth, {-draw} a hard negative.
SENTENCES = """客户{name}来电反映，其名下尾号6621的储蓄卡于{-time}被扣款{-amount}，联系电话{mobile}，要求尽快核实。
投诉人{name}，身份证号{cn_id_card}，手机{mobile}，称在我行购买的理财产品到期未按宣传兑付，涉及金额{-amount}。
订单号{-order}，交易时间{-time}，金额{-amount}，收款账户{bank_card}。
请将材料寄至{address}，收件人{name}，电话{mobile}。
本人{name}于{-time}在贵行网点办理业务时等候过久，希望改进服务。
流水号{-order}对应的退款{-amount}已经处理完毕，预计三个工作日到账。
我行于{-time}发布公告，调整部分产品的风险等级，详情请咨询客户经理。
企业名称变更登记已完成，统一社会信用代码{uscc}，办公电话{landline}。
有问题请发邮件到{email}，或者拨打{landline}。
持卡人{name}，卡号{bank_card}，预留手机号码{mobile}。
工单编号{-mobile_order}，产品编号{-sku}，版本{-sku}。
车主{name}的车牌号{plate}，护照{passport}，请核对。
停车场登记车辆{plate}于{-time}驶离，费用{-amount}。
旅客{name}持护照{passport}办理外币兑换，金额{-amount}。
客户家住{address}，由于行动不便，希望提供上门服务。
户籍地址：{address}
经查，{name}与{name}系夫妻关系，共同申请个人住房贷款。
昨天{name}向网点负责人反映排队问题，{name}经理当场解释并致歉。
登录地址{ip}，时间戳{-stamp}，设备编号{-sku}。
证件号码{-bad_id}校验不通过，请客户重新提供。
系统提示{-bad_card}不是有效的卡号，请检查后重试。
本季度共受理投诉一千二百余件，办结率百分之九十九，客户满意度较上季度有所提升。
消费者权益保护工作要坚持以人民为中心，落实主体责任，健全体制机制，完善考核评价。
根据有关规定，银行应当向消费者充分披露产品的性质、风险和费用，不得误导销售。
市场利率下行，存款产品定价相应调整，请广大客户理性选择，注意投资风险。
会议于{-time}召开，研究部署下一阶段金融知识宣传教育工作，各分支机构负责人参加。
合同编号HT{-order}，贷款金额{-amount}，期限三十六个月，年化利率百分之三点八五。
高风险产品应当单独审批，成都分行、金华支行、黄石支行已完成整改。
客户{name}({mobile})要求将对账单发送至{email}。
{name}，男，身份证{cn_id_card}，现住{address}。
代理人{name}（身份证号码：{cn_id_card}）代为办理，联系方式：{mobile}。
付款账号{bank_card}，户名{name}，开户行某银行城南支行。
快递单号SF{-order}，寄件人{name}，{mobile}，{address}
感谢{name}女士对我们工作的支持，回访电话{mobile}无人接听。
公积金余额查询请拨打客服热线，服务时间为工作日九点至十七点。
公司营业收入{-amount}，同比增长百分之五，其中手续费收入{-amount}。
办理人员在系统中录入{cn_id_card}后提示信息不一致，经核实系输入有误。
网点编号{-order}，机构代码{-sku}，负责人{name}，值班电话{landline}。
张贴的宣传材料须注明产品由其他机构发行，代销机构不承担投资、兑付和风险管理责任。
{name}在电话中情绪激动，{name}耐心安抚后客户表示理解。""".splitlines()

HEAD = "客户编号,姓名,证件号码,手机号,卡号,邮箱,固话,信用代码,车牌,地址,交易时间,订单号,金额"
ROW = (
    "{-order},{name},{cn_id_card},{mobile},{bank_card},{email},{landline},{uscc},{plate},{address},"
    "{-time},{-order},{-amount}"
)

_SLOT = re.compile(r"\{(-?)(\w+)\}")
Truth = list[tuple[str, int, int]]


def fill(bank: Bank, template: str, vary: bool) -> tuple[str, Truth]:
    """A template with drawn values and the spans of the true ones."""
    parts: list[str] = []
    truth: Truth = []
    size = last = 0
    for slot in _SLOT.finditer(template):
        parts.append(template[last : slot.start()])
        size += slot.start() - last
        kind = slot.group(2)
        draw: Callable[[], str] = getattr(bank, kind)
        value = draw()
        if vary and not slot.group(1):
            value = bank.grouped(value, kind)
        if not vary:
            value = value.replace(",", "")
        if not slot.group(1):
            truth.append((kind, size, size + len(value)))
        parts.append(value)
        size += len(value)
        last = slot.end()
    parts.append(template[last:])
    return "".join(parts), truth


def texts(seed: int, megabytes: float) -> Iterator[tuple[str, Truth]]:
    """Sentences with truth until the UTF-8 size is reached."""
    bank, size = Bank(seed), 0
    while size < megabytes * 1_000_000:
        text, truth = fill(bank, bank.random.choice(SENTENCES), vary=True)
        size += len(text.encode()) + 1
        yield text, truth


def prose(seed: int, megabytes: float) -> Iterator[tuple[str, Truth]]:
    """Free text, one sentence a line: four without personal information to one with it."""
    bank, size = Bank(seed), 0
    plain = [sentence for sentence in SENTENCES if not re.search(r"\{\w", sentence)]
    while size < megabytes * 1_000_000:
        for draw in (*bank.random.choices(plain, k=4), bank.random.choice(SENTENCES)):
            text, truth = fill(bank, draw, vary=True)
            size += len(text.encode()) + 1
            yield text, truth


def rows(seed: int, megabytes: float) -> Iterator[tuple[str, Truth]]:
    """Table rows with truth until the UTF-8 size is reached; the head line is :data:`HEAD`."""
    bank, size = Bank(seed), 0
    while size < megabytes * 1_000_000:
        text, truth = fill(bank, ROW, vary=False)
        size += len(text.encode()) + 1
        yield text, truth


def document(pairs: Iterator[tuple[str, Truth]]) -> tuple[str, Truth]:
    """All lines as one text, with truth moved along."""
    lines: list[str] = []
    truth: Truth = []
    offset = 0
    for line, spans in pairs:
        truth += [(kind, start + offset, end + offset) for kind, start, end in spans]
        lines.append(line)
        offset += len(line) + 1
    return "\n".join(lines) + "\n", truth


def main(argv: Sequence[str] | None = None) -> int:
    """Write a bank as JSON lines ``{"text", "truth": [[type, start, end]]}``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=("text", "table"), default="text")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(argv)
    pairs = (texts if options.kind == "text" else rows)(options.seed, options.megabytes)
    out = options.out.open("w", encoding="utf-8") if options.out else sys.stdout
    for text, truth in pairs:
        out.write(json.dumps({"text": text, "truth": truth}, ensure_ascii=False) + "\n")
    if options.out:
        out.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
