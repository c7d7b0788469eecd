"""What HTTP handlers ask for is read once, not again for every town of a test: that was most of what a town cost."""

from collections.abc import Callable
from typing import Any

from litestar._signature import SignatureModel
from litestar.utils.signature import ParsedSignature

read_signature = ParsedSignature.from_fn
make_model = SignatureModel.create
signatures: dict[Any, ParsedSignature] = {}
models: dict[Any, type[SignatureModel]] = {}


def code_of(handler: Callable[..., Any]) -> Any:
    """The same for the handlers that a function makes anew for each town."""
    return getattr(handler, "__code__", handler)


def signature(fn: Callable[..., Any], signature_namespace: dict[str, Any]) -> ParsedSignature:
    if code_of(fn) not in signatures:
        signatures[code_of(fn)] = read_signature(fn, signature_namespace)
    return signatures[code_of(fn)]


def model(dependency_name_set: set[str], fn: Callable[..., Any], **more: Any) -> type[SignatureModel]:
    key = code_of(fn), frozenset(dependency_name_set)
    if key not in models:
        models[key] = make_model(dependency_name_set=dependency_name_set, fn=fn, **more)
    return models[key]


def remember() -> None:
    ParsedSignature.from_fn = signature  # type: ignore[method-assign]
    SignatureModel.create = model  # type: ignore[method-assign,assignment]
