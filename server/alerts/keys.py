"""Keys of the ways out: who we are to push services, and the operator's password."""

import secrets

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from server.accounts.keys import kept
from server.settings import Settings


def vapid_key(settings: Settings) -> EllipticCurvePrivateKey:
    """Every subscription is bound to this key: when it is lost, all phones must subscribe again."""
    key = load_pem_private_key(kept(settings.keys_dir, "vapid.pem", new_vapid_key), None)
    if not isinstance(key, EllipticCurvePrivateKey):
        raise ValueError("vapid.pem is not an elliptic curve key")
    return key


def new_vapid_key() -> bytes:
    return generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def operator_token(settings: Settings) -> str:
    made = (
        settings.operator_token
        or kept(settings.keys_dir, "operator.token", lambda: secrets.token_urlsafe(16).encode()).decode()
    )
    return made.strip()
