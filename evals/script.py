"""Scripted conversations as they are written: YAML to typed turns, with a sentence for what is wrong in one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from domain.problems import Invalid


class Expected(BaseModel):
    """A call that should have run: its method and path, and some of its arguments."""

    model_config = ConfigDict(extra="forbid")

    operation: str
    args: dict[str, Any] = {}


def _call(value: Any) -> Any:
    """The short form is the operation alone; a list means any one of them."""
    if isinstance(value, str):
        return [{"operation": value}]
    if isinstance(value, list):
        return [{"operation": each} if isinstance(each, str) else each for each in value]
    return [value]


AnyOf = Annotated[list[Expected], BeforeValidator(_call)]


class ReplyCheck(BaseModel):
    """What the reply must say, must not say, and must ask."""

    model_config = ConfigDict(extra="forbid")

    says: list[str | list[str]] = []
    never: list[str] = []
    asks: Literal["confirmation", "choice", "input"] | None = None


class TurnScript(BaseModel):
    """One thing said, and what should come of it."""

    model_config = ConfigDict(extra="forbid")

    user: str
    calls: list[AnyOf] | None = None
    may: list[AnyOf] = []
    reply: ReplyCheck = ReplyCheck()


class StateCheck(BaseModel):
    """A GET at the end, as the account's admin."""

    model_config = ConfigDict(extra="forbid")

    get: str
    has: dict[str, Any] | None = None
    count: int | None = None
    status: int | None = None


class Script(BaseModel):
    """One conversation."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    id: str
    who: str = Field(alias="as")
    channel: Literal["phone", "field", "widget"] = "field"
    turns: list[TurnScript]
    state: list[StateCheck] = []
    runs: int = 1
    account: str | None = None


def read(paths: list[Path]) -> list[Script]:
    """Every conversation in these files and folders; raises `Invalid` naming the file that cannot be read."""
    files = [file for path in paths for file in (sorted(path.rglob("*.yaml")) if path.is_dir() else [path])]
    if not files:
        raise Invalid(f"There are no scripts in {', '.join(map(str, paths))}.")
    return [script for file in files for script in _scripts(file)]


def _scripts(file: Path) -> list[Script]:
    try:
        written = yaml.safe_load(file.read_text(encoding="utf-8"))
        return [Script.model_validate(each) for each in written or []]
    except FileNotFoundError:
        raise Invalid(f"There is no file {file}.") from None
    except (yaml.YAMLError, ValidationError, TypeError) as wrong:
        raise Invalid(f"{file} is not a list of conversations: {str(wrong).splitlines()[0]}.") from None
