"""The SMS that asks to mend. It never drops a reason: a long list takes more parts, and the courtesies go first."""

from collections.abc import Sequence

ALONE, JOINED = 70, 67  # UCS-2 characters of a message that stands alone, and of a part that is joined to others


def parts(text: str) -> int:
    """How many SMS a Chinese text costs. Characters outside the first plane count twice."""
    units = len(text.encode("utf-16-be")) // 2
    return 1 if units <= ALONE else -(-units // JOINED)


def defects_sms(item: str, defects: Sequence[str], by: str, centre: str, phone: str) -> str:
    listed = "；".join(f"{number} {defect.rstrip('。')}" for number, defect in enumerate(defects, 1))
    ask = f"，问 {phone}" if phone else ""
    courteous = f"您办的{item}要补 {len(defects)} 处，请在 {by} 前补齐：{listed}。手机上补或带到窗口都行{ask}。{centre}"
    plain = f"{item}要补 {len(defects)} 处，{by} 前：{listed}。{centre}{phone}"
    return courteous if parts(courteous) <= parts(plain) else plain
