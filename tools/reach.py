"""Phone numbers and e-mail addresses as operations take them: checked, and written one way."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from domain.reach import email_address, phone_number
from tools.checked import checked

Phone = Annotated[str, Field(max_length=40), checked(phone_number)]
Email = Annotated[str, Field(max_length=254), checked(email_address)]
