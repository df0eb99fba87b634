"""A file that comes with a call. In hashes, audit and replies it stands as its name, type, size and SHA-256."""

from __future__ import annotations

import hashlib
from typing import Any

from pydantic import Base64Bytes, BaseModel, ConfigDict, model_serializer


class Upload(BaseModel):
    """A file: from a multipart form over REST, or base64 in JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Base64Bytes
    mime: str = "application/octet-stream"
    name: str = "file"

    @model_serializer
    def _in_brief(self) -> dict[str, Any]:
        digest = hashlib.sha256(self.data).hexdigest()
        return {"name": self.name, "mime": self.mime, "size": len(self.data), "sha256": digest}
