"""The default model on OpenVINO: converted once into a cache, then run without torch."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from nlp.file_lock import locked
from nlp.model_tokens import ModelTokens
from nlp.two_threads import cores

Vectors = npt.NDArray[np.float32]

_BATCH = 12  # 8 to 16 texts fit the caches of common CPUs; 32 is slower
_STEP = 16  # lengths are rounded up to it: OpenVINO keeps a megabyte for each shape it has met
_QUESTION_STEP = 8  # the same of questions, which are short; a new shape costs 10 ms once
_TOGETHER = 2  # texts of a question that have a thread each: a gloss, and the same with all senses
_PADDING = 48  # token places of a batch that may be filled up for nothing; more costs more than another call
_CONVERT_S = 900.0
_FORMAT = 1  # of the cache folder; a new number makes a new conversion


class EngineError(Exception):
    """OpenVINO cannot convert or run the model; the text says why."""


def import_openvino() -> ModuleType:
    """The openvino module, with its telemetry unable to run: it writes no file and opens no connection.

    Openvino falls back to its own silent stand-in when `openvino_telemetry` cannot be imported, so it is
    made so.
    """
    if "openvino" not in sys.modules:
        sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
    try:
        import openvino  # noqa: PLC0415 - heavy: loaded with the first model, not with the module
    except (ImportError, OSError) as error:
        raise EngineError(f"openvino cannot be imported: {error}") from error
    return openvino  # type: ignore[no-any-return]


def converted_folder(source: Path, cache: Path, sha256: str, *, check: Callable[[Path], None]) -> Path:
    """The folder with the converted model and its tokenizer; converted now, by a child process, where
    missing.

    `check` is called on the source before it is converted and may raise. Two processes never convert at
    once: the second waits and finds the first one's work. An interrupted conversion leaves nothing behind
    that would be used.
    """
    folder = cache / f"{sha256[:16]}-v{_FORMAT}"
    if _is_whole(folder):
        return folder
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with locked(cache / f"{folder.name}.lock"):
            if _is_whole(folder):
                return folder
            check(source)
            shutil.rmtree(folder, ignore_errors=True)
            for left in cache.glob(f".{folder.name}-*"):  # of conversions that were killed
                shutil.rmtree(left, ignore_errors=True)
            made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=cache))
            try:
                _convert_in_child(source, made)
                made.chmod(0o755)
                made.rename(folder)
            finally:
                shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise EngineError(f"{cache}: {error}; wanted a folder to keep the converted model in") from error
    return folder


def _is_whole(folder: Path) -> bool:
    """Whether every file has the size that the conversion wrote down."""
    try:
        sizes = json.loads((folder / "files.json").read_text("utf-8"))
        return bool(sizes) and all((folder / name).stat().st_size == size for name, size in sizes.items())
    except (OSError, ValueError, AttributeError):
        return False


def _convert_in_child(source: Path, target: Path) -> None:
    """The model converted by a child process, so that torch never stays in this one's memory."""
    root = Path(__file__).resolve().parent.parent
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "nlp.conversion",
        str(source.resolve()),
        str(target.resolve()),
    ]
    try:
        done = subprocess.run(
            command,
            cwd=root,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_CONVERT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise EngineError(f"converting took more than {_CONVERT_S:.0f} s") from error
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise EngineError(f"converting failed with exit code {done.returncode}: {last}")
    sizes = {path.name: path.stat().st_size for path in sorted(target.iterdir())}
    for path in target.iterdir():
        with path.open("rb") as stream:
            os.fsync(stream.fileno())
    (target / "files.json").write_text(json.dumps(sizes), "utf-8")


class OpenVinoEmbedder:
    """Embedder over a converted folder; one inference at a time, safe to call from several threads."""

    def __init__(
        self,
        folder: Path,
        *,
        model_id: str,
        model_tokens: int,
        precision: str = "bf16",
        threads: int | None = None,
    ) -> None:
        self._model = _compiled(folder, precision, threads)
        try:
            self._tokens = ModelTokens(folder / "tokenizer.json", model_tokens)
        except Exception as error:  # the library raises bare exceptions
            raise EngineError(f"{folder}: {error}") from error
        self._folder, self._threads = folder, threads
        self.model_id = model_id
        self.token_limit = self._tokens.limit
        self.dimension = int(self._model.output(0).get_partial_shape()[1].get_length())
        self._lock = threading.Lock()

    def for_questions(self) -> OpenVinoQuestions:
        """The same model in f32. Raises EngineError where it cannot be loaded once more."""
        streams = min(self._threads or cores(), _TOGETHER)
        model = _compiled(self._folder, "f32", streams, streams=streams)
        return OpenVinoQuestions(model, streams, self.dimension)

    def count_tokens(self, text: str) -> int:
        """How many tokens the model makes of the text, without its own marks."""
        return self._tokens.count(text)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit-length vectors, float32, shape (len(texts), dimension); row i belongs to texts[i].

        Text beyond the token limit is ignored. No texts give shape (0, dimension).
        """
        rows = [self._tokens.numbers(text) for text in texts]
        result = np.zeros((len(rows), self.dimension), dtype=np.float32)
        for batch in _batches([len(row) for row in rows]):
            result[batch] = self._infer([rows[row] for row in batch])
        return result

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """The same as embed: this model reads questions and passages alike."""
        return self.embed(texts)

    def _infer(self, rows: list[list[int]]) -> Vectors:
        width = _width(max(len(row) for row in rows))
        with self._lock:
            return _at_unit_length(np.array(self._model(_inputs(rows, width))[0], dtype=np.float32))


class OpenVinoQuestions:
    """What nlp.question_engine does in three quarters of its time or less, for 160 MB and .2 s.

    Each text has a thread of its own: several on one text would wait for each other wherever a core is busy,
    half a second a question on a busy machine.
    """

    def __init__(self, model: Any, streams: int, dimension: int) -> None:
        self._requests = [model.create_infer_request() for _ in range(streams)]
        self._dimension = dimension
        self._lock = threading.Lock()

    def embed(self, rows: Sequence[Sequence[int]]) -> Vectors:
        """Unit-length vectors, float32, shape (len(rows), dimension); rows of token numbers."""
        found = np.zeros((len(rows), self._dimension), dtype=np.float32)
        with self._lock:
            for start in range(0, len(rows), len(self._requests)):
                working = list(zip(self._requests, rows[start:], strict=False))
                for request, row in working:
                    request.start_async(_inputs([row], _width(len(row), _QUESTION_STEP)))
                for at, (request, _) in enumerate(working, start):
                    request.wait()
                    found[at] = request.get_output_tensor(0).data[0]
        return _at_unit_length(found)


def _compiled(folder: Path, precision: str, threads: int | None, *, streams: int = 1) -> Any:
    """The converted model, ready to infer so many texts or batches at once. Raises EngineError."""
    openvino = import_openvino()
    config: dict[str, Any] = {"INFERENCE_PRECISION_HINT": precision, "NUM_STREAMS": streams}
    config |= {"PERFORMANCE_HINT": "LATENCY"} if streams == 1 else {"ENABLE_CPU_PINNING": False}
    if threads is not None:
        config["INFERENCE_NUM_THREADS"] = threads
    try:
        return openvino.Core().compile_model(str(folder / "model.xml"), "CPU", config)
    except Exception as error:  # the library raises bare exceptions
        raise EngineError(f"{folder}: {error}") from error


def _inputs(rows: Sequence[Sequence[int]], width: int) -> list[npt.NDArray[np.int64]]:
    """What the model reads: rows of token numbers, each filled up to the width."""
    ids = np.zeros((len(rows), width), dtype=np.int64)
    mask = np.zeros_like(ids)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = row
        mask[number, : len(row)] = 1
    return [ids, mask, np.zeros_like(ids)]


def _at_unit_length(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-12), dtype=np.float32)


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The numbers of all rows, shortest rows first, in batches whose rows are of about one width."""
    widths = [_width(length) for length in lengths]
    batch: list[int] = []
    tokens = 0
    for row in sorted(range(len(lengths)), key=lambda row: (lengths[row], row)):
        padding = widths[row] * len(batch) - tokens
        if batch and (len(batch) == _BATCH or padding > _PADDING):
            yield batch
            batch, tokens = [], 0
        batch.append(row)
        tokens += widths[row]
    if batch:
        yield batch


def _width(length: int, step: int = _STEP) -> int:
    """The places that a row of so many tokens takes."""
    return -(-length // step) * step
