"""Which hub carries news: within one process, or between all workers of a database."""

from urllib.parse import urlsplit

from server.settings import Settings
from server.store import Store
from server.store.postgres import Postgres
from server.sync.hub import Hub
from server.sync.hub_postgres import PostgresHub


def hub_of(settings: Settings, store: Store) -> Hub:
    if not isinstance(store, Postgres):
        return Hub()
    if settings.redis_url:
        from server.sync.hub_redis import RedisHub  # five megabytes that most servers need not have

        return RedisHub(settings.redis_url, urlsplit(store.url).path.strip("/"))
    return PostgresHub(store)
