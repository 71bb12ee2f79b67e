"""The words of ``data/plan.toml``, compiled once."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class PlanWords:
    """What kinds of section, unit, role and column there are, as patterns."""

    sections: dict[str, re.Pattern[str]]
    drops: dict[str, frozenset[str]]
    body_name: re.Pattern[str]
    founded: re.Pattern[str]
    seat: re.Pattern[str]
    roles: dict[str, str]
    role_label: re.Pattern[str]
    role_named: re.Pattern[str]
    role_clause: tuple[re.Pattern[str], ...]
    body_duty: re.Pattern[str]
    duty_label: re.Pattern[str]
    not_duty: re.Pattern[str]
    unit: re.Pattern[str]
    no_unit: re.Pattern[str]
    verb: re.Pattern[str]
    acting: re.Pattern[str]
    known_units: tuple[str, ...]
    unit_label: re.Pattern[str]
    led_by: re.Pattern[str]
    supported_by: re.Pattern[str]
    joined_by: re.Pattern[str]
    lead_labels: frozenset[str]
    supporting_labels: frozenset[str]
    columns: tuple[tuple[str, re.Pattern[str]], ...]


@cache
def plan_words() -> PlanWords:
    """Return the compiled words."""
    data = tomllib.loads(resources.files(__package__).joinpath("data/plan.toml").read_text(encoding="utf-8"))
    bodies, units, lead = data["bodies"], data["units"], data["lead"]
    roles = {word: kind for kind in ("chair", "deputy", "member") for word in bodies[kind]}
    role = "|".join(r"[ \u3000]*".join(word) for word in sorted(roles, key=len, reverse=True))  # 组　长
    labels = _either([*lead["lead"], *lead["supporting"], *lead["other_labels"]])
    post = r"(?:本行)?(?:领导小组|委员会|工作小组|工作组|小组|办公室)?"
    suffix = units["suffix"]
    return PlanWords(
        sections={kind: re.compile(entry["match"]) for kind, entry in data["sections"].items()},
        drops={kind: frozenset(entry.get("drops", ())) for kind, entry in data["sections"].items()},
        body_name=re.compile(bodies["name"]),
        founded=re.compile(bodies["founded"]),
        seat=re.compile(bodies["seat"]),
        roles=roles,
        role_label=re.compile(rf"(?<![副务])(?P<role>{role})\s*(?:（[^）]*）)?\s*[:：]\s*"),
        role_named=re.compile(rf"(?:任|为)(?:{role})|(?:{role})由|下设办公室|办公室设在"),
        role_clause=(
            re.compile(
                rf"^(?:以|由|并由|其中|其中由|，)*(?P<who>.+?)(?:担任|兼任|任|为|作为)(?:本?届)?{post}(?P<role>{role})(?:（.*）)?$"
            ),
            re.compile(rf"^{post}(?P<role>{role})(?:一般|统一|分别)?由(?P<who>.+?)(?:担任|兼任|组成|出任)?$"),
            re.compile(rf"^{post}(?P<role>{role})(?:包括|为|有|主要包括)(?P<who>.+)$"),
        ),
        body_duty=re.compile(bodies["duty"]),
        duty_label=re.compile(bodies["duty_label"]),
        not_duty=re.compile(bodies["not_duty"]),
        unit=re.compile(rf"^[^，。；：！？《》“”\s]{{0,20}}{suffix}(?:等|等部门|等单位|负责人|主要负责人)?$"),
        no_unit=re.compile(units["except"]),
        verb=re.compile(units["verbs"]),
        acting=re.compile(rf"^(?P<unit>[^，。；：\s]{{0,22}}?{suffix}(?:[（(][^）)]*[）)])?)(?={units['acting']})"),
        known_units=tuple(sorted(units["known"], key=len, reverse=True)),
        unit_label=re.compile(
            rf"(?P<label>{labels})\s*[:：]\s*"
            rf"(?P<value>(?:[（(][^）)\n]*[）)]|(?!\s*(?:{labels})\s*[:：])[^；;。\n）)】\]（(])+)"
        ),
        led_by=re.compile(
            rf"(?:由|^|，|,|。|；|、|（|\()\s*(?P<unit>[^，。；：（(\s由]{{0,36}}?{suffix})(?:作为)?(?:牵头|主责|主办|负责牵头|归口)"
        ),
        supported_by=re.compile(
            rf"(?:牵头|主责|主办|负责)?(?:，|,|、|；|会同|联合|协同|由|（|\()\s*(?P<unit>[^，。；：（(\s由]{{0,36}}?{suffix})(?:等)?(?:予以|积极|共同|协同|做好)?(?:配合|协办|协助|参与|协同|支持)"
        ),
        joined_by=re.compile(
            rf"(?:由|^|[，,。；：\n])\s*(?P<unit>[^，。；：（(\s由]{{0,30}}?{suffix})(?:会同|联合|协同|商)"
            rf"(?P<others>[^，。；：（(\s]{{0,40}}?{suffix})"
        ),
        lead_labels=frozenset(lead["lead"]),
        supporting_labels=frozenset(lead["supporting"]),
        columns=tuple((entry["kind"], re.compile(entry["match"])) for entry in data["column"]),
    )


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))
