"""The questions an entitlement audit asks, each one function from the table of holdings to the rows that answer it."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from quanyi.engines.access.holdings import GRANT, generic_kind

PERMISSION = ("system", "permission")


def mark_unused(held: pl.DataFrame, as_of: date, days: int) -> pl.DataFrame:
    """Add ``idle_days`` and ``unused``: days since the last use or, if that is later, since the grant.

    A grant that was never used and whose date is unknown is unused with ``idle_days`` null.
    """
    idle = (pl.lit(as_of) - pl.max_horizontal("used_on", "granted_on")).dt.total_days()
    return held.with_columns(idle_days=idle).with_columns(unused=(pl.col("idle_days") >= days).fill_null(value=True))


def unused(marked: pl.DataFrame) -> pl.DataFrame:
    """Grants that lay idle, longest first."""
    rows = marked.filter("unused").select(*GRANT, "person", "unit", "granted_on", "used_on", "idle_days")
    return rows.sort("idle_days", *GRANT, descending=[True, False, False, False], nulls_last=False)


def dormant(held: pl.DataFrame, seen: pl.DataFrame, as_of: date, days: int) -> pl.DataFrame:
    """Accounts that gave no sign of life for ``days`` and were granted nothing in that time."""
    accounts = held.group_by("system", "account").agg(
        pl.col("person").min(), pl.col("unit").min(), grants=pl.len(), granted_on=pl.col("granted_on").max()
    )
    idle = (pl.lit(as_of) - pl.max_horizontal("seen_on", "granted_on")).dt.total_days()
    rows = accounts.join(seen, on=["system", "account"], how="left").with_columns(idle_days=idle)
    rows = rows.filter((pl.col("idle_days") >= days).fill_null(value=True))
    return rows.select("system", "account", "person", "unit", "grants", "seen_on", "idle_days").sort(
        "system", "account"
    )


def orphan(held: pl.DataFrame) -> pl.DataFrame:
    """Accounts whose owner is not on the list of people, or that have none."""
    rows = held.filter(~pl.col("known"))
    return rows.group_by("system", "account").agg(pl.col("person").min(), grants=pl.len()).sort("system", "account")


def generic(
    held: pl.DataFrame, claimants: pl.DataFrame | None, words: frozenset[str], chinese: tuple[str, ...]
) -> pl.DataFrame:
    """Accounts whose name looks shared or technical, or that several people claim.

    Args:
        held: the holdings.
        claimants: ``account, claimants`` of the list of people, if there is one.
        words: Latin words that mark a name.
        chinese: Chinese words that mark a name.
    """
    rows = held.group_by("system", "account").agg(grants=pl.len(), named=pl.col("person").drop_nulls().n_unique())
    kinds = {name: generic_kind(name, words, chinese) for name in rows["account"].unique().to_list()}
    rows = rows.with_columns(
        word=pl.col("account").replace_strict(list(kinds), list(kinds.values()), return_dtype=pl.String)
    )
    if claimants is not None:
        rows = rows.join(claimants.select("account", "claimants"), on="account", how="left")
        rows = rows.with_columns(people=pl.max_horizontal("named", "claimants"))
    else:
        rows = rows.with_columns(people=pl.col("named"))
    rows = rows.filter(pl.col("word").is_not_null() | (pl.col("people") > 1))
    return rows.select("system", "account", "word", "people", "grants").sort("system", "account")


def leavers(held: pl.DataFrame) -> pl.DataFrame:
    """Accounts that still hold something although their owner has left, and whether they were used after that day."""
    rows = (
        held.filter("gone")
        .group_by("system", "account")
        .agg(
            pl.col("person").min(),
            pl.col("unit").min(),
            pl.col("left_on").min(),
            grants=pl.len(),
            used_on=pl.col("used_on").max(),
            used_after=(pl.col("used_on") > pl.col("left_on")).any(),
        )
    )
    return rows.sort("system", "account")


def share_among_peers(held: pl.DataFrame, persons: pl.DataFrame, peers: Sequence[str], least: int) -> pl.DataFrame:
    """For each permission of each active person: how many of the *other* people of the same post hold it.

    Args:
        held: the holdings.
        persons: the list of people; those without grants count as peers too.
        peers: columns that make people peers: ``["post"]`` or ``["unit", "post"]``.
        least: smallest group, the person included, in which a comparison says anything.

    Returns:
        ``person, system, permission, others, of, share``.
    """
    active = persons.filter(~pl.col("gone"), *(pl.col(column).is_not_null() for column in peers))
    groups = active.group_by(peers).agg(size=pl.len()).filter(pl.col("size") >= max(least, 2))
    has = held.filter("known", ~pl.col("gone")).select("person", *PERMISSION, *peers).unique()
    has = has.join(groups, on=peers, how="inner")
    holders = has.group_by(*peers, *PERMISSION).agg(holders=pl.len())
    rows = has.join(holders, on=[*peers, *PERMISSION], how="inner")
    rows = rows.with_columns(others=pl.col("holders").cast(pl.Int64) - 1, of=pl.col("size").cast(pl.Int64) - 1)
    return rows.select("person", *PERMISSION, "others", "of", share=pl.col("others") / pl.col("of"))


def excess(held: pl.DataFrame, shares: pl.DataFrame, most: float) -> pl.DataFrame:
    """Permissions that at most the share ``most`` of the other people of the post hold."""
    rare = shares.filter(pl.col("share") <= most)
    rows = held.join(rare, on=["person", *PERMISSION], how="inner")
    return rows.select(*GRANT, "person", "unit", "post", "used_on", "others", "of").sort(GRANT)


def movers(held: pl.DataFrame, shares: pl.DataFrame, as_of: date, usual: float) -> pl.DataFrame:
    """Grants from before a change of post that are not usual in the present one.

    Usual: at least the share ``usual`` of the other people of the post hold it. Where there are too few peers, every
    kept grant is listed.
    """
    kept = held.filter("known", ~pl.col("gone"), pl.col("moved_on") <= as_of, pl.col("granted_on") < pl.col("moved_on"))
    normal = shares.filter(pl.col("share") >= usual)
    rows = kept.join(normal, on=["person", *PERMISSION], how="anti")
    return rows.select(*GRANT, "person", "unit", "post", "granted_on", "moved_on", "used_on").sort(GRANT)


def incompatible(held: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Holders of both permissions of a pair, over all their accounts and systems.

    Args:
        held: the holdings.
        pairs: ``permission_a, permission_b`` and, if said, ``system_a, system_b``, ``reason``; no system means any.
    """
    known = held.select(*PERMISSION).unique()
    sides = pairs.filter(pl.col("permission_a").is_not_null(), pl.col("permission_b").is_not_null())
    sides = _in_every_system(_in_every_system(sides, known, "a"), known, "b")
    same = pl.col("system_a") == pl.col("system_b")
    swapped = (pl.col("system_a") > pl.col("system_b")) | (same & (pl.col("permission_a") > pl.col("permission_b")))
    sides = sides.filter(~same | (pl.col("permission_a") != pl.col("permission_b")))
    ordered = sides.with_columns(
        system_a=pl.when(swapped).then("system_b").otherwise("system_a"),
        system_b=pl.when(swapped).then("system_a").otherwise("system_b"),
        permission_a=pl.when(swapped).then("permission_b").otherwise("permission_a"),
        permission_b=pl.when(swapped).then("permission_a").otherwise("permission_b"),
    )
    keys = ["system_a", "permission_a", "system_b", "permission_b"]
    ordered = ordered.group_by(keys).agg(pl.col("reason").min())
    named = pl.concat([ordered.select(system=f"system_{side}", permission=f"permission_{side}") for side in "ab"])
    concerned = held.join(named, on=list(PERMISSION), how="semi")
    holders = concerned.group_by("holder", *PERMISSION).agg(
        pl.col("person").min(), pl.col("unit").min(), pl.col("account").min(), pl.col("used_on").max()
    )
    first = holders.select(
        "holder", "person", "unit", system_a="system", permission_a="permission", account_a="account", used_a="used_on"
    )
    second = holders.select(
        "holder", system_b="system", permission_b="permission", account_b="account", used_b="used_on"
    )
    rows = first.join(ordered, on=keys[:2], how="inner").join(second, on=["holder", *keys[2:]], how="inner")
    columns = ["holder", "person", "unit", *keys, "account_a", "account_b", "used_a", "used_b", "reason"]
    return rows.select(columns).sort("holder", *keys)


def never_used(held: pl.DataFrame) -> pl.DataFrame:
    """Permissions that none of their holders has ever used."""
    rows = held.group_by(PERMISSION).agg(
        grants=pl.len(),
        holders=pl.col("holder").n_unique(),
        granted_on=pl.col("granted_on").min(),
        used=pl.col("used_on").count(),
    )
    return rows.filter(pl.col("used") == 0).drop("used").sort(PERMISSION)


def equal_sets(held: pl.DataFrame) -> pl.DataFrame:
    """Accounts of one system with exactly the same permissions: candidates for a role, or copies of one another."""
    names = held.select(pl.col("permission").unique().sort()).with_row_index("number")
    numbered = held.select(*GRANT).join(names, on="permission", how="inner").sort("number")
    sets = numbered.group_by("system", "account", maintain_order=True).agg(
        pl.col("permission"), pl.col("number").cast(pl.String)
    )
    sets = sets.with_columns(numbers=pl.col("number").list.join(","))
    rows = (
        sets.sort("account")
        .group_by("system", "numbers", maintain_order=True)
        .agg(
            accounts=pl.len(),
            permissions=pl.col("permission").first().list.len(),
            members="account",
            set=pl.col("permission").first(),
        )
    )
    rows = rows.filter(pl.col("accounts") > 1).drop("numbers").with_columns(first=pl.col("members").list.first())
    return rows.sort("accounts", "permissions", "system", "first", descending=[True, True, False, False]).drop("first")


def reach(marked: pl.DataFrame, sensitive: pl.DataFrame) -> pl.DataFrame:
    """Who reaches which sensitive asset, through how many grants, and whether any of them was used lately."""
    named = sensitive.filter(pl.col("permission").is_not_null(), pl.col("asset").is_not_null())
    known = marked.select(*PERMISSION).unique()
    gates = _in_every_system(
        named.select(permission_a="permission", system_a="system", asset="asset", level="level"), known, "a"
    )
    gates = gates.rename({"permission_a": "permission", "system_a": "system"})
    gates = gates.group_by(*PERMISSION, "asset").agg(pl.col("level").max())
    rows = marked.join(gates, on=list(PERMISSION), how="inner")
    rows = rows.group_by("asset", "holder").agg(
        pl.col("level").max(),
        pl.col("person").min(),
        pl.col("unit").min(),
        grants=pl.len(),
        used_on=pl.col("used_on").max(),
        unused=pl.col("unused").all(),
    )
    return rows.select("asset", "level", "holder", "person", "unit", "grants", "used_on", "unused").sort(
        "asset", "holder"
    )


def only_in(these: pl.DataFrame, those: pl.DataFrame) -> pl.DataFrame:
    """Grants of the first snapshot that the second has not."""
    return these.join(those, on=list(GRANT), how="anti").select(*GRANT, "granted_on").sort(GRANT)


def still_there(held: pl.DataFrame, revoked: pl.DataFrame) -> pl.DataFrame:
    """Grants that were to be revoked and are held all the same; a revocation without a system means every system."""
    named = revoked.filter(pl.col("account").is_not_null(), pl.col("permission").is_not_null())
    exact = held.join(named.filter(pl.col("system").is_not_null()), on=list(GRANT), how="semi")
    anywhere = held.join(named.filter(pl.col("system").is_null()), on=["account", "permission"], how="semi")
    rows = pl.concat([exact, anywhere]).unique()
    return rows.select(*GRANT, "person", "unit", "used_on").sort(GRANT)


def _in_every_system(pairs: pl.DataFrame, known: pl.DataFrame, side: str) -> pl.DataFrame:
    """Replace an empty system of one side by each system that has the permission; unknown permissions fall out."""
    permission, system = f"permission_{side}", f"system_{side}"
    places = known.select(pl.col("permission").alias(permission), pl.col("system").alias("place"))
    rows = pairs.join(places, on=permission, how="inner")
    return (
        rows.filter(pl.col(system).is_null() | (pl.col(system) == pl.col("place")))
        .drop(system)
        .rename({"place": system})
    )
