from __future__ import annotations

import math
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from nlp import embed as embed_module
from nlp.checked_once import check_once
from nlp.embed import Embedder, ModelError, load_embedder
from nlp.question_engine import _gelu, _groups, _product

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = [
    "quantum research agreement",
    "Who signed an agreement on hydrogen with Japan in 2026?",
    "",
    "量子コンピューター 協定",
    "hydrogen " * 400,
    "\ud800 lone",
    "\0",
    "🫠" * 300,
]


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return load_embedder(precision="f32", threads=1)


def test_a_question_has_the_vector_that_the_engine_of_passages_gives_it(embedder: Embedder) -> None:
    asked = embedder.embed_queries(QUESTIONS)
    assert asked.dtype == np.float32
    np.testing.assert_allclose(asked, embedder.embed(QUESTIONS), atol=2e-6)
    np.testing.assert_allclose(np.linalg.norm(asked, axis=1), 1, atol=1e-6)
    assert embedder.embed_queries([]).shape == (0, 384)


def test_questions_together_and_alone_have_the_same_vectors(embedder: Embedder) -> None:
    alone = np.concatenate([embedder.embed_queries([question]) for question in QUESTIONS])
    np.testing.assert_allclose(embedder.embed_queries(QUESTIONS), alone, atol=2e-6)


@pytest.mark.parametrize("tokens", [1, 7, 16, 24, 43, 90, 256])
@pytest.mark.parametrize("shape", [(384, 384), (1536, 384), (384, 1536)])
def test_a_product_in_pieces_is_the_whole_product(tokens: int, shape: tuple[int, int]) -> None:
    numbers = np.random.default_rng(tokens)
    weight = numbers.normal(size=shape).astype(np.float32)
    for order in ("C", "F"):
        states = np.asarray(numbers.normal(size=(shape[1], tokens)), dtype=np.float32, order=order)
        for in_pieces in (True, False):
            found = _product(weight, states, in_pieces=in_pieces)
            np.testing.assert_allclose(found, weight @ states, atol=5e-4)


def test_the_activation_is_that_of_the_model() -> None:
    values = np.linspace(-12, 12, 4001, dtype=np.float32).reshape(1, -1)
    wanted = [x * (1 + math.erf(x / math.sqrt(2))) / 2 for x in values[0].tolist()]
    np.testing.assert_allclose(
        _gelu(values.copy(), np.empty((3, *values.shape), np.float32))[0], wanted, atol=2e-6
    )


def test_questions_go_together_up_to_a_number_of_tokens() -> None:
    assert list(_groups([5, 3, 256, 2, 60, 10])) == [(0, 2), (2, 3), (3, 5), (5, 6)]
    assert list(_groups([])) == []


def test_whatever_the_precision_of_passages_questions_are_the_same(embedder: Embedder) -> None:
    other = load_embedder(precision="bf16", threads=1)
    other.embed(["a passage, so that its engine is there"])
    asked = [other.embed_queries(QUESTIONS) for _ in range(4)]
    for thread in threading.enumerate():
        if thread.name == "question-engine":  # it loads the engine for questions too
            thread.join()
    asked.append(other.embed_queries(QUESTIONS))
    assert not np.array_equal(asked[0], asked[-1])  # another engine answered
    for vectors in asked:
        np.testing.assert_allclose(vectors, embedder.embed_queries(QUESTIONS), atol=2e-6)


def test_a_process_that_only_asks_loads_no_inference_engine() -> None:
    code = (
        "import sys\nfrom nlp.embed import load_embedder\n"
        "load_embedder().embed_queries(['quantum'])\n"
        "print({'torch', 'openvino', 'transformers', 'sentence_transformers'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is told by Linux alone")
def test_a_process_that_asks_once_never_holds_the_whole_model() -> None:
    code = (
        "from pathlib import Path\nfrom nlp.embed import load_embedder\n"
        "def held():\n"
        "    return int(Path('/proc/self/status').read_text().split('RssFile:')[1].split()[0]) // 1024\n"
        "embedder = load_embedder()\n"
        "before = held()\n"
        "embedder.embed_queries(['quantum'])\n"
        "once = held() - before\n"
        "embedder.embed_queries(['hydrogen'])\n"
        "print(once, held() - before)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    once, again = map(int, done.stdout.split())
    assert once < 20 < 35 < again  # MB; the layers have 43


def test_a_large_file_is_checked_once_until_it_is_another(tmp_path: Path) -> None:
    file, cache, calls = tmp_path / "weights", tmp_path / "cache", []
    file.write_bytes(b"one")
    for _ in range(3):
        check_once(file, cache, "ab" * 32, check=lambda: calls.append(1))
    assert len(calls) == 1
    file.write_bytes(b"another")
    check_once(file, cache, "ab" * 32, check=lambda: calls.append(2))
    assert calls == [1, 2]
    (cache / f"{'ab' * 8}.checked").write_text("cut sh")
    check_once(file, cache, "ab" * 32, check=lambda: calls.append(3))
    check_once(file, tmp_path / "weights", "ab" * 32, check=lambda: calls.append(4))  # no folder: not noted
    assert calls == [1, 2, 3, 4]


def test_weights_that_changed_after_they_were_checked_answer_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"something else")
    monkeypatch.setattr(embed_module, "default_model_folder", lambda: tmp_path)
    with pytest.raises(ModelError, match="SHA-256"):
        load_embedder(cache=tmp_path / "cache")
    assert not list(tmp_path.glob("cache/*.checked"))
