"""Faults of octets and lines (rules 6 and 7)."""

from tests.agenda.linting.mutating import octets, swap, text


@octets("bom", "singles")
def byte_order_mark(it: bytes) -> bytes:
    return b"\xef\xbb\xbf" + it


@octets("bom", "empty")
def byte_order_mark_before_an_empty_calendar(it: bytes) -> bytes:
    return b"\xef\xbb\xbf" + it


@octets("leading-blank", "singles")
def empty_line_first(it: bytes) -> bytes:
    return b"\r\n" + it


@octets("leading-blank", "remote")
def blank_first(it: bytes) -> bytes:
    return b" " + it


@octets("not-crlf", "everything")
def lf_only(it: bytes) -> bytes:
    return it.replace(b"\r\n", b"\n")


@octets("not-crlf", "singles")
def cr_only(it: bytes) -> bytes:
    return it.replace(b"\r\n", b"\r")


@octets("not-crlf", "singles")
def one_line_with_lf(it: bytes) -> bytes:
    return it.replace(b"STATUS:CONFIRMED\r\n", b"STATUS:CONFIRMED\n", 1)


@octets("not-crlf", "singles")
def last_line_not_ended(it: bytes) -> bytes:
    return it.removesuffix(b"\r\n")


@octets("empty-line", "singles")
def empty_line_after_every_line(it: bytes) -> bytes:
    return it.replace(b"\r\n", b"\r\n\r\n")


@octets("empty-line", "series")
def empty_line_between_events(it: bytes) -> bytes:
    return it.replace(b"END:VEVENT\r\n", b"END:VEVENT\r\n\r\n", 1)


@octets("line-too-long", "series")
def never_folded(it: bytes) -> bytes:
    return it.replace(b"\r\n ", b"")


@octets("line-too-long", "all-day")
def folded_at_75_characters(it: bytes) -> bytes:
    return it.replace("SUMMARY:Fête du numérique 🎉".encode(), b"SUMMARY:" + "é".encode() * 60)


@octets("fold-splits-character", "singles")
def fold_inside_a_character(it: bytes) -> bytes:
    return it.replace("n° 1".encode(), b"n\xc2\r\n \xb0 1")


@octets("fold-splits-character", "all-day")
def fold_inside_an_emoji(it: bytes) -> bytes:
    return it.replace("🎉".encode(), b"\xf0\x9f\r\n \x8e\x89")


@octets("fold-splits-escape", "singles")
def fold_behind_a_backslash(it: bytes) -> bytes:
    return it.replace(b"fablab.\\n", b"fablab.\\\r\n n", 1)


@octets("fold-splits-escape", "remote")
def fold_before_an_escaped_comma(it: bytes) -> bytes:
    return it.replace(b"arnaques\\, en", b"arnaques\\\r\n , en", 1)


@octets("not-utf8", "cancelled")
def one_word_in_latin_1(it: bytes) -> bytes:
    return it.replace("ANNULÉ".encode(), "ANNULÉ".encode("latin-1"))


@octets("not-utf8", "series")
def whole_file_in_windows_1252(it: bytes) -> bytes:
    return (
        it.replace(b"\r\n ", b"")
        .decode()
        .encode("cp1252")
        .replace(b"\\n", b"\r\n \\n")
        .replace(b"\\; on", b"\r\n \\; on")
    )


@text("bad-line", "remote")
def line_break_not_escaped(it: str) -> str:
    return swap(it, r"\nPar t", "\nPar t")


@text("bad-line", "singles")
def line_without_colon(it: str) -> str:
    return swap(it, "STATUS:CONFIRMED", "STATUS CONFIRMED")


@text("trailing-blank", "singles")
def blanks_behind_begin(it: str) -> str:
    return swap(it, "BEGIN:VEVENT", "BEGIN:VEVENT  ")


@text("trailing-blank", "remote")
def blank_behind_end(it: str) -> str:
    return swap(it, "END:VEVENT", "END:VEVENT ")


@text("control-character", "singles")
def bell_in_a_title(it: str) -> str:
    return swap(it, "SUMMARY:Atelier", "SUMMARY:Ate\x07lier")


@text("control-character", "remote")
def vertical_tab_in_a_description(it: str) -> str:
    return swap(it, "En ligne :", "En\x0bligne :")


@text("line-separator", "singles")
def unicode_line_separator(it: str) -> str:
    return swap(it, "Au fablab.", "Au\u2028fablab.")


@text("line-separator", "remote")
def next_line_character(it: str) -> str:
    return swap(it, "En ligne :", "En\x85ligne :")


@text("bad-escape", "series")
def escaped_colon(it: str) -> str:
    return swap(it, "ordinateur :", r"ordinateur \:")


@text("bad-escape", "singles")
def windows_path(it: str) -> str:
    return swap(it, "Au fablab.", r"C:\temp.")


@text("unescaped-text", "series")
def commas_not_escaped(it: str) -> str:
    return swap(it, r"Médiathèque\,", "Médiathèque,")


@text("unescaped-text", "series")
def semicolon_not_escaped(it: str) -> str:
    return swap(it, r"rythme\;", "rythme;")


@text("double-escape", "series")
def comma_escaped_twice(it: str) -> str:
    return swap(it, r"Médiathèque\,", r"Médiathèque\\\,")


@text("double-escape", "series")
def line_break_escaped_twice(it: str) -> str:
    return swap(it, r"\n\nInscription", r"\\n\\nInscription")


@text("categories-joined", "series")
def categories_escaped_together(it: str) -> str:
    return swap(it, "main,Courriel", r"main\,Courriel")


@text("categories-joined", "series")
def three_categories_escaped_together(it: str) -> str:
    return swap(it, "main,Courriel", r"main\, Courriel\, Santé")


@text("blank-property", "singles")
def empty_categories(it: str) -> str:
    return swap(it, "END:VEVENT", "CATEGORIES:\nEND:VEVENT")


@text("blank-property", "remote")
def empty_location(it: str) -> str:
    return swap(it, "END:VEVENT", "LOCATION:\nEND:VEVENT")


@text("old-parameter", "singles")
def charset_parameter(it: str) -> str:
    return swap(it, "SUMMARY:", "SUMMARY;CHARSET=UTF-8:")


@text("old-parameter", "remote")
def quoted_printable(it: str) -> str:
    return swap(it, "SUMMARY:", "SUMMARY;ENCODING=QUOTED-PRINTABLE:")
