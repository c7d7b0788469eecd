"""RFC 8291 for one message among very many: what `webpush` does, without what it does anew for each of them (it parses
keys from text and signs twice as slowly as the cipher works). A key pair and a salt of its own for every message."""

import os
from base64 import urlsafe_b64decode
from hmac import digest

from cryptography.hazmat.primitives.asymmetric.ec import ECDH, SECP256R1, EllipticCurvePublicKey, generate_private_key
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE, AGREE = SECP256R1(), ECDH()
UNCOMPRESSED = Encoding.X962, PublicFormat.UncompressedPoint
RECORD = (4096).to_bytes(4, "big") + bytes([65])  # size of the one record, and of the key that follows
OVERHEAD = 16 + 5 + 65 + 1 + 16  # salt, header, key, end of the record, tag


def sealed(plain: bytes, p256dh: str, auth: str) -> bytes:
    """The body of the request. Raises `ValueError` for keys that are none."""
    theirs = urlsafe_b64decode(p256dh + "==")
    own = generate_private_key(CURVE)
    shared = own.exchange(AGREE, EllipticCurvePublicKey.from_encoded_point(CURVE, theirs))
    ours = own.public_key().public_bytes(*UNCOMPRESSED)
    salt = os.urandom(16)
    secret = digest(urlsafe_b64decode(auth + "=="), shared, "sha256")
    material = digest(secret, b"WebPush: info\0" + theirs + ours + b"\1", "sha256")
    key = digest(salt, material, "sha256")
    nonce = digest(key, b"Content-Encoding: nonce\0\1", "sha256")[:12]
    cipher = AESGCM(digest(key, b"Content-Encoding: aes128gcm\0\1", "sha256")[:16])
    return b"".join((salt, RECORD, ours, cipher.encrypt(nonce, plain + b"\2", None)))
