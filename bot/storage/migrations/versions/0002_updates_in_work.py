"""Updates of the bots are kept until they have been handled."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add their bodies."""
    op.add_column("updates", sa.Column("body", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Forget them."""
    op.drop_column("updates", "body")
