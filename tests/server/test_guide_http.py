"""The guide over HTTP, as phones and caches use it."""

import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import msgspec

from server.app import create_app
from server.guide.load.load import load
from server.guide.publish import publish
from server.piccolo_conf import DB
from server.schema.types import Manifest
from server.settings import Settings
from tests.server.guide_county import county, item
from tests.server.guide_reader import Reader, verify_signature
from tests.server.town import mutation


@asynccontextmanager
async def served(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(Settings(data_dir=tmp_path / "data"), work_jobs=False)
    async with app.lifespan():
        await load(DB, county(tmp_path / "county", item("A"), item("D", "510131")))
        await publish(DB, tmp_path / "data" / "guide")
        for life in app.state.core.parts.values():
            if hasattr(life, "reload"):
                await life.reload()
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://town.test") as http:
            yield http


async def test_a_phone_reads_places_manifest_and_packs(tmp_path: Path) -> None:
    async with served(tmp_path) as http:
        tree = (await http.get("/g/places")).json()
        assert tree["name"][tree["code"].index("510131104201")] == "马福村"
        answer = await http.get("/g/510131104201/manifest")
        manifest = answer.json()
        msgspec.convert(manifest, Manifest, strict=True)
        verify_signature(manifest, (await http.get("/g/key")).json())
        packs = {}
        for layer in manifest["layers"]:
            for pack in layer["packs"]:
                got = await http.get(f"/g/p/{pack['sha']}", headers={"accept-encoding": "br"})
                assert got.headers["content-encoding"] == "br"
                assert got.headers["cache-control"] == "public, max-age=31536000, immutable"
                packs[pack["sha"]] = got.content
        phone = Reader(packs.__getitem__)
        phone.sync(manifest)
        assert ("item", "D") in phone.layers["510131"].rows


async def test_a_manifest_that_did_not_change_is_not_sent_again(tmp_path: Path) -> None:
    async with served(tmp_path) as http:
        tag = (await http.get("/g/510131104/manifest")).headers["etag"]
        again = await http.get("/g/510131104/manifest", headers={"if-none-match": tag})
        assert (again.status_code, again.content) == (304, b"")


async def test_a_pack_is_the_same_in_every_encoding(tmp_path: Path) -> None:
    async with served(tmp_path) as http:
        sha = (await http.get("/g/510131104/manifest")).json()["layers"][0]["packs"][0]["sha"]
        bodies = {
            (await http.get(f"/g/p/{sha}", headers={"accept-encoding": one})).content
            for one in ("br", "zstd", "identity")
        }
        assert len(bodies) == 1


async def test_what_is_not_there_is_a_problem_with_a_code(tmp_path: Path) -> None:
    async with served(tmp_path) as http:
        for path, code in (
            ("/g/999999999/manifest", "place_unknown"),
            ("/g/abc/manifest", "place_unknown"),
            ("/g/p/" + "A" * 22, "not_found"),
            ("/g/p/..%2f..%2fkeys", "not_found"),
            ("/g/item/510131104/NIX", "not_found"),
            ("/g/item/nowhere/A", "place_unknown"),
        ):
            answer = await http.get(path)
            assert (answer.status_code, answer.json()["code"]) == (404, code), path


async def test_one_item_is_read_as_the_place_offers_it(tmp_path: Path) -> None:
    async with served(tmp_path) as http:
        answer = await http.get("/g/item/510131104201/D")
        assert answer.json()["org"] == "510131"


async def test_a_sync_carries_the_manifest_only_to_a_phone_that_is_behind(tmp_path: Path) -> None:
    async with served(tmp_path) as http:
        body = {"proto": 1, "client": secrets.token_urlsafe(16), "place": "510131104201"}
        manifest = (await http.post("/sync", json=body)).json()["guide"]
        assert "guide" not in (await http.post("/sync", json=body | {"guide": manifest["head"]})).json()


async def test_O14_a_reader_reports_an_error_to_the_desk_without_signing_in(tmp_path: Path) -> None:
    async with served(tmp_path) as http:
        client, statuses = secrets.token_urlsafe(16), []
        for seq, item_code in enumerate(["NIX", *["A"] * 11], start=1):
            one = mutation("guide.report_error", "guide", seq, id=new_uuid(), item=item_code, text="电话打不通")
            one["args"]["place"] = "510131104201"
            answer = await http.post("/sync", json={"proto": 1, "client": client, "mutations": [one]})
            [result] = answer.json()["results"]
            statuses.append(result.get("code", result["status"]))
        assert statuses == ["item_unknown", *["accepted"] * 10, "rate_limited"]
        rows = await DB.fetch("SELECT scope, body FROM scope_row WHERE entity = 'error_report'")
        assert {scope for scope, _ in rows} == {"desk:510131104"}
        assert len(rows) == 10
        assert set(json.loads(rows[0][1])) == {"id", "item", "text", "at"}


def new_uuid() -> str:
    return str(mutation("x", "x", 1)["id"])


async def test_R2_a_pack_cut_in_the_middle_goes_on_where_it_broke(tmp_path: Path) -> None:
    async with served(tmp_path) as http:
        heads = http._transport.app.state.core.parts  # type: ignore[attr-defined]
        shelf = next(life.shelf for life in heads.values() if hasattr(life, "shelf"))
        sha = shelf.keep(bytes(range(256)) * 64).sha
        whole = (await http.get(f"/g/p/{sha}")).content
        for coding in ("br", "identity"):
            got = await http.get(f"/g/p/{sha}/8192", headers={"accept-encoding": coding})
            assert got.content == whole[8192:]
            assert "immutable" in got.headers["cache-control"]
        assert (await http.get(f"/g/p/{sha}/{len(whole)}")).content == b""
        for start in (1, 4095, len(whole) + 4096, 10**30):
            assert (await http.get(f"/g/p/{sha}/{start}")).status_code == 404
        assert (await http.get("/g/p/..%2fkeys/4096")).status_code == 404
