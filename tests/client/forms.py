"""Reads a multipart form as a server would."""

import re
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP


@dataclass
class SentForm:
    """The texts of a form and its files: field, file name, media type, bytes."""

    texts: dict[str, str] = field(default_factory=dict)
    files: list[tuple[str, str, str, bytes]] = field(default_factory=list)


def read_form(content_type: str, body: bytes) -> SentForm:
    """Return what a form holds."""
    boundary = re.fullmatch(r"multipart/form-data; boundary=(\S+)", content_type)
    assert boundary is not None, content_type
    form = SentForm()
    first, *parts, last = body.split(b"--" + boundary[1].encode())
    assert (first, last) == (b"", b"--\r\n")
    for part in parts:
        head, _, data = part.partition(b"\r\n\r\n")
        headers = BytesParser(policy=HTTP).parsebytes(head.lstrip(b"\r\n") + b"\r\n\r\n")
        said = headers["content-disposition"].params
        assert data.endswith(b"\r\n")
        if "filename" in said:
            kind = headers.get_content_type()
            form.files.append((said["name"], said["filename"], kind, data[:-2]))
        else:
            form.texts[said["name"]] = data[:-2].decode()
    return form
