<%
    def steps(written):
        return "\n".join(line for line in written.splitlines() if "###" not in line) or "    pass"
%>\
"""${message}"""

import sqlalchemy as sa
from alembic import op

from storage.migrations.walls import append_only, within_account

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    ${steps(upgrades).lstrip()}


def downgrade() -> None:
    ${steps(downgrades).lstrip()}
