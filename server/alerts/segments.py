"""How many SMS a text costs: GSM 03.38 packs 160 characters into one, anything else is UCS-2 with 70."""

GSM_BASIC = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENDED = set("^{}\\[~]|€\f")


def segments(text: str) -> int:
    """Parts of a long message lose room to the header that joins them again: 153 and 67 instead of 160 and 70."""
    if all(letter in GSM_BASIC or letter in GSM_EXTENDED for letter in text):
        return count(len(text) + sum(letter in GSM_EXTENDED for letter in text), alone=160, joined=153)
    return count(len(text.encode("utf-16-be")) // 2, alone=70, joined=67)


def count(units: int, *, alone: int, joined: int) -> int:
    return 1 if units <= alone else -(-units // joined)
