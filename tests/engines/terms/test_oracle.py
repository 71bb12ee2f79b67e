"""The terms engine against an oracle written another way: sets of ordinals and another calendar.

``QUANYI_ORACLE_CASES=100000 pytest tests/engines/terms/test_oracle.py`` runs the full number of cases.
"""

import functools
import os
import random
from datetime import date, timedelta

import chinese_calendar

from quanyi.engines.terms import compute, published_rules

CASES = int(os.environ.get("QUANYI_ORACLE_CASES", "4000"))
EPOCH = date(2019, 1, 1)
LENGTHS = {
    "CMP-01": {(False, False): 15, (True, False): 30, (False, True): 60, (True, True): 60},
    "CMP-15": {(False, False): 30, (True, False): 30},
    "CMP-16": {(False, False): 30, (True, False): 30},
    "CMP-17": {(False, False): 7, (True, False): 7},
    "CMP-18": {(False, False): 15, (True, False): 15, (False, True): 60, (True, True): 60},
    "PIP-08": {(False, False): 15, (True, False): 15},
    "INC-04": {(False, False): 5, (True, False): 5},
}
WORKING = {"CMP-17", "PIP-08", "INC-04"}


@functools.cache
def working_by_another_calendar(ordinal):
    day = date.fromordinal(ordinal)
    return chinese_calendar.is_workday(day) if day.year <= 2026 else day.isoweekday() <= 5


def oracle(rule, start, pauses, complicated, extended):
    """Due date, counted days and provisional, from a set of all candidate days minus the excluded ones."""
    candidates = set(range(start.toordinal() + 1, start.toordinal() + 300))
    for first, last in pauses:
        candidates -= set(range(first.toordinal() + 1, last.toordinal() + 1))
    if rule in WORKING:
        candidates = {day for day in candidates if working_by_another_calendar(day)}
    counted = sorted(candidates)[: LENGTHS[rule][complicated, extended]]
    due = date.fromordinal(counted[-1])
    return due, [date.fromordinal(day) for day in counted], due.year > 2026


def random_case(dice):
    rule = dice.choice(sorted(LENGTHS))
    start = EPOCH + timedelta(days=dice.randrange(3100))
    if dice.random() < 0.2:  # more of them across the border of the published years
        start = date(2026, 10, 1) + timedelta(days=dice.randrange(150))
    complicated, extended = dice.choice(sorted(LENGTHS[rule]))
    pauses = []
    if rule == "CMP-01":
        for _ in range(dice.choice((0, 0, 1, 2, 3, 5))):
            first = start + timedelta(days=dice.randrange(-20, 80))
            pauses.append((first, first + timedelta(days=dice.choice((0, 1, 2, 5, 17, 40)))))
    return rule, start, pauses, complicated, extended


def test_due_date_counted_days_and_provisional_equal_the_oracle():
    dice = random.Random(20261124)
    rules = published_rules()
    for _ in range(CASES):
        rule, start, pauses, complicated, extended = case = random_case(dice)
        answer = compute(rules.find(rule), start, pauses=pauses, complicated=complicated, extended=extended)
        due, counted, provisional = oracle(*case)
        got = answer.due, [day.date for day in answer.days if day.counted], answer.provisional
        assert got == (due, counted, provisional), case
        listed = [day.date for day in answer.days]
        assert listed == [start + timedelta(days=step) for step in range((due - start).days + 1)], case
