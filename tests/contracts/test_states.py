"""Every state can be reached by declared moves, only final ones have no way out, and each kind of hole is caught."""

from collections import defaultdict

import pytest
from django.apps import apps

from quanyi.foundation.capabilities import actions
from quanyi.site.reference.actions import moves

#: Kind of row → states in which rows are made, states that are final. A new kind with states must be added here.
KINDS = {
    "exchange.Import": ({"opened", "started"}, {"undone", "discarded"}),
    "complaints.Complaint": ({"registered", "closed_on_spot", "history"}, {"archived", "merged"}),
}


def stateful():
    """Return each kind of row whose actions change its state, with those actions."""
    found = defaultdict(list)
    for act in actions.registry.values():
        if act.target is not None and moves([act]):
            found[act.target._meta.label].append(act)
    return found


def holes(states, edges, starts, finals):
    """Return the states that cannot be reached, and those that should have a way out and have none, or the reverse."""
    reached, waiting = set(starts), list(starts)
    while waiting:
        here = waiting.pop()
        for start, goal, _verb in edges:
            if start == here and goal not in reached:
                reached.add(goal)
                waiting.append(goal)
    without_exit = states - {start for start, _goal, _verb in edges}
    return states - reached, without_exit ^ finals


def test_every_kind_with_states_says_where_it_starts_and_ends():
    assert set(stateful()) == set(KINDS)


@pytest.mark.parametrize("label", KINDS)
def test_every_state_is_reached_and_only_final_ones_have_no_exit(label):
    states = {str(code) for code, _label in apps.get_model(label)._meta.get_field("state").choices}
    edges = moves(stateful()[label])
    assert {state for edge in edges for state in edge[:2]} <= states
    assert holes(states, edges, *KINDS[label]) == (set(), set())


def test_holes_are_caught():
    edges = {("a", "b", "go"), ("b", "c", "go")}
    assert holes({"a", "b", "c"}, edges, {"a"}, {"c"}) == (set(), set())
    assert holes({"a", "b", "c", "d"}, edges, {"a"}, {"c"}) == ({"d"}, {"d"})
    assert holes({"a", "b", "c"}, edges, {"a"}, set()) == (set(), {"c"})
    assert holes({"a", "b", "c"}, edges, {"a"}, {"b", "c"}) == (set(), {"b"})
