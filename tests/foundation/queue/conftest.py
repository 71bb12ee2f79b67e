"""A clock that the tests turn, and kinds of jobs whose effect can be counted."""

import datetime

import pytest

from quanyi.foundation.org.models import Role
from quanyi.foundation.queue import registry
from quanyi.foundation.queue.registry import job
from quanyi.foundation.queue.steps import Failed


class Clock:
    """A clock that stands until it is turned."""

    def __init__(self, now: datetime.datetime) -> None:
        self.now = now

    def __call__(self) -> datetime.datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += datetime.timedelta(**by)


class Killed(BaseException):
    """The process is gone: nothing after it runs, the open transaction is rolled back."""


@pytest.fixture
def clock(now):
    return Clock(now)


@pytest.fixture
def kinds():
    """Kinds for the tests; ``faults`` makes a body fail, ``seen`` holds what it was called with."""
    world = type("Kinds", (), {"faults": [], "seen": [], "during": None})()

    def effect(args, run):
        world.seen.append(args["code"])
        Role.objects.create(code=args["code"], label=args["code"])
        if world.during:
            world.during(run)
        if world.faults:
            raise world.faults.pop(0)
        return {"made": args["code"]}

    def parts(args, run):
        cursor = run.cursor
        for number in range(cursor.get("next", 0), args["parts"]):
            with run.batch() as reached:
                world.seen.append(number)
                Role.objects.create(code=f"part{number}", label="x")
                if world.faults and number == args.get("fault_at"):
                    raise world.faults.pop(0)
                reached |= {"next": number + 1, "done": number + 1, "total": args["parts"]}
        return {"parts": args["parts"]}

    job("test.effect", attempts=3)(effect)
    job("test.parts", batched=True, attempts=3)(parts)
    world.Failed, world.Killed = Failed, Killed
    yield world
    del registry.kinds["test.effect"], registry.kinds["test.parts"]
