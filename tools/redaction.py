"""What no call may bring in, wherever it comes from: the number of a payment card, in any of its free text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

from pydantic import SecretStr

from domain.card_numbers import without_cards
from tools.call import Call
from tools.operation import Operation, Parameter
from tools.upload import Upload

SEALED = (SecretStr, Upload)


def redacted(operation: Operation[Any, Any], call: Call) -> Call:
    """The call without card numbers in what people write; ids, addresses on the web and secrets stay as they are."""
    kept = {each.wire for each in operation.takes if _stays(each)}
    arguments = {name: value if name in kept else _cleaned(value) for name, value in call.arguments.items()}
    heard = _cleaned(call.heard)
    return (
        call if arguments == call.arguments and heard == call.heard else replace(call, arguments=arguments, heard=heard)
    )


def _stays(parameter: Parameter) -> bool:
    return parameter.record is not None or parameter.wire.lower().endswith("url") or _sealed(parameter.annotation)


def _sealed(annotation: Any) -> bool:
    return annotation in SEALED or any(_sealed(part) for part in get_args(annotation))


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return without_cards(value)[0]
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    if isinstance(value, dict):
        return {name: each if name.endswith("Id") else _cleaned(each) for name, each in value.items()}
    return value
