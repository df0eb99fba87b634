"""Logs: structured, on standard error, warnings and worse unless CALLOUT_LOG asks for more."""

from __future__ import annotations

import logging
import os
import sys

import structlog


def quiet() -> None:
    """Set logging up for a command line: no chatter between a person and their answer."""
    level = logging.getLevelNamesMapping().get(os.environ.get("CALLOUT_LOG", "WARNING").upper(), logging.WARNING)
    logging.basicConfig(stream=sys.stderr, level=level, format="%(levelname)s %(name)s: %(message)s", force=True)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # whatever standard error is by then
    )
    if level > logging.DEBUG:
        logging.getLogger("livekit").setLevel(logging.ERROR)
