"""The text of scanned pages through tesseract, where it is installed and switched on."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from typing import Any

_DPI = 200
_MOST_PIXELS = 25_000_000  # of one page; a larger one is drawn smaller
_LANGUAGES = re.compile(r"[a-z]{3}(_[a-z]+)?(\+[a-z]{3}(_[a-z]+)?)*", re.IGNORECASE)
_BETWEEN_SIGNS = re.compile(
    r"(?<=[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]) (?=[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef])"
)


class OcrError(Exception):
    """Why a scan could not be read; the text says what was met and what to do."""


@dataclass(frozen=True, slots=True)
class Ocr:
    """How scanned pages are read."""

    languages: str  # as tesseract names them: jpn+eng
    most_pages: int = 20
    seconds: float = 45.0  # for one file; below the time that the pool gives a page

    def __post_init__(self) -> None:
        """Raises ValueError for what is no list of languages: it becomes an argument of a command."""
        if not _LANGUAGES.fullmatch(self.languages):
            raise ValueError(f"languages is {self.languages!r}; wanted tesseract's names, e.g. jpn+eng")


def read_scans(document: Any, ocr: Ocr) -> list[str]:
    """The texts of the first pages of an open PDF; those beyond the limits of `ocr` are left out.

    Raises OcrError where tesseract is missing or fails on the first page.
    """
    command = shutil.which("tesseract")
    if command is None:
        raise OcrError("tesseract is not installed; install it with its languages, or leave crawl.ocr empty")
    end = time.monotonic() + ocr.seconds
    texts: list[str] = []
    for number in range(min(len(document), ocr.most_pages)):
        left = end - time.monotonic()
        if left <= 0:
            break
        try:
            done = subprocess.run(
                [command, "stdin", "stdout", "-l", ocr.languages, "--psm", "3"],
                input=_drawn(document[number]),
                capture_output=True,
                timeout=left,
                check=False,
                env={"OMP_THREAD_LIMIT": "1", "PATH": "/usr/bin:/bin"},
            )
        except subprocess.TimeoutExpired:
            break
        if done.returncode != 0:
            if texts:
                break
            raise OcrError(f"tesseract: {done.stderr.decode('utf-8', 'replace')[:200]}")
        texts.append(_BETWEEN_SIGNS.sub("", done.stdout.decode("utf-8", "replace")))
    return texts


def _drawn(page: Any) -> bytes:
    """The page as a grey PNG."""
    width, height = page.get_size()
    scale = _DPI / 72
    pixels = width * height * scale * scale
    if pixels > _MOST_PIXELS:
        scale *= (_MOST_PIXELS / pixels) ** 0.5
    buffer = io.BytesIO()
    page.render(scale=scale, grayscale=True).to_pil().save(buffer, "PNG")
    return buffer.getvalue()
