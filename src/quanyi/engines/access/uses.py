"""Keeps the last use of each permission: a log is folded in once and its length does not matter later."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from quanyi.engines.access.columns import InputError
from quanyi.engines.access.tables import Table, any_date, iso_date, refuse_bad_date, text

KEY = ("system", "account", "permission")


@dataclass(frozen=True, slots=True)
class Uses:
    """The last use of each permission by each account.

    Attributes:
        frame: ``system``, ``account``, ``permission``, ``used_on``; an empty permission is a log-in, an empty system
            is not said.
        future: events later than the day of the audit: left out, because one wrong clock would keep a permission in
            use for ever.
        undated: events without a date or an account: left out.
    """

    frame: pl.DataFrame
    future: int = 0
    undated: int = 0

    @property
    def names_permissions(self) -> bool:
        """Whether the log says which permission was used, or only who logged in."""
        return bool((self.frame["permission"] != "").any())

    @property
    def names_systems(self) -> bool:
        """Whether the log says in which system."""
        return bool((self.frame["system"] != "").any())


def fold(log: Table, as_of: date, names: pl.DataFrame | None = None) -> Uses:
    """Read a log of any length once and keep the last use of each permission by each account.

    The log is grouped by a 64-bit hash of the names, which is several times faster and smaller than by the names; the
    names come back from ``names``, and for the rest from a second look at the log. That two of a million names share
    a hash has odds of one in 37 million.

    Args:
        log: the list ``usage``.
        as_of: the day of the audit; later events are counted and left out.
        names: ``system, account, permission`` that are likely to occur: the grants and what an earlier state knows.

    Raises:
        InputError: a row is broken, or a date is none.
    """
    kind = log.frame.collect_schema()["used_on"]
    try:
        folded, unread = _fold(log, as_of, names, iso_date("used_on", kind))
        if unread:
            _refuse_undated(log, kind)
            folded, _ = _fold(log, as_of, names, any_date("used_on", kind))
        return folded
    except pl.exceptions.PolarsError as error:
        raise InputError(f"{log.name}: a row cannot be read: {error}") from error


def merge(earlier: pl.DataFrame, uses: Uses) -> Uses:
    """The later of two last uses; folding the same log twice changes nothing."""
    return Uses(_last(pl.concat([earlier, uses.frame.select(earlier.columns)])), uses.future, uses.undated)


def load(path: Path, as_of: date) -> Uses:
    """Read a state written by :func:`save`.

    Raises:
        InputError: the file is no state, or holds uses later than the day of the audit.
    """
    wanted = {"system": pl.String, "account": pl.String, "permission": pl.String, "used_on": pl.Date}
    try:
        frame = pl.read_parquet(path)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InputError(f"state: {path} cannot be read: {error}") from error
    if dict(frame.schema) != wanted:
        raise InputError(f"state: {path} was not written by this command; give another file name")
    latest = frame["used_on"].max()
    if isinstance(latest, date) and latest > as_of:
        raise InputError(f"state: {path} knows uses up to {latest}; the day of the audit cannot be the earlier {as_of}")
    return Uses(frame)


def save(uses: Uses, path: Path) -> None:
    """Write the state; the old one stays whole until the new one is complete."""
    fresh = path.with_name(path.name + ".new")
    uses.frame.write_parquet(fresh)
    fresh.replace(path)


def _fold(log: Table, as_of: date, names: pl.DataFrame | None, day: pl.Expr) -> tuple[Uses, int]:
    """Fold with one way of reading dates, and how many written dates that left unread."""
    columns = [field for field in KEY if field in log.columns]
    dated = log.frame.with_columns(day).filter(pl.col("used_on") <= as_of)
    last = dated.group_by(_hash(columns)).agg(pl.col("used_on").max(), events=pl.len()).collect(engine="streaming")
    future = undated = unread = 0
    if last["events"].sum() < log.frame.select(pl.len()).collect().item():
        future, undated, unread = _left_out(log, as_of, day)
    absent = [pl.lit("").alias(field) for field in KEY if field not in columns]
    rows = _named(log, last, columns, names).with_columns(pl.col(columns).fill_null("")).with_columns(*absent)
    nameless = rows.filter(pl.col("account") == "")["events"].sum()
    return Uses(_last(rows), future, undated + int(nameless)), unread


def _left_out(log: Table, as_of: date, day: pl.Expr) -> tuple[int, int, int]:
    """Events later than the audit, without a date, and with a written date that was not understood."""
    written = pl.col("used_on").cast(pl.String).str.strip_chars()
    counts = log.frame.select(day, written=written).select(
        (pl.col("used_on") > as_of).sum().alias("future"),
        pl.col("used_on").is_null().sum().alias("undated"),
        (pl.col("used_on").is_null() & (pl.col("written") != "")).sum().alias("unread"),
    )
    future, undated, unread = counts.collect(engine="streaming").row(0)
    return int(future), int(undated), int(unread)


def _last(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per key with its last day, in a fixed order."""
    dated = rows.filter(pl.col("used_on").is_not_null(), pl.col("account") != "")
    return dated.group_by(KEY).agg(pl.col("used_on").max()).sort(KEY)


def _hash(columns: list[str]) -> pl.Expr:
    """One number for the names of a row, as written; a seed per column keeps (a, b) apart from (b, a)."""
    parts = [pl.col(column).cast(pl.String).hash(seed) for seed, column in enumerate(columns, start=1)]
    key = parts[0]
    for part in parts[1:]:
        key = key ^ part
    return key.alias("key")


def _named(log: Table, last: pl.DataFrame, columns: list[str], names: pl.DataFrame | None) -> pl.DataFrame:
    """Give the hashes their names back: from the likely names, the rest from the log; empty names as null."""
    rows = []
    if names is not None:
        filled = [pl.when(pl.col(column) != "").then(pl.col(column)).alias(column) for column in columns]
        likely = names.select(filled).unique().with_columns(_hash(columns)).unique("key")
        rows.append(last.join(likely, on="key", how="inner"))
        last = last.join(likely, on="key", how="anti")
    if last.height or not rows:
        schema = log.frame.collect_schema()
        found = log.frame.with_columns(_hash(columns)).join(last.lazy().select("key"), on="key", how="semi")
        cleaned = found.select("key", *(text(column, schema[column]) for column in columns)).unique("key")
        rows.append(last.join(cleaned.collect(engine="streaming"), on="key", how="inner"))
    return pl.concat([part.select("key", "used_on", "events", *columns) for part in rows])


def _refuse_undated(log: Table, kind: pl.DataType) -> None:
    """Name the first value that is written and yet no date; blanks pass."""
    dates = log.frame.select(written=pl.col("used_on"), parsed=any_date("used_on", kind)).collect(engine="streaming")
    refuse_bad_date(log.name, log.columns["used_on"], dates["written"], dates["parsed"])
