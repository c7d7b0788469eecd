"""RFC 8291 for one message among very many: what `webpush` does, without what it does anew for each of them (it parses
keys from text and signs, twice as slow as the cipher itself). A key pair and a salt of its own for every message."""

import os
from binascii import a2b_base64
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ec import ECDH, SECP256R1, EllipticCurvePublicKey, generate_private_key
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE, AGREE = SECP256R1(), ECDH()
UNCOMPRESSED = Encoding.X962, PublicFormat.UncompressedPoint
RECORD = (4096).to_bytes(4, "big") + bytes([65])  # size of the one record, and of the key that follows
OVERHEAD = 16 + 5 + 65 + 1 + 16  # salt, header, key, end of the record, tag
URL_SAFE = bytes.maketrans(b"-_", b"+/")
INNER, OUTER = bytes(one ^ 0x36 for one in range(256)), bytes(one ^ 0x5C for one in range(256))


def sealed(plain: bytes, p256dh: str, auth: str) -> bytes:
    """The body of the request. Raises `ValueError` for keys that are none."""
    theirs = raw(p256dh)
    own = generate_private_key(CURVE)
    shared = own.exchange(AGREE, EllipticCurvePublicKey.from_encoded_point(CURVE, theirs))
    ours = own.public_key().public_bytes(*UNCOMPRESSED)
    salt = os.urandom(16)
    material = mac(mac(raw(auth), shared), b"WebPush: info\0" + theirs + ours + b"\1")
    key = mac(salt, material)
    nonce = mac(key, b"Content-Encoding: nonce\0\1")[:12]
    cipher = AESGCM(mac(key, b"Content-Encoding: aes128gcm\0\1")[:16])
    return b"".join((salt, RECORD, ours, cipher.encrypt(nonce, plain + b"\2", None)))


def raw(key: str) -> bytes:
    return a2b_base64(key.encode().translate(URL_SAFE) + b"==")


def mac(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA-256 of keys up to a block (RFC 2104). Python's own has OpenSSL look the algorithm up at every call, and
    that takes longer than both hashes do."""
    block = key.ljust(64, b"\0")
    return sha256(block.translate(OUTER) + sha256(block.translate(INNER) + message).digest()).digest()
