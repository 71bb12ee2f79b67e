"""Which SQLite libraries may hold a bank's data."""

FIRST_AFFECTED = (3, 7, 0)
FIRST_SOUND = (3, 51, 3)
#: Releases of older lines that carry the correction: line → first sound release.
CORRECTED = {(3, 44): 6, (3, 50): 7}


def refusal(version: tuple[int, ...]) -> str:
    """Return why a SQLite library must not be used, or an empty text.

    Args:
        version: ``sqlite3.sqlite_version_info``.

    From 3.7.0 to 3.51.2 two connections can lose a committed transaction when the write-ahead log is reset
    (corrected in 3.51.3, and in the lines 3.44 and 3.50); older libraries have no write-ahead log.
    """
    line, release = tuple(version[:2]), version[2]
    if tuple(version) >= FIRST_SOUND or (line in CORRECTED and release >= CORRECTED[line]):
        return ""
    name = ".".join(map(str, version))
    if tuple(version) < FIRST_AFFECTED:
        return f"quanyi.E001: SQLite {name} has no write-ahead log; install pysqlite3 0.6.1 or use PostgreSQL"
    return (
        f"quanyi.E001: SQLite {name} can lose a committed transaction (releases 3.7.0 to 3.51.2);"
        " install pysqlite3 0.6.1 or use PostgreSQL"
    )
