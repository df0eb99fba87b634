"""Whether a call tells enough to be made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tools.operation import Operation


def changes_nothing(operation: Operation[Any, Any], arguments: Mapping[str, Any]) -> bool:
    """Whether a PATCH names its record and no change: something was not understood."""
    if operation.routes[0].method != "PATCH" or operation.options.get("alone"):
        return False
    changes = [each for each in operation.takes if not each.in_path]
    if any(each.required for each in changes):
        return False
    return not any(each.wire in arguments for each in changes)


def complete(operation: Operation[Any, Any], arguments: Mapping[str, Any]) -> bool:
    """Whether nothing that must be given is missing."""
    return all(each.wire in arguments for each in operation.takes if each.required)
