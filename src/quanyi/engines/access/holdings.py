"""Joins grants, people and last uses into one table: who holds what, since when, last used when, in which post."""

import re
from datetime import date

import polars as pl

from quanyi.engines.access.uses import Uses

GRANT = ("system", "account", "permission")


def one_row_per_grant(grants: pl.DataFrame) -> pl.DataFrame:
    """Grants without repeats: the latest grant date counts, because a grant made again is a decision made again.

    Rows without account or permission are left out; the caller counts them.
    """
    named = grants.filter(pl.col("account").is_not_null(), pl.col("permission").is_not_null())
    named = named.with_columns(pl.col("system").fill_null("")).select(*GRANT, "granted_on", "person")
    # Most lists have no repeats, and a hash shows that sooner than grouping by three names.
    if named.select(pl.struct(GRANT).hash().n_unique()).item() == named.height:
        return named
    return named.group_by(GRANT).agg(pl.col("granted_on").max(), pl.col("person").min())


def one_row_per_person(people: pl.DataFrame, as_of: date, left_words: list[str]) -> pl.DataFrame:
    """People with a mark whether they have left: by date when there is one, else by the word in the status column.

    A person listed twice is read as the first row says; the caller counts the repeats.
    """
    gone = (pl.col("left_on") <= as_of).fill_null(value=False) | (
        pl.col("left_on").is_null() & pl.col("status").str.to_lowercase().is_in(left_words).fill_null(value=False)
    )
    named = people.with_columns(person=pl.coalesce("person", "account")).filter(pl.col("person").is_not_null())
    return (
        named.unique("person", keep="first", maintain_order=True)
        .with_columns(gone=gone)
        .select("person", "name", "unit", "post", "left_on", "moved_on", "gone")
        .sort("person")
    )


def owners(people: pl.DataFrame) -> pl.DataFrame:
    """account → person by the list of people; of several claimants the first in order, and how many there are."""
    named = people.with_columns(person=pl.coalesce("person", "account"), account=pl.coalesce("account", "person"))
    return (
        named.filter(pl.col("person").is_not_null())
        .group_by("account")
        .agg(owner=pl.col("person").min(), claimants=pl.col("person").n_unique())
    )


def hold(
    grants: pl.DataFrame, people: pl.DataFrame | None, persons: pl.DataFrame | None, uses: Uses | None
) -> pl.DataFrame:
    """One row per grant with its holder and last use.

    Args:
        grants: of :func:`one_row_per_grant`.
        people: the list of people as read, for the owner of each account; None when there is no list.
        persons: of :func:`one_row_per_person`.
        uses: last uses, or None when no log was given.

    Returns:
        ``system, account, permission, granted_on, person, holder, known, unit, post, left_on, moved_on, gone,
        used_on``; ``holder`` is the person, or the account when nobody owns it: incompatible duties are sought over all
        accounts of a holder.
    """
    frame = grants
    if people is None or persons is None:
        empty = {"unit": pl.String, "post": pl.String, "left_on": pl.Date, "moved_on": pl.Date}
        frame = frame.with_columns(
            *(pl.lit(None, kind).alias(name) for name, kind in empty.items()),
            known=pl.lit(value=True),
            gone=pl.lit(value=False),
        )
    else:
        frame = (
            frame.join(owners(people).select("account", "owner"), on="account", how="left")
            .with_columns(person=pl.coalesce("person", "owner"))
            .drop("owner")
            .join(persons.drop("name").with_columns(known=pl.lit(value=True)), on="person", how="left")
            .with_columns(pl.col("known").fill_null(value=False), pl.col("gone").fill_null(value=False))
        )
    frame = frame.with_columns(holder=pl.coalesce("person", "account"))
    return _with_last_use(frame, uses)


def last_use_of_accounts(frame: pl.DataFrame, uses: Uses) -> pl.DataFrame:
    """``system, account, seen_on``: the last sign of life of each account that holds grants, log-ins included."""
    keys = ["system", "account"] if _both_name_systems(frame, uses) else ["account"]
    seen = uses.frame.group_by(keys).agg(seen_on=pl.col("used_on").max())
    return frame.select("system", "account").unique().join(seen, on=keys, how="left")


def generic_kind(account: str, words: frozenset[str], chinese: tuple[str, ...]) -> str | None:
    """The word that makes an account name look shared or technical, or None.

    Latin words must stand alone between digits, punctuation or Chinese (``test01``, ``crm_admin``, not ``protest``).
    """
    for part in re.split(r"[^a-z]+", account.casefold()):
        if part in words:
            return part
    return next((word for word in chinese if word in account), None)


def _both_name_systems(frame: pl.DataFrame, uses: Uses) -> bool:
    """Whether system names can be compared; a list without them says "any system"."""
    return uses.names_systems and bool((frame["system"] != "").any())


def _with_last_use(frame: pl.DataFrame, uses: Uses | None) -> pl.DataFrame:
    """Add ``used_on``; when the log names no permissions, the last log-in stands for all permissions of the account."""
    if uses is None:
        return frame.with_columns(used_on=pl.lit(None, pl.Date))
    keys = ["account"]
    if uses.names_permissions:
        keys.append("permission")
    if _both_name_systems(frame, uses):
        keys.append("system")
    last = uses.frame.group_by(keys).agg(pl.col("used_on").max())
    return frame.join(last, on=keys, how="left")
