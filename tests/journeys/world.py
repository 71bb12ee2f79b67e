"""Fills the data folder named by ``QUANYI_DATA`` with the small world of the tests, a password for all, some cases."""

import datetime
import sys
from typing import Any

from quanyi.site import boot

boot.start()

# Django must be set up before anything that holds models is imported.
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.utils import timezone  # noqa: E402

from quanyi.foundation.capabilities import actions  # noqa: E402
from quanyi.foundation.org import queries as org  # noqa: E402
from quanyi.foundation.org.models import User  # noqa: E402
from tests.conftest import Bank, small_world  # noqa: E402

TITLES = (
    "首年免年费的信用卡未告知次年收费即扣款",
    "柜面办理大额转账时未提示当日限额",
    "手机银行转账失败但款项已扣次日未退回",
    "个人住房贷款提前还款被要求支付合同未写明的补偿金",
)


def main(password: str) -> int:
    """Build the world.

    Args:
        password: the one with which everybody signs in.
    """
    world = small_world(timezone.localtime())
    world.person("Qin", world.units.a1, "intake")
    User.objects.update(password=make_password(password))
    cases(world)
    return 0


def cases(world: Bank) -> None:
    """Register complaints at two branches: one is overdue, one was allocated and signed for."""
    people, units = world.people, world.units
    today = timezone.localdate()
    first = register(world, people.fang, TITLES[0], today - datetime.timedelta(days=18), "邮戳")
    register(world, people.fang, TITLES[1], today, "")
    register(world, people.fang, TITLES[2], today - datetime.timedelta(days=13), "12378 转办单")
    other = register(world, people.chen, TITLES[3], today, "")
    act(world, "complaints.allocate", people.eva, first, unit=units.a1.code)
    act(world, "complaints.sign_for", people.ann, first, no_interest=True)
    act(world, "complaints.allocate", people.eva, other, unit=units.b1.code)


def register(world: Bank, user: User, title: str, day: datetime.date, proof: str) -> Any:
    """Register a complaint as somebody."""
    values = {
        "title": title,
        "complainant": "王秀兰",
        "phone": f"1381234{len(title):04d}",
        "narrative": f"客户反映：{title}，要求尽快处理。",
        "claim": "退还已扣款项并书面答复",
        "source": "outlet",
        "received_on": day,
        "received_proof": proof,
    }
    return act(world, "complaints.register", user, None, **values)


def act(world: Bank, name: str, user: User, target: Any, **values: Any) -> Any:
    """Carry an action out as somebody."""
    action = actions.registry[name]
    actor = org.staff(user, timezone.localdate())
    found = action.find(actor, target.subject.number) if target is not None else None
    command = action.command.parse(values, actor)
    return action(actor, command, now=timezone.localtime(), channel="web", target=found).row


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
