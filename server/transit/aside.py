"""Answers that may take long are made beside the loop, one at a time: nobody else waits for them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

ONE = ThreadPoolExecutor(1, thread_name_prefix="buses")


async def aside(work: Callable[P, T], *args: P.args, **more: P.kwargs) -> T:
    return await asyncio.get_running_loop().run_in_executor(ONE, lambda: work(*args, **more))
