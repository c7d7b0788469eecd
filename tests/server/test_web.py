"""The built app as a browser gets it: small, cached well, and with no room for foreign scripts."""

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path

import httpx
from litestar import Litestar, get

from server.web.pwa import with_pwa

PAGE = (
    "<!doctype html><meta name=ganchang-key content=%GANCHANG_KEY%><style>h1{color:red}</style>"
    "<script>1</script><script type=module>2</script><h1>镇上的事</h1>"
)


@get("/track/{code:str}")
async def track() -> dict[str, str]:
    return {"state": "submitted"}


@asynccontextmanager
async def site(folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    (folder / "a").mkdir()
    (folder / "index.html").write_text(PAGE, "utf-8")
    (folder / "a" / "home-1f.js").write_text("home", "utf-8")
    (folder / "a" / "home-1f.js.br").write_bytes(b"packed")
    (folder / "sw.js").write_text("worker", "utf-8")
    (folder / "manifest.webmanifest").write_text("{}", "utf-8")
    api = Litestar([track], openapi_config=None)
    app = with_pwa(api, {"track"}, {"GANCHANG_KEY": "x.y"}, folder)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://town") as http:
        yield http


async def test_the_page_carries_the_keys_and_allows_just_its_own_scripts(tmp_path: Path) -> None:
    async with site(tmp_path) as http:
        page = await http.get("/")
        assert "content=x.y>" in page.text and page.headers["cache-control"] == "no-cache"
        policy = page.headers["content-security-policy"]
        for text in ("1", "2", "h1{color:red}"):
            assert f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'" in policy
        assert "unsafe" not in policy and "frame-ancestors 'none'" in policy
        assert page.headers["x-content-type-options"] == "nosniff"


async def test_addresses_of_pages_get_the_page_and_those_of_the_api_do_not(tmp_path: Path) -> None:
    async with site(tmp_path) as http:
        wants_page = {"accept": "text/html,*/*"}
        for path in ("/items/x-1", "/c/0123456789", "/guide/search?q=tysb"):
            assert (await http.get(path, headers=wants_page)).text.startswith("<!doctype html>")
        assert (await http.get("/track/0123456789", headers=wants_page)).json() == {"state": "submitted"}
        assert (await http.get("/items/x-1")).status_code == 404
        assert (await http.get("/a/gone.js", headers=wants_page)).status_code == 404


async def test_hashed_files_are_kept_for_ever_and_the_worker_is_asked_for_each_time(tmp_path: Path) -> None:
    async with site(tmp_path) as http:
        chunk = await http.get("/a/home-1f.js", headers={"accept-encoding": "gzip"})
        assert chunk.text == "home" and "immutable" in chunk.headers["cache-control"]
        assert (await http.get("/sw.js")).headers["cache-control"] == "no-cache"
        assert (await http.get("/manifest.webmanifest")).headers["content-type"] == "application/manifest+json"


async def test_a_file_that_is_held_already_is_not_sent_again(tmp_path: Path) -> None:
    async with site(tmp_path) as http:
        first = await http.get("/", headers={"accept-encoding": "br"})
        assert first.headers["content-encoding"] == "br" and first.headers["vary"] == "accept-encoding"
        tag = first.headers["etag"]
        again = await http.get("/", headers={"accept-encoding": "br", "if-none-match": tag})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        plain = await http.get("/", headers={"accept-encoding": "identity"})
        assert plain.headers["etag"] != tag


async def test_no_path_leads_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    async with site(tmp_path / "inside") as http:
        for path in ("/../secret.txt", "/a/..%2f..%2fsecret.txt", "/%2e%2e/secret.txt"):
            reply = await http.get(path)
            assert reply.status_code == 404 and "secret" not in reply.text
