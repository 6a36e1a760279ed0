"""Small PDFs, drawn by hand: no library of ours writes them."""

import io

from pypdf import PdfReader, PdfWriter


def pdf(pages: list[list[str]], password: str = "") -> bytes:
    """A PDF with these lines on its pages; a line that begins with `# ` is set larger."""
    count = len(pages)
    kids = " ".join(f"{3 + 2 * n} 0 R" for n in range(count))
    font = 3 + 2 * count
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
    ]
    for n, lines in enumerate(pages):
        drawn = _drawn(lines)
        uses = f"/Resources << /Font << /F1 {font} 0 R >> >>"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {4 + 2 * n} 0 R {uses} >>",
            f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
        ]
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    made = _assembled(objects)
    return _locked(made, password) if password else made


def _drawn(lines: list[str]) -> str:
    runs = []
    for row, line in enumerate(lines):
        size = 20 if line.startswith("# ") else 11
        words = line.removeprefix("# ").replace("(", r"\(").replace(")", r"\)")
        runs.append(f"BT /F1 {size} Tf 50 {740 - 40 * row} Td ({words}) Tj ET")
    return "\n".join(runs)


def shown(x: float, y: float, text: str, size: float = 10, font: str = "F1") -> str:
    """Operators that show a text at a place: F1 is Courier, F2 bold, F3 has Chinese characters."""
    if font == "F3":
        drawn = f"<{text.encode('utf-16-be').hex()}>"
    else:
        drawn = f"<{text.encode('cp1252').hex()}>"
    return f"BT /{font} {size} Tf {x} {y} Td {drawn} Tj ET"


def drawn_pdf(pages: list[str], chinese: str = "") -> bytes:
    """A PDF with these operators on its pages; `chinese`: the characters that F3 has."""
    count = len(pages)
    kids = " ".join(f"{3 + 2 * n} 0 R" for n in range(count))
    at = 3 + 2 * count
    fonts = " ".join(f"/F{n + 1} {at + n} 0 R" for n in range(3))
    has = f"/Resources << /Font << {fonts} >> >>"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
    ]
    for n, page in enumerate(pages):
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {4 + 2 * n} 0 R {has} >>",
            _stream(page),
        ]
    known = "\n".join(f"<{ord(c):04x}> <{ord(c):04x}>" for c in sorted(set(chinese)))
    space = "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange"
    uses = f"/DescendantFonts [{at + 3} 0 R] /ToUnicode {at + 4} 0 R"
    system = "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
    return _assembled(
        [
            *objects,
            "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Courier-Bold /Encoding /WinAnsiEncoding >>",
            f"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H {uses} >>",
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /DW 1000 {system} >>",
            _stream(f"{space}\n{len(set(chinese))} beginbfchar\n{known}\nendbfchar"),
        ]
    )


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def _assembled(objects: list[str]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    start = len(out)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    out += (
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()
    )
    return bytes(out)


def _locked(body: bytes, password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(body)))
    writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
