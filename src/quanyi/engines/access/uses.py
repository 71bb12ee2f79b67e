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


def fold(log: Table, as_of: date) -> Uses:
    """Read a log of any length once and keep the last use of each permission by each account.

    Args:
        log: the list ``usage``.
        as_of: the day of the audit; later events are counted and left out.

    Raises:
        InputError: a row is broken, or a date is none.
    """
    kind = log.frame.collect_schema()["used_on"]
    folded = _fold_once(log, as_of, iso_date("used_on", kind))
    if folded["undated"].sum() and not kind.is_temporal():
        folded = _fold_once(log, as_of, any_date("used_on", kind))
        if folded["undated"].sum():
            _refuse_undated(log, kind)
    schema = log.frame.collect_schema()
    names = [text(field, schema[field]).fill_null("") for field in KEY if field in log.columns]
    absent = [pl.lit("").alias(field) for field in KEY if field not in log.columns]
    rows = folded.with_columns(*names, *absent)
    nameless = rows.filter(pl.col("account") == "")["events"].sum()
    undated = rows.filter(pl.col("account") != "")["undated"].sum()
    return Uses(_last(rows), int(folded["future"].sum()), int(nameless) + int(undated))


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


def _fold_once(log: Table, as_of: date, day: pl.Expr) -> pl.DataFrame:
    """One pass over the log, in a stream: per key as written, the last day and what had to be left out."""
    names = [field for field in KEY if field in log.columns]
    query = (
        log.frame.with_columns(day)
        .group_by(names)
        .agg(
            pl.when(pl.col("used_on") <= as_of).then(pl.col("used_on")).max(),
            future=(pl.col("used_on") > as_of).sum(),
            undated=pl.col("used_on").is_null().sum(),
            events=pl.len(),
        )
    )
    try:
        return query.collect(engine="streaming")
    except pl.exceptions.PolarsError as error:
        raise InputError(f"{log.name}: a row cannot be read: {error}") from error


def _last(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per key with its last day, in a fixed order."""
    dated = rows.filter(pl.col("used_on").is_not_null(), pl.col("account") != "")
    return dated.group_by(KEY).agg(pl.col("used_on").max()).sort(KEY)


def _refuse_undated(log: Table, kind: pl.DataType) -> None:
    """Name the first value that is written and yet no date; blanks pass."""
    dates = log.frame.select(written=pl.col("used_on"), parsed=any_date("used_on", kind)).collect(engine="streaming")
    refuse_bad_date(log.name, log.columns["used_on"], dates["written"], dates["parsed"])
