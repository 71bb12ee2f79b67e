"""Jobs are enqueued with the transaction that wants them and have their effect once."""

import datetime
import threading

import pytest
from django.db import connection, transaction

from quanyi.foundation.org.models import Role
from quanyi.foundation.org.steps import Context
from quanyi.foundation.queue import queries, registry
from quanyi.foundation.queue.models import Job, Schedule, State
from quanyi.foundation.queue.steps import cancel, claim, enqueue, enqueue_scheduled, retry, work_once

pytestmark = pytest.mark.django_db


def effects():
    return Role.objects.filter(code__startswith="made").count()


def test_a_job_runs_once_and_keeps_its_result(kinds, clock):
    enqueue("test.effect", {"code": "made"}, clock.now)
    done = work_once(clock)
    assert (done.state, done.result, done.attempts, done.finished_at) == ("done", {"made": "made"}, 1, clock.now)
    assert work_once(clock) is None
    assert effects() == 1


def test_a_job_exists_only_if_the_transaction_that_wanted_it_commits(kinds, clock):
    class Refused(Exception):
        pass

    with pytest.raises(Refused), transaction.atomic():
        enqueue("test.effect", {"code": "made"}, clock.now)
        raise Refused
    assert Job.objects.count() == 0


def test_a_key_is_used_once_and_for_ever(kinds, clock):
    first = enqueue("test.effect", {"code": "made"}, clock.now, unique_key="k")
    work_once(clock)
    assert enqueue("test.effect", {"code": "made2"}, clock.now, unique_key="k").pk == first.pk
    assert work_once(clock) is None


def test_an_unknown_kind_is_refused_when_it_is_enqueued(clock):
    with pytest.raises(ValueError, match=r"no job is called test\.nothing"):
        enqueue("test.nothing", {}, clock.now)


def test_the_person_who_started_a_job_is_kept(kinds, bank, clock):
    context = Context(bank.actor(bank.people.ann), clock.now, "web")
    job = enqueue("test.effect", {"code": "made"}, context)
    assert list(queries.own(bank.actor(bank.people.ann))) == [job]
    assert list(queries.own(bank.actor(bank.people.chen))) == []


def test_the_higher_priority_then_the_earlier_job_runs_first(kinds, clock):
    for code, priority in (("made1", 0), ("made2", 5), ("made3", 0)):
        enqueue("test.effect", {"code": code}, clock.now, priority=priority)
    while work_once(clock):
        pass
    assert kinds.seen == ["made2", "made1", "made3"]


def test_a_job_does_not_run_before_its_time(kinds, clock):
    later = clock.now.replace(hour=10)
    enqueue("test.effect", {"code": "made"}, clock.now, run_at=later)
    assert work_once(clock) is None
    assert queries.oldest_due(clock.now) is None
    clock.now = later
    assert queries.oldest_due(clock.now) == later
    assert work_once(clock).state == State.DONE


def test_a_failed_attempt_leaves_nothing_and_is_repeated_later(kinds, clock):
    kinds.faults = [RuntimeError("张三 110101199003070011")]
    enqueue("test.effect", {"code": "made"}, clock.now)
    failed = work_once(clock)
    assert (failed.state, effects()) == ("waiting", 0)
    assert work_once(clock) is None
    clock.turn(seconds=15)
    assert (work_once(clock).state, effects()) == ("done", 1)


def test_the_error_that_is_kept_names_the_place_and_no_content(kinds, clock):
    kinds.faults = [RuntimeError("张三 110101199003070011")]
    enqueue("test.effect", {"code": "made"}, clock.now)
    error = work_once(clock).error
    assert error.startswith("RuntimeError: ")
    assert "张三" not in error


def test_after_its_last_attempt_a_job_is_laid_aside_until_somebody_lets_it_run_again(kinds, clock, bank):
    kinds.faults = [RuntimeError("x")] * 3
    job = enqueue("test.effect", {"code": "made"}, clock.now)
    states = []
    for _ in range(3):
        states.append(work_once(clock).state)
        clock.turn(hours=2)
    assert states == ["waiting", "waiting", "dead"]
    assert work_once(clock) is None
    job.refresh_from_db()
    retry(job, Context(bank.context.actor, clock.now, "web"))
    assert (work_once(clock).state, effects()) == ("done", 1)


def test_a_failure_that_cannot_mend_itself_is_not_repeated_and_speaks_plainly(kinds, clock):
    kinds.faults = [kinds.Failed("The file is gone")]
    enqueue("test.effect", {"code": "made"}, clock.now)
    job = work_once(clock)
    assert (job.state, job.error, effects()) == ("dead", "The file is gone", 0)


def test_a_worker_killed_between_effect_and_done_has_had_no_effect(kinds, clock):
    kinds.faults = [kinds.Killed()]
    enqueue("test.effect", {"code": "made"}, clock.now)
    with pytest.raises(kinds.Killed):
        work_once(clock)
    assert (Job.objects.get().state, effects()) == ("running", 0)
    assert work_once(clock) is None
    clock.turn(minutes=5, seconds=1)
    assert (work_once(clock).state, effects(), kinds.seen) == ("done", 1, ["made", "made"])


def test_a_job_that_fells_its_worker_every_time_is_laid_aside(kinds, clock):
    kinds.faults = [kinds.Killed() for _ in range(3)]
    enqueue("test.effect", {"code": "made"}, clock.now)
    for _ in range(3):
        with pytest.raises(kinds.Killed):
            work_once(clock)
        clock.turn(minutes=6)
    assert work_once(clock) is None
    job = Job.objects.get()
    assert (job.state, job.attempts) == ("dead", 3)


def test_a_worker_that_was_silent_too_long_cannot_finish_what_another_took_over(kinds, clock):
    job = enqueue("test.effect", {"code": "made"}, clock.now)

    def overtaken(run):
        kinds.during = None
        clock.turn(minutes=6)
        Job.objects.filter(pk=job.pk).update(fence=run.job.fence + 1)

    kinds.during = overtaken
    late = work_once(clock)
    # Rolled back as a whole, the overtaking included; the row still says "running" until its lease ends.
    assert (late.state, effects()) == ("running", 0)
    assert (work_once(clock).state, effects()) == ("done", 1)


def test_a_batched_job_continues_where_the_kill_interrupted_it(kinds, clock):
    kinds.faults = [kinds.Killed()]
    enqueue("test.parts", {"parts": 4, "fault_at": 2}, clock.now)
    with pytest.raises(kinds.Killed):
        work_once(clock)
    job = Job.objects.get()
    assert (job.done, job.total, job.cursor["next"]) == (2, 4, 2)
    clock.turn(minutes=6)
    assert work_once(clock).state == "done"
    assert kinds.seen == [0, 1, 2, 2, 3]
    assert Role.objects.filter(code__startswith="part").count() == 4


def test_a_worker_asked_to_stop_lets_go_after_the_part_in_hand(kinds, clock):
    enqueue("test.parts", {"parts": 3}, clock.now)
    stopped = work_once(clock, stop=lambda: True)
    assert (stopped.state, stopped.done, stopped.attempts) == ("waiting", 1, 0)
    assert (work_once(clock).state, kinds.seen) == ("done", [0, 1, 2])


def test_a_cancelled_job_cannot_be_finished_by_the_worker_that_runs_it(kinds, clock, bank):
    job = enqueue("test.parts", {"parts": 3, "fault_at": 1}, clock.now)
    claimed = claim(clock.now)
    cancel(claimed, Context(bank.context.actor, clock.now, "web"))
    assert work_once(clock) is None
    job.refresh_from_db()
    assert (job.state, Role.objects.filter(code__startswith="part").count()) == ("cancelled", 0)


def test_a_job_whose_room_is_gone_is_laid_aside(kinds, clock):
    enqueue("test.effect", {"code": "made"}, clock.now)
    kind = registry.kinds.pop("test.effect")
    job = work_once(clock)
    registry.kinds["test.effect"] = kind
    assert job.state == "dead"


def test_every_slot_of_a_schedule_is_enqueued_once_whatever_the_clock_does(kinds, clock):
    registered = dict(registry.schedules)
    registry.schedules.clear()
    registry.register_schedule("test.five", "test.effect", every=datetime.timedelta(minutes=5))
    try:
        counts = [enqueue_scheduled(clock.now)]
        for minutes in (1, 4, -3, 3, 60):
            clock.turn(minutes=minutes)
            counts.append(enqueue_scheduled(clock.now))
    finally:
        registry.schedules.clear()
        registry.schedules.update(registered)
    assert counts == [1, 0, 1, 0, 0, 1]
    assert sorted(job.unique_key for job in Job.objects.all()) == [
        "schedule:test.five:20261124T0130",
        "schedule:test.five:20261124T0135",
        "schedule:test.five:20261124T0235",
    ]


def test_a_schedule_that_the_bank_switched_off_starts_nothing(clock):
    enqueue_scheduled(clock.now)
    Schedule.objects.update(active=False, last_slot=None)
    Job.objects.all().delete()
    assert enqueue_scheduled(clock.now) == 0


def test_what_was_done_long_ago_is_cleared_away_and_what_was_laid_aside_stays(kinds, clock):
    enqueue("test.effect", {"code": "made"}, clock.now)
    work_once(clock)
    kinds.faults = [kinds.Failed("no")]
    enqueue("test.effect", {"code": "made2"}, clock.now)
    work_once(clock)
    clock.turn(days=91)
    enqueue("queue.clear", {}, clock.now)
    assert work_once(clock).result == {"deleted": 1}
    assert queries.counts() == {"waiting": 0, "running": 0, "done": 1, "dead": 1, "cancelled": 0}


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_carry_out_each_job_once(kinds, clock):
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: SQLite in memory has one connection (two processes: test_worker.py)")
    for number in range(60):
        enqueue("test.effect", {"code": f"made{number}"}, clock.now)

    def work():
        try:
            while work_once(clock):
                pass
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (effects(), queries.counts()["done"]) == (60, 60)
