"""What `npm start` says once the server listens."""

import io
import os
import socket
import sys
from pathlib import Path

import qrcode

from server.alerts.keys import operator_token
from server.settings import Settings


def lan_address() -> str | None:
    """Where phones in the same network reach this machine. Connecting a datagram socket sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if address.startswith("127.") or address == "0.0.0.0" else address


def welcome(settings: Settings, port: int, sign_ins: list[tuple[str, str]]) -> str:
    """What `npm start` says: where to go, as text and as QR, and whom to be."""
    here = f"http://localhost:{port}"
    lan = lan_address() if settings.host in ("0.0.0.0", "::") else None
    phones = settings.public_url or (f"http://{lan}:{port}" if lan else here)
    lines = ["", "赶场 Ganchang is open.", f"  On this machine   {here}"]
    if phones != here:
        lines += [f"  On a phone        {phones}", "", qr(phones)]
    if phones.startswith("http://") and phones != here:
        lines.append("  Phones keep the app for offline use only over https; see README, “Running it for real”.")
    if sign_ins:
        lines += ["", "  Sign in with a number of the demo town:"]
        lines += [f"    {phone}  {who}" for phone, who in sign_ins]
    if settings.sms_provider == "local":
        lines.append(f"  Codes are shown at {here}/operator/messages")
        lines.append(f"    password: {password(settings)}")
    return "\n".join([*lines, "", "  Ctrl-C stops it. Nothing is lost.", ""])


def password(settings: Settings) -> str:
    """Shown to whoever sits at the terminal; a log that is kept only gets to know where it is."""
    if sys.stdout.isatty() and settings.operator_token is None:
        return operator_token(settings)
    return f"OPERATOR_TOKEN, or what {shown(settings.keys_dir / 'operator.token')} holds"


def qr(address: str) -> str:
    code = qrcode.QRCode(border=2)
    code.add_data(address)
    out = io.StringIO()
    code.print_ascii(out=out, invert=True)
    return out.getvalue().rstrip()


def shown(path: Path) -> str:
    """As one would type it from here."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative
