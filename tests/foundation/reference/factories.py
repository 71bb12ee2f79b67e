"""Products and codes, for the contract tests."""

import datetime

from quanyi.foundation.reference.models import Code, CodeList, Product
from quanyi.foundation.reference.queries import codes
from tests.factories import rows


@rows("reference.products")
def products(bank, count):
    """Products on sale."""
    made = Product.objects.count()
    category = codes("business").first()
    for number in range(made, made + count):
        Product.objects.create(code=f"P{number}", name=f"稳利{number}号", category=category)
    return bank.people.eva


def edition(number):
    """Make an edition of a list of the test's own."""
    day = datetime.date(2020, 1, 1) + datetime.timedelta(days=number)
    return CodeList.objects.create(
        code="test", edition=str(number), name="试用表", name_en="Trial", source="试用", confidence="H", valid_from=day
    )


@rows("reference.lists")
def lists(bank, count):
    """Editions in the place of the shipped ones."""
    CodeList.objects.exclude(code="test").delete()
    made = CodeList.objects.count()
    for number in range(made, made + count):
        edition(number)
    return bank.people.eva


@rows("reference.codes")
def entries(bank, count):
    """Codes in the place of the shipped ones."""
    CodeList.objects.exclude(code="test").delete()
    kept = CodeList.objects.first() or edition(0)
    made = Code.objects.count()
    for number in range(made, made + count):
        Code.objects.create(list=kept, code=f"c{number}", name=f"代码{number}", name_en=f"Code {number}", order=number)
    return bank.people.eva
