"""What a PDF says, read by poppler's pdftotext."""

import shutil
import subprocess

import pytest


def read(pdf: bytes) -> str:
    """The text of a PDF, laid out as on the page."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed (Debian: poppler-utils)")
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()
