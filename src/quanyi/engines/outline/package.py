"""Opens an Office package safely: limits on size and ratio before unpacking, no entities, no outside files."""

import io
import posixpath
import zipfile
import zlib
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from quanyi.engines.outline.tree import OutlineError

MOST_BYTES = 64 * 1024 * 1024  # the file itself
MOST_PART_BYTES = 24 * 1024 * 1024  # one XML part unpacked; 40 pages take about 1 MB
MOST_ENTRIES = 4096
MOST_RATIO = 250  # Word's own XML stays below 60; looked at only above one megabyte
_RATIO_FLOOR = 1024 * 1024
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Package:
    """The XML parts of one .docx file."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open the package.

        Raises:
            OutlineError: it is too large, no zip file, encrypted, or holds no Word document.
        """
        self.name = name
        if len(data) > MOST_BYTES:
            raise OutlineError(
                f"{name}: larger than {MOST_BYTES // 1024 // 1024} MB; remove its pictures and try again"
            )
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
            raise OutlineError(
                f"{name}: damaged .docx file ({error}); open it in Word or WPS and save it again"
            ) from error
        if len(entries) > MOST_ENTRIES:
            raise OutlineError(
                f"{name}: holds {len(entries)} entries, more than the {MOST_ENTRIES} allowed; no ordinary .docx does"
            )
        self._entries = {entry.filename: entry for entry in entries}
        self.main = self._related("", "officeDocument") or "word/document.xml"
        if self.main not in self._entries:
            raise OutlineError(
                f"{name}: holds no Word document; save it as .docx (a spreadsheet is read by the import of tables)"
            )

    def document(self) -> Element:
        """Return the root of the document part."""
        root = self._parsed(self.main)
        if root is None:
            raise OutlineError(f"{self.name}: holds no Word document; save it as .docx")
        return root

    def related(self, kind: str) -> Element | None:
        """Return the root of the part tied to the document by ``kind`` (``styles``, ``numbering``, ``footnotes``)."""
        path = self._related(self.main, kind) or posixpath.join(posixpath.dirname(self.main), f"{kind}.xml")
        return self._parsed(path)

    def _related(self, part: str, kind: str) -> str:
        folder, file = posixpath.split(part)
        root = self._parsed(posixpath.join(folder, "_rels", f"{file}.rels"))
        if root is None:
            return ""
        for relation in root.iter(_RELATION):
            if relation.get("Type", "").endswith(f"/{kind}") and relation.get("TargetMode") != "External":
                target = relation.get("Target", "")
                return target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        return ""

    def _parsed(self, path: str) -> Element | None:
        entry = self._entries.get(path)
        if entry is None:
            return None
        data = self._unpacked(entry).replace(_STRICT, _TRANSITIONAL)
        try:
            # Entities and document types are refused: an Office part has neither.
            root: Element = fromstring(data, forbid_dtd=True)
        except ParseError as error:
            raise OutlineError(
                f"{self.name}: {path} is no well-formed XML ({error}); save the file again in Word or WPS"
            ) from error
        except (DefusedXmlException, ValueError, LookupError) as error:
            raise OutlineError(
                f"{self.name}: {path} declares entities or a document type; refused as unsafe"
            ) from error
        return root

    def _unpacked(self, entry: zipfile.ZipInfo) -> bytes:
        try:
            with self._zip.open(entry) as stream:
                # The size declared in the archive may lie: the limit holds for what really comes out.
                data = stream.read(MOST_PART_BYTES + 1)
        except (RuntimeError, ValueError, zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            message = f"{self.name}: {entry.filename} cannot be unpacked ({error}); save it again without password"
            raise OutlineError(message) from error
        if len(data) > MOST_PART_BYTES:
            raise OutlineError(
                f"{self.name}: {entry.filename} unpacks to more than {MOST_PART_BYTES // 1024 // 1024} MB; refused"
            )
        if len(data) > _RATIO_FLOOR and len(data) > MOST_RATIO * max(entry.compress_size, 1):
            raise OutlineError(
                f"{self.name}: {entry.filename} is packed more than {MOST_RATIO} times; refused as a zip bomb"
            )
        return data
