"""The same audit in plain Python, one loop after another, slow and obvious: the oracle of the polars engine."""

import itertools
from datetime import date

Row = dict[str, object]


def audit(
    world: dict[str, list[Row] | None], as_of: date, days: int, peers: tuple[str, ...], least: int
) -> dict[str, list[Row]]:
    """Every list of the report, as rows, and the score per unit."""
    grants = unique_grants(world["grants"])
    people = None if world["people"] is None else persons(world["people"], as_of)
    events = (
        None
        if world["usage"] is None
        else [e for e in world["usage"] if e["used_on"] and e["account"] and e["used_on"] <= as_of]
    )
    by_system = any(e["system"] for e in events or []) and any(system for system, _, _ in grants)
    held = [hold(key, value, world["people"], people, events, by_system) for key, value in sorted(grants.items())]
    found: dict[str, list[Row]] = {}
    if events is not None:
        found["unused"] = [g for g in held if idle(g["used_on"], g["granted_on"], as_of) >= days]
        found["dormant"] = dormant(held, events, by_system, as_of, days)
        found["never_used"] = never_used(held)
    found["generic"] = generic(held, world["people"])
    if people is not None:
        found["orphan"] = by_account([g for g in held if not g["known"]])
        found["leavers"] = leavers(held)
        shares = share(held, people, peers, least)
        found["excess"] = [g for g in held if shares.get((g["person"], g["system"], g["permission"]), 9) <= 0.1]
        found["movers"] = movers(held, shares, as_of)
    if world["incompatible"] is not None:
        found["incompatible"] = incompatible(held, world["incompatible"])
    if world["sensitive"] is not None:
        found["reach"] = reach(held, world["sensitive"], as_of, days)
    if world["before"] is not None:
        before = unique_grants(world["before"])
        found["added"] = [key for key in sorted(grants) if key not in before]
        found["removed"] = [key for key in sorted(before) if key not in grants]
    if world["revoked"] is not None:
        found["still_there"] = [
            (g["system"], g["account"], g["permission"])
            for g in held
            if any(
                r["account"] == g["account"]
                and r["permission"] == g["permission"]
                and r["system"] in (None, g["system"])
                for r in world["revoked"]
            )
        ]
    found["equal_sets"] = equal_sets(held)
    found["units"] = units(held, found)
    return found


def unique_grants(rows):
    grants = {}
    for row in rows:
        if row["account"] is None or row["permission"] is None:
            continue
        key = (row["system"] or "", row["account"], row["permission"])
        old = grants.setdefault(key, {"granted_on": None, "person": None})
        if row["granted_on"] is not None and (old["granted_on"] is None or row["granted_on"] > old["granted_on"]):
            old["granted_on"] = row["granted_on"]
        if row["person"] is not None and (old["person"] is None or row["person"] < old["person"]):
            old["person"] = row["person"]
    return grants


def persons(rows, as_of):
    found = {}
    for row in rows:
        person = row["person"] or row["account"]
        if person is None or person in found:
            continue
        gone = row["left_on"] <= as_of if row["left_on"] is not None else row["status"] in ("离职", "left")
        found[person] = {**row, "person": person, "gone": gone}
    return found


def claimants(rows):
    claims = {}
    for row in rows or []:
        person = row["person"] or row["account"]
        if person is not None:
            claims.setdefault(row["account"] or row["person"], set()).add(person)
    return claims


def hold(key, value, rows, people, events, by_system):
    system, account, permission = key
    person, known, record = value["person"], True, {}
    if people is not None:
        claims = claimants(rows).get(account)
        if person is None and claims:
            person = min(claims)
        known = person in people
        record = people.get(person, {})
    last = None
    if events is not None:
        by_permission = any(e["permission"] for e in events)
        times = [
            e["used_on"]
            for e in events
            if e["account"] == account
            and (not by_permission or e["permission"] == permission)
            and (not by_system or (e["system"] or "") == system)
        ]
        last = max(times, default=None)
    return {
        "system": system, "account": account, "permission": permission, "granted_on": value["granted_on"],
        "person": person, "holder": person or account, "known": known, "unit": record.get("unit"),
        "post": record.get("post"), "left_on": record.get("left_on"), "moved_on": record.get("moved_on"),
        "gone": record.get("gone", False), "used_on": last,
    }  # fmt: skip


def idle(used_on, granted_on, as_of):
    known = [day for day in (used_on, granted_on) if day is not None]
    return (as_of - max(known)).days if known else 10**9


def accounts(held):
    groups = {}
    for grant in held:
        groups.setdefault((grant["system"], grant["account"]), []).append(grant)
    return groups


def by_account(held):
    return [(system, account, len(rows)) for (system, account), rows in sorted(accounts(held).items())]


def dormant(held, events, by_system, as_of, days):
    found = []
    for (system, account), rows in sorted(accounts(held).items()):
        seen = [
            e["used_on"] for e in events if e["account"] == account and (not by_system or (e["system"] or "") == system)
        ]
        granted = [g["granted_on"] for g in rows if g["granted_on"]]
        if idle(max(seen, default=None), max(granted, default=None), as_of) >= days:
            found.append((system, account, len(rows)))
    return found


def never_used(held):
    found = []
    for key in sorted({(g["system"], g["permission"]) for g in held}):
        rows = [g for g in held if (g["system"], g["permission"]) == key]
        if all(g["used_on"] is None for g in rows):
            found.append((*key, len(rows), len({g["holder"] for g in rows})))
    return found


def generic(held, people):
    claims = claimants(people)
    found = []
    for (system, account), rows in sorted(accounts(held).items()):
        named = {g["person"] for g in rows if g["person"]}
        count = max(len(named), len(claims.get(account, ())))
        word = "test" if account.startswith("test") else "公共" if "公共" in account else None
        if word or count > 1:
            found.append((system, account, word, count, len(rows)))
    return found


def leavers(held):
    found = []
    for (system, account), rows in sorted(accounts([g for g in held if g["gone"]]).items()):
        after = any(g["used_on"] and g["left_on"] and g["used_on"] > g["left_on"] for g in rows)
        found.append((system, account, len(rows), after))
    return found


def share(held, people, peers, least):
    shares = {}
    group = {
        p: tuple(r[c] for c in peers)
        for p, r in people.items()
        if not r["gone"] and all(r[c] is not None for c in peers)
    }
    for grant in held:
        person, key = grant["person"], (grant["system"], grant["permission"])
        if not grant["known"] or person not in group:
            continue
        others = [p for p in group if group[p] == group[person] and p != person]
        if len(others) + 1 >= max(least, 2):
            having = sum(any(g["person"] == p and (g["system"], g["permission"]) == key for g in held) for p in others)
            shares[(person, *key)] = having / len(others)
    return shares


def movers(held, shares, as_of):
    return [
        g for g in held
        if g["known"] and not g["gone"] and g["moved_on"] and g["moved_on"] <= as_of
        and g["granted_on"] and g["granted_on"] < g["moved_on"]
        and shares.get((g["person"], g["system"], g["permission"]), 0) < 0.5
    ]  # fmt: skip


def incompatible(held, pairs):
    holdings = {}
    for grant in held:
        holdings.setdefault(grant["holder"], set()).add((grant["system"], grant["permission"]))
    found = set()
    for holder, keys in holdings.items():
        for one, two in itertools.permutations(keys, 2):
            for pair in pairs:
                fits_a = one[1] == pair["permission_a"] and pair["system_a"] in (None, one[0])
                fits_b = two[1] == pair["permission_b"] and pair["system_b"] in (None, two[0])
                if fits_a and fits_b:
                    found.add((holder, *min(one, two), *max(one, two)))
    return sorted(found)


def reach(held, gates, as_of, days):
    found = {}
    for grant in held:
        opened = [s for s in gates if s["permission"] == grant["permission"] and s["system"] in (None, grant["system"])]
        for asset in {gate["asset"] for gate in opened if gate["asset"]}:
            found.setdefault((asset, grant["holder"]), []).append(grant)
    return [
        (*key, len(rows), all(idle(g["used_on"], g["granted_on"], as_of) >= days for g in rows))
        for key, rows in sorted(found.items())
    ]


def equal_sets(held):
    groups = {}
    for (system, account), rows in accounts(held).items():
        groups.setdefault((system, frozenset(g["permission"] for g in rows)), []).append(account)
    return sorted(
        (system, tuple(sorted(who)), tuple(sorted(what))) for (system, what), who in groups.items() if len(who) > 1
    )


def units(held, found):
    def key(g):
        return (g["system"], g["account"], g["permission"])

    bad_accounts = {row[:2] for name in ("leavers", "orphan") for row in found.get(name, [])}
    bad_grants = {key(g) for name in ("unused", "excess", "movers") for g in found.get(name, [])}
    bad_pairs = {(row[0], *side) for row in found.get("incompatible", []) for side in (row[1:3], row[3:5])}
    scores = {}
    for g in held:
        needless = (
            key(g)[:2] in bad_accounts
            or key(g) in bad_grants
            or (g["holder"], g["system"], g["permission"]) in bad_pairs
        )
        total, bad = scores.get(g["unit"], (0, 0))
        scores[g["unit"]] = (total + 1, bad + needless)
    return {unit: (total, bad, 100.0 * (total - bad) / total) for unit, (total, bad) in scores.items()}
