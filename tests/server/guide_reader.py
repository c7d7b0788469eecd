"""A phone's side of the guide, written from PROTOCOL.md alone: nothing here is shared with the server."""

import base64
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

Row = dict[str, Any]
Fetch = Callable[[str], bytes]


def canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def unpadded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def verify_signature(manifest: dict[str, Any], jwk: dict[str, str]) -> None:
    """Raises InvalidSignature."""
    plain = json.loads(json.dumps({key: value for key, value in manifest.items() if key != "sig"}))
    for layer in plain["layers"]:
        for segment in layer["segments"]:
            segment.pop("inline", None)
    decode = lambda text: int.from_bytes(base64.urlsafe_b64decode(text + "=="), "big")  # noqa: E731
    raw = base64.urlsafe_b64decode(manifest["sig"] + "==")
    key = ec.EllipticCurvePublicNumbers(decode(jwk["x"]), decode(jwk["y"]), ec.SECP256R1()).public_key()
    signature = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key.verify(signature, canonical(plain).encode(), ec.ECDSA(hashes.SHA256()))


def values_of(column: Any) -> list[Any]:
    if isinstance(column, list):
        return column
    if "columns" in column:
        fields = {name: values_of(one) for name, one in column["columns"].items()}
        count = len(next(iter(fields.values())))
        return [{name: of[at] for name, of in fields.items() if of[at] is not None} for at in range(count)]
    of = values_of(column["of"])
    values: list[Any] = []
    if "n" in column:
        for count in values_of(column["n"]):
            values.append(None if count is None else [of.pop(0) for _ in range(count)])
        return values
    digits = list(column.get("digits", ""))
    for unit in column["by"] if "by" in column else column["at"]:
        number = ord(unit) - 35
        if "at" in column:
            text = of[number]
            while digits and isinstance(text, str) and "0" in text:
                text = text.replace("0", chr(0xE000 + int(digits.pop(0))), 1)
            values.append(text.translate(FIGURES) if isinstance(text, str) else text)
        elif number == 0:
            values.append(of.pop(0))
        else:
            tail = re.search("[0-9]{1,9}$", values[-1])
            assert tail
            values.append(values[-1][: tail.start()] + str(int(tail[0]) + number).zfill(len(tail[0])))
    return values


FIGURES = {0xE000 + figure: str(figure) for figure in range(10)}


@dataclass
class HeldLayer:
    gen: int
    seq: int
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)

    def said(self, layer: str, item: Row) -> str:
        """An item's pinyin, without what is no character."""
        if "pinyin" in item:
            return " ".join(one for one in item["pinyin"].split() if one.isalpha())
        sounds: dict[str, str] = {}
        for syllable, chars in re.findall("([a-z]+)([^a-z]+)", self.rows["chars", layer].get("sounds", "")):
            sounds |= dict.fromkeys(chars, syllable)
        return " ".join(sounds[char] for char in item["name"] if char in sounds)

    def digest(self) -> str:
        total = 0
        for (kind, code), row in self.rows.items():
            text = f"{kind}\0{code}\0{canonical(row)}".encode()
            total ^= int(hashlib.sha256(text).hexdigest()[:16], 16)
        return f"{total:016x}"


@dataclass
class Reader:
    fetch: Fetch
    head: str | None = None
    layers: dict[str, HeldLayer] = field(default_factory=dict)
    fetched: int = 0
    repaired: int = 0

    def sync(self, manifest: dict[str, Any]) -> None:
        for head in manifest["layers"]:
            held = self.layers.get(head["layer"])
            if held is None or held.gen != head["gen"] or self.deltas_cost_more(held, head):
                held = self.take_packs(head)
            self.take_segments(held, head)
            if held.digest() != head["digest"]:
                self.repaired += 1
                held = self.take_packs(head)
                self.take_segments(held, head)
            assert held.digest() == head["digest"]
            assert len(held.rows) == head["rows"]
            self.layers[head["layer"]] = held
        self.head = manifest["head"]

    def deltas_cost_more(self, held: HeldLayer, head: dict[str, Any]) -> bool:
        deltas = sum(one["size"] for one in head["segments"] if one["to"] > held.seq)
        return deltas > sum(one["size"] for one in head["packs"])

    def take_packs(self, head: dict[str, Any]) -> HeldLayer:
        held = HeldLayer(head["gen"], head["base_seq"])
        for pack in head["packs"]:
            tables = json.loads(self.load(pack["sha"]))
            for table in tables if isinstance(tables, list) else [tables]:
                self.take_table(held, table)
        return held

    def take_table(self, held: HeldLayer, table: dict[str, Any]) -> None:
        columns = {name: values_of(column) for name, column in table["columns"].items()}
        for index, code in enumerate(columns["code"]):
            row = held.rows.setdefault((table["kind"], code), {})
            row |= {name: values[index] for name, values in columns.items() if values[index] is not None}

    def take_segments(self, held: HeldLayer, head: dict[str, Any]) -> None:
        for ref in head["segments"]:
            if ref["to"] <= held.seq:
                continue
            assert ref["from"] <= held.seq, "a segment is missing"
            segment = ref["inline"] if "inline" in ref else json.loads(self.load(ref["sha"]))
            for kind, codes in segment["del"].items():
                for code in codes:
                    held.rows.pop((kind, code), None)
            for kind, rows in segment["put"].items():
                for code, changes in rows.items():
                    row = held.rows.setdefault((kind, code), {})
                    row |= changes
                    for name in [name for name, value in row.items() if value is None]:
                        del row[name]
            held.seq = ref["to"]
        assert held.seq == head["seq"]

    def load(self, sha: str) -> bytes:
        data = self.fetch(sha)
        assert unpadded(hashlib.sha256(data).digest()[:16]) == sha
        self.fetched += 1
        return data
