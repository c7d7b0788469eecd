"""The guide's signature: ES256 over the canonical manifest, so that a cache or a USB stick need not be trusted."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from server.accounts.keys import kept
from server.guide.rows import canonical

ALGORITHM = ec.ECDSA(hashes.SHA256())


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def from_base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def signed_bytes(manifest: dict[str, Any]) -> bytes:
    body = {key: value for key, value in manifest.items() if key != "sig"}
    body["layers"] = [
        layer | {"segments": [{k: v for k, v in ref.items() if k != "inline"} for ref in layer["segments"]]}
        for layer in body["layers"]
    ]
    return canonical(body).encode()


def new_pem() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


class GuideKey:
    def __init__(self, private: ec.EllipticCurvePrivateKey) -> None:
        self.private = private

    @staticmethod
    def of(folder: Path) -> GuideKey:
        """Kept in DATA_DIR/keys/guide.pem; made when it is not there yet."""
        key = serialization.load_pem_private_key(kept(folder, "guide.pem", new_pem), None)
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
            raise ValueError(f"{folder / 'guide.pem'} is no P-256 key")
        return GuideKey(key)

    @property
    def jwk(self) -> dict[str, str]:
        numbers = self.private.public_key().public_numbers()
        x, y = (base64url(part.to_bytes(32)) for part in (numbers.x, numbers.y))
        return {"kty": "EC", "crv": "P-256", "x": x, "y": y, "alg": "ES256", "use": "sig"}

    def sign(self, manifest: dict[str, Any]) -> str:
        r, s = decode_dss_signature(self.private.sign(signed_bytes(manifest), ALGORITHM))
        return base64url(r.to_bytes(32) + s.to_bytes(32))


def is_signed(manifest: dict[str, Any], jwk: dict[str, str]) -> bool:
    x, y = (int.from_bytes(from_base64url(jwk[part])) for part in ("x", "y"))
    raw = from_base64url(manifest["sig"])
    signature = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    try:
        ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key().verify(
            signature, signed_bytes(manifest), ALGORITHM
        )
    except InvalidSignature:
        return False
    return True
