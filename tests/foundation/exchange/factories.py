"""Imports and exports in their lists, for the contract tests."""

from quanyi.foundation.exchange.models import Export, Import
from quanyi.foundation.subjects.steps import open_subject
from tests.factories import rows


@rows("exchange.imports")
def imports(bank, count):
    """Open several imports at Ann's branch."""
    for _number in range(count):
        subject = open_subject(
            bank.context, kind="import", prefix="DR", label="台账", unit=bank.units.a1, url="/imports/{number}/"
        )
        values = {"importer": "test.gone", "mode": "live", "unit": bank.units.a1, "file_name": "台账.csv", "total": 3}
        Import.objects.create(subject=subject, created_by=bank.people.ann, created_at=bank.context.now, **values)
    return bank.people.ann


@rows("exchange.exports")
def exports(bank, count):
    """Order several exports as Ann."""
    values = {"listing": "exchange.imports", "format": "csv", "reason": "核对"}
    for _number in range(count):
        Export.objects.create(created_by=bank.people.ann, created_at=bank.context.now, **values)
    return bank.people.ann
