"""Reading `multipart/form-data`: texts and files by their field names, each in the order in which they came."""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from grokwidget.local.body import NotJson

if TYPE_CHECKING:
    from python_multipart.multipart import Field, File

logging.getLogger("python_multipart").addHandler(logging.NullHandler())  # what it complains of is our answer
MOST_PARTS = 64
KIND = "multipart/form-data"


class NotAForm(NotJson):
    """The body is no form that the service takes."""

    def __init__(self) -> None:
        super().__init__("form")


@dataclass
class Form:
    """The parts of a form."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, list[bytes]] = field(default_factory=dict)

    def names(self) -> set[str]:
        """Every field that is there."""
        return {*self.texts, *self.files}


def is_form(content_type: str) -> bool:
    """Whether a Content-Type header announces a form with files."""
    return content_type.partition(";")[0].strip().lower() == KIND


def parse(content_type: str, data: bytearray) -> Form:
    """The form in a body that was bounded when it was read. NotAForm when it is broken, or has too many parts."""
    from python_multipart.exceptions import FormParserError
    from python_multipart.multipart import create_form_parser, parse_options_header

    form = Form()

    def on_field(part: Field) -> None:
        _count(form)
        try:
            form.texts.setdefault(_name(part.field_name), []).append((part.value or b"").decode())
        except UnicodeDecodeError:
            raise NotAForm from None

    def on_file(part: File) -> None:
        _count(form)
        part.file_object.seek(0)
        form.files.setdefault(_name(part.field_name), []).append(part.file_object.read())
        part.close()

    boundary = parse_options_header(content_type)[1].get(b"boundary", b"")
    if not boundary or b"--" + boundary + b"--" not in data:  # it was cut off; the parser would take what there is
        raise NotAForm
    headers = {"Content-Type": content_type.encode("latin-1", "replace")}
    try:
        # The whole body is in memory already: no part of it goes to a temporary file.
        parser = create_form_parser(headers, on_field, on_file, config={"MAX_MEMORY_FILE_SIZE": len(data) + 1})
        body = io.BytesIO(data)
        while piece := body.read(2**20):
            parser.write(piece)
        parser.finalize()
    except FormParserError:
        raise NotAForm from None
    if not form.names():
        raise NotAForm
    return form


def _name(name: bytes | None) -> str:
    return (name or b"").decode("utf-8", "replace")


def _count(form: Form) -> None:
    if sum(len(parts) for group in (form.texts, form.files) for parts in group.values()) >= MOST_PARTS:
        raise NotAForm
