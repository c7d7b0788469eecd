"""Who we are to a push service (RFC 8292): one signed token an origin, used again until it is half spent."""

from dataclasses import dataclass, field

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from webpush.vapid import VAPID

from server.alerts.endpoints import origin

# RFC 8292 allows 24 hours; some services measure with clocks of their own.
LIFETIME = 12 * 3600


@dataclass
class Vapid:
    """`subject` is a mailto: or https: address at which the push service can reach the operator."""

    key: EllipticCurvePrivateKey
    subject: str
    tokens: dict[str, tuple[int, str]] = field(default_factory=dict)

    @property
    def public_key(self) -> str:
        """The `applicationServerKey` that a browser subscribes with."""
        return str(VAPID.get_application_server_key(self.key.public_key()))

    def authorization(self, endpoint: str, now: int) -> str:
        audience = origin(endpoint)
        expires, header = self.tokens.get(audience, (0, ""))
        if expires - now > LIFETIME // 2:
            return header
        expires = now + LIFETIME
        token = jwt.encode({"aud": audience, "exp": expires, "sub": self.subject}, self.key, algorithm="ES256")
        header = f"vapid t={token}, k={self.public_key}"
        if len(self.tokens) > 100:
            self.tokens.clear()
        self.tokens[audience] = (expires, header)
        return header
