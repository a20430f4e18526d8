"""The text of a file that holds a table, whatever its encoding."""

from __future__ import annotations

import codecs

# The longer mark of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def text_of(content: bytes) -> str:
    """Return the text of a file.

    A byte-order mark tells the encoding. Without one it is UTF-8 or, as spreadsheets write on
    Windows, its code page 1252; what differs there stands only in headers and comments.

    Parameters
    ----------
    content : bytes
        All of the file.

    Raises
    ------
    ValueError
        If it is no text.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return content[len(mark) :].decode(encoding)
            except UnicodeDecodeError:
                raise ValueError(
                    f"The file begins as {encoding.upper()}, and goes on as something else. Save "
                    "it again as `CSV UTF-8`."
                ) from None
    if b"\0" in content:
        raise ValueError(
            "The file must be a plain text, as in a CSV file: one pair per line, time in ms and "
            "current. Spreadsheets are saved as `CSV UTF-8`."
        )
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
