"""Staff: one address a person, a role that only an admin gives, and always an admin left."""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import func, select

from domain.context import Context
from domain.pins import set_pin
from domain.problems import Conflict, FieldError, Forbidden, Invalid, Missing
from domain.roles import Role
from domain.signin import let_in, move_sign_in, must_be_unused
from storage.users import User

StaffRole = Literal["admin", "dispatcher", "office", "tech"]


async def hire(ctx: Context, facts: dict[str, Any]) -> User:
    """Take somebody on; with a password they can sign in at once."""
    password, pin = facts.pop("password", None), facts.pop("pin", None)
    user = User(**{"role": Role.TECH, "skills": [], "active": True, **facts})
    await _settle(ctx, user)
    ctx.session.add(user)
    await ctx.session.flush()
    await _give_password(ctx, user, password)
    await _give_pin(ctx, user, pin)
    return user


async def change(ctx: Context, user: User, facts: dict[str, Any]) -> User:
    """Change just the facts that are given; a new address moves the sign-in along."""
    password, pin = facts.pop("password", None), facts.pop("pin", None)
    if _loses_power(user, facts):
        await _must_leave_an_admin(ctx, user)
    for name, value in facts.items():
        setattr(user, name, value)
    await _settle(ctx, user)
    await move_sign_in(ctx, user)
    await _give_password(ctx, user, password)
    await _give_pin(ctx, user, pin)
    return user


async def restored(ctx: Context, user: User) -> None:
    """Hold the same rules for somebody whom an undo has put back as they were."""
    await _settle(ctx, user)
    await move_sign_in(ctx, user)


async def me(ctx: Context) -> User:
    """Whoever is asking."""
    user = await ctx.session.scalar(select(User).where(User.id == ctx.actor.user_id))
    if user is None:
        raise Forbidden("Only somebody on the staff has a profile here.")
    return user


def _loses_power(user: User, facts: dict[str, Any]) -> bool:
    is_admin = user.role == Role.ADMIN and user.active
    return is_admin and (facts.get("role", user.role) != Role.ADMIN or not facts.get("active", True))


async def _must_leave_an_admin(ctx: Context, user: User) -> None:
    """The rows of all admins are locked, so that two who demote each other cannot both succeed."""
    admins = select(User).where(User.role == Role.ADMIN, User.active).with_for_update()
    if all(each.id == user.id for each in await ctx.session.scalars(admins)):
        raise Conflict(f"{user.name} is the last admin; make somebody else an admin first.")


async def _settle(ctx: Context, user: User) -> None:
    """Write the address one way, and refuse one in use."""
    if user.email:
        user.email = user.email.lower()
        with ctx.session.no_autoflush:
            await _must_be_own(ctx, user, user.email)


async def _must_be_own(ctx: Context, user: User, email: str) -> None:
    same = select(User.name).where(func.lower(User.email) == email, User.id != (user.id or ""))
    if name := await ctx.session.scalar(same.limit(1)):
        raise Invalid(f"{name} has the address {email} already; give another.", [FieldError("email", "is in use")])
    await must_be_unused(ctx, user, email)


async def _give_password(ctx: Context, user: User, password: Any) -> None:
    if password is None:
        return
    if user.email is None:
        raise Missing(["email"])
    await let_in(ctx, user, password.get_secret_value())


async def _give_pin(ctx: Context, user: User, pin: Any) -> None:
    if pin is not None:
        await set_pin(ctx, user, pin.get_secret_value())
