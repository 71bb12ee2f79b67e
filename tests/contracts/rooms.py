"""A contract of import-linter: what rooms keep to themselves and whose models others may name.

Layers alone cannot say "your own room may, the neighbour may not": this contract looks at every import from one room
into another.
"""

from collections.abc import Iterator

import grimp
from importlinter import Contract, ContractCheck, fields, output

#: Storeys that may use the actions and pages of every room.
ROOF = {"faces", "site"}
FRAMEWORKS = {"django", "ninja", "allauth", "axes"}
TRANSLATION = "from django.utils.translation import "


class RoomsContract(Contract):
    """Rooms open ``steps`` and ``queries`` to rooms above; the rest of a room is its own.

    Configuration:
        closed: module names that no other room imports, except faces and site.
        offered: "room.module": exceptions, modules that are made for other rooms.
        open_models: rooms whose models domains, insight and faces may name; rooms of the foundation may name any below.
        readers: rooms that may import the models of every room (administration, indicators, reports).
        special: "room.module": module names that only this room may have.
    """

    type_name = "rooms"
    closed = fields.SetField(subfield=fields.StringField())
    offered = fields.SetField(subfield=fields.StringField())
    open_models = fields.SetField(subfield=fields.StringField())
    readers = fields.SetField(subfield=fields.StringField())
    special = fields.SetField(subfield=fields.StringField())

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        """Look at every import that crosses the border of a room."""
        faults = [
            f"{importer} imports {imported}"
            for importer in sorted(graph.modules)
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if not self.allowed(importer, imported)
        ]
        faults += [f"{importer} imports {imported}, but rules are pure" for importer, imported in impure(graph)]
        faults += [f"{module} stands in a room that has no such module" for module in self.strangers(graph)]
        return ContractCheck(kept=not faults, metadata={"faults": faults})

    def allowed(self, importer: str, imported: str) -> bool:
        """Tell whether one module may import another."""
        ours, (theirs, part) = room(importer)[0], room(imported)
        if not theirs or ours == theirs or not part or f"{theirs}.{part}" in self.offered:
            return True
        storey = importer.split(".")[1] if "." in importer else ""
        if part in self.closed:
            return storey in ROOF
        if part == "models":
            return theirs in self.open_models or ours in self.readers or storey in {"foundation", "site"}
        return True

    def strangers(self, graph: grimp.ImportGraph) -> list[str]:
        """Return special modules that stand in another room than their own."""
        owners = {name.rsplit(".", 1)[1]: name.rsplit(".", 1)[0] for name in self.special}
        return sorted(m for m in graph.modules if room(m)[1] in owners and room(m)[0] != owners[room(m)[1]])

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print every fault."""
        for fault in check.metadata["faults"]:
            output.print_error(fault, bold=False)


def impure(graph: grimp.ImportGraph) -> Iterator[tuple[str, str]]:
    """Yield what rules import besides engines, other rules and plain libraries.

    Of Django they may have the translation of their sentences, and nothing else.
    """
    for importer in sorted(module for module in graph.modules if room(module)[1] == "rules"):
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            if imported.startswith("quanyi."):
                if not imported.startswith("quanyi.engines") and room(imported)[1] != "rules":
                    yield importer, imported
            elif imported in FRAMEWORKS:
                lines = [d["line_contents"] for d in graph.get_import_details(importer=importer, imported=imported)]
                if any(not line.startswith(TRANSLATION) for line in lines):
                    yield importer, imported


def room(module: str) -> tuple[str, str]:
    """Split ``quanyi.domains.complaints.steps.x`` into ``domains.complaints`` and ``steps``; the roof has no rooms."""
    parts = module.split(".")
    if len(parts) < 3 or parts[1] == "site":
        return "", ""
    return ".".join(parts[1:3]), parts[3] if len(parts) > 3 else ""
