from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from nlp import embed as embed_module
from nlp import openvino_engine
from nlp.embed import (
    DEFAULT_SHA256,
    Embedder,
    ModelChoice,
    ModelError,
    ModelWarning,
    check_default_model,
    default_model_folder,
    load_embedder,
    prepare,
)
from nlp.openvino_engine import EngineError, converted_folder

ROOT = Path(__file__).resolve().parents[2]
TEXTS = [
    "Norway and Viet Nam signed an agreement on ocean research.",
    "Quantum",
    "",
    "量子コンピューター",
    "hydrogen " * 400,
]

pytestmark = [
    # raised by torch and its friends while they load, about their own future
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::SyntaxWarning"),
]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with the converted model, made once for these tests."""
    folder = tmp_path_factory.mktemp("models")
    prepare(folder)
    return folder


@pytest.fixture(scope="module")
def embedder(cache: Path) -> Embedder:
    return load_embedder(precision="f32", cache=cache, threads=1)


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_vectors_have_unit_length_and_follow_the_texts(embedder: Embedder) -> None:
    vectors = embedder.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert embedder.embed([]).shape == (0, 384)
    near, far = embedder.embed(
        ["An accord on marine science between Oslo and Hanoi.", "A recipe for apple cake."]
    )
    assert vectors[0] @ near > vectors[0] @ far + 0.3


def test_a_text_alone_and_in_a_batch_agree(embedder: Embedder) -> None:
    texts = TEXTS + [f"text number {number} " * (number % 40) for number in range(40)]
    alone = np.concatenate([embedder.embed([text]) for text in texts])
    np.testing.assert_allclose(embedder.embed(texts), alone, atol=1e-3)
    np.testing.assert_allclose(embedder.embed(texts[::-1])[::-1], alone, atol=1e-3)


def test_a_batch_holds_texts_of_about_one_length() -> None:
    lengths = [3, 250, 40, 41, 8, 254, 5, 40, *[30] * 20]
    batches = list(openvino_engine._batches(lengths))
    assert sorted(row for batch in batches for row in batch) == list(range(len(lengths)))
    for batch in batches:
        widths = [openvino_engine._width(lengths[row]) for row in batch]
        assert len(batch) <= 12
        assert sum(max(widths) - width for width in widths) <= 48
    assert len(batches) < 7
    assert list(openvino_engine._batches([])) == []


def test_few_shapes_reach_the_engine() -> None:
    assert [openvino_engine._width(length) for length in (1, 16, 17, 256)] == [16, 16, 32, 256]
    assert len({openvino_engine._width(length) for length in range(1, 257)}) == 16


def test_bf16_stays_close_to_f32(embedder: Embedder, cache: Path) -> None:
    faster = load_embedder(cache=cache, threads=1)
    cosines = (faster.embed(TEXTS) * embedder.embed(TEXTS)).sum(axis=1)
    assert cosines.min() > 0.99
    assert faster.model_id == embedder.model_id


def test_tokens_are_counted_without_the_models_own_marks(embedder: Embedder) -> None:
    assert embedder.token_limit == 254
    assert embedder.count_tokens("") == 0
    assert embedder.count_tokens("hydrogen energy") == 2
    assert embedder.count_tokens("hydrogen " * 400) == 400  # the bundled tokenizer would say 128


def test_what_lies_beyond_the_limit_is_ignored_and_nothing_before_it(embedder: Embedder) -> None:
    limit = embedder.token_limit
    whole, longer = embedder.embed(["hydrogen " * limit, "hydrogen " * limit + "cake " * 50])
    np.testing.assert_allclose(whole, longer, atol=1e-4)
    last, other = embedder.embed(["hydrogen " * (limit - 60) + "cake " * 60, "hydrogen " * limit])
    assert last @ other < 0.999  # tokens 129 to 254 count


@pytest.mark.parametrize("text", ["\ud800 lone", "\0", "x" * 3_000_000, "\u200b", "🫠" * 300])
def test_hostile_texts_get_a_vector_too(embedder: Embedder, text: str) -> None:
    vectors = embedder.embed([text])
    assert np.isfinite(vectors).all()
    assert embedder.count_tokens(text[:1000]) >= 0


def test_several_threads_may_embed_at_once(embedder: Embedder) -> None:
    wanted = embedder.embed(TEXTS)
    found: list[np.ndarray] = []
    threads = [threading.Thread(target=lambda: found.append(embedder.embed(TEXTS))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    for vectors in found:
        np.testing.assert_allclose(vectors, wanted, atol=1e-3)


@pytest.mark.slow
def test_torch_and_openvino_give_the_same_vectors(embedder: Embedder, cache: Path) -> None:
    code = (
        "import sys, json\nfrom nlp.torch_engine import TorchEmbedder\n"
        "embedder = TorchEmbedder(sys.argv[1], token_limit=256, threads=1)\n"
        "print(json.dumps([embedder.embed(json.loads(sys.argv[2])).tolist(), embedder.token_limit]))"
    )
    done = run(code, str(default_model_folder()), json.dumps(TEXTS))
    assert done.returncode == 0, done.stderr
    vectors, limit = json.loads(done.stdout)
    assert limit == embedder.token_limit
    np.testing.assert_allclose(np.array(vectors), embedder.embed(TEXTS), atol=1e-3)


def test_running_the_converted_model_needs_no_torch_and_sends_nothing(cache: Path, tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
calls = []
def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "urllib.Request"):
        calls.append((event, repr(arguments)))
    if event == "open" and isinstance(arguments[0], str) and isinstance(arguments[1], str):
        if set(arguments[1]) & set("wax+"):
            calls.append((event, arguments[0]))
sys.addaudithook(watch)
from nlp.embed import load_embedder
load_embedder(cache=Path(sys.argv[1]), threads=1).embed(["quantum"])
loaded = {"torch", "transformers", "sentence_transformers", "openvino_telemetry.main"} & set(sys.modules)
print(loaded, [call for call in calls if "/dev/null" not in call[1] and "__pycache__" not in call[1]])
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(cache)],
        cwd=ROOT,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "set() []"
    assert list(tmp_path.iterdir()) == []  # no consent file, no client id


def test_importing_the_module_loads_no_engine() -> None:
    done = run("import sys, nlp.embed; print({'torch', 'openvino', 'tokenizers'} & set(sys.modules))")
    assert done.stdout.strip() == "set()"


def test_weights_that_are_not_the_published_ones_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"something else")
    with pytest.raises(ModelError, match=f"wanted {DEFAULT_SHA256}"):
        check_default_model(tmp_path)
    with pytest.raises(ModelError, match="install the package again"):
        check_default_model(tmp_path / "missing")
    check_default_model(tmp_path, wanted=hashlib.sha256(b"something else").hexdigest())


def test_a_changed_model_is_never_converted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"something else")
    monkeypatch.setattr(embed_module, "default_model_folder", lambda: tmp_path)
    with pytest.raises(ModelError, match="SHA-256"):
        load_embedder(cache=tmp_path / "cache")
    assert not any(path.is_dir() for path in (tmp_path / "cache").glob("*"))


@pytest.mark.slow
def test_an_unusable_engine_falls_back_to_torch_with_a_warning(
    cache: Path, monkeypatch: pytest.MonkeyPatch, embedder: Embedder
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise EngineError("no such CPU")

    monkeypatch.setattr(embed_module, "OpenVinoEmbedder", fail)
    slower = load_embedder(cache=cache, threads=1)
    with pytest.warns(ModelWarning, match="no such CPU"):
        slower.embed(TEXTS[:1])
    assert slower.model_id == embedder.model_id
    assert slower.token_limit == embedder.token_limit
    np.testing.assert_allclose(slower.embed(TEXTS[:2]), embedder.embed(TEXTS[:2]), atol=1e-3)


def fake_conversion(source: Path, target: Path) -> None:
    (target / "model.xml").write_text("x")
    (target / "files.json").write_text(json.dumps({"model.xml": 1}))


def test_two_converters_do_the_work_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def convert(source: Path, target: Path) -> None:
        calls.append(target)
        fake_conversion(source, target)

    monkeypatch.setattr(openvino_engine, "_convert_in_child", convert)
    found: list[Path] = []
    threads = [
        threading.Thread(
            target=lambda: found.append(
                converted_folder(tmp_path, tmp_path / "cache", "ab" * 32, check=lambda _: None)
            )
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 1
    assert len(set(found)) == 1
    assert len(found) == 4


def test_an_interrupted_conversion_is_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openvino_engine, "_convert_in_child", fake_conversion)
    arguments = (tmp_path, tmp_path / "cache", "ab" * 32)
    folder = converted_folder(*arguments, check=lambda _: None)
    (folder / "model.xml").write_text("")  # cut short
    left = folder.parent / f".{folder.name}-killed"
    left.mkdir()
    assert converted_folder(*arguments, check=lambda _: None) == folder
    assert (folder / "model.xml").read_text() == "x"
    assert not left.exists()


def test_a_failing_conversion_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openvino_engine.sys, "executable", "/bin/false")
    with pytest.raises(EngineError, match="exit code"):
        converted_folder(tmp_path, tmp_path / "cache", "ab" * 32, check=lambda _: None)
    assert [path.suffix for path in (tmp_path / "cache").iterdir()] == [".lock"]


@pytest.mark.parametrize(
    "arguments", [{"precision": "int8"}, {"threads": 0}, {"model": "/no/such/model/anywhere"}]
)
def test_wrong_settings_are_refused_with_a_cure(arguments: dict[str, object]) -> None:
    with pytest.raises(ModelError, match="wanted"):
        load_embedder(**arguments)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers model of random weights, with prompts of its own."""
    folder = tmp_path_factory.mktemp("tiny-model")
    code = """
import sys
from pathlib import Path
import torch
from sentence_transformers import SentenceTransformer, models
from transformers import BertConfig, BertModel, BertTokenizerFast
torch.manual_seed(1)
folder = Path(sys.argv[1])
marks = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ":"]
words = [*marks, "query", "passage", "quantum", "hydrogen", "energy"]
vocabulary = {word: number for number, word in enumerate(words)}
config = BertConfig(vocab_size=11, hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
                    intermediate_size=32, max_position_embeddings=40)
BertModel(config).save_pretrained(folder / "bert")
BertTokenizerFast(vocab=vocabulary, model_max_length=40).save_pretrained(folder / "bert")
bert = models.Transformer(str(folder / "bert"), max_seq_length=32)
model = SentenceTransformer(modules=[bert, models.Pooling(16)], device="cpu",
                            prompts={"query": "query: ", "passage": "passage: "})
model.save(str(folder / "model"))
"""
    done = run(code, str(folder))
    assert done.returncode == 0, done.stderr
    return folder / "model"


@pytest.mark.slow
def test_any_other_model_brings_its_prefixes_dimension_and_limit(tiny: Path) -> None:
    model = load_embedder(str(tiny), threads=1)
    assert (model.dimension, model.token_limit) == (16, 30)
    assert model.count_tokens("quantum hydrogen energy") == 3
    question, passage = model.embed_queries(["quantum energy"]), model.embed(["quantum energy"])
    assert question.shape == passage.shape == (1, 16)
    np.testing.assert_allclose(np.linalg.norm(question, axis=1), 1, atol=1e-5)
    assert not np.allclose(question, passage, atol=1e-4)  # other prefixes
    plain = load_embedder(
        ModelChoice(str(tiny), query_prefix="", passage_prefix="", token_limit=20), threads=1
    )
    np.testing.assert_allclose(plain.embed_queries(["query: quantum energy"]), question, atol=1e-5)
    assert plain.token_limit == 18
    assert plain.embed([]).shape == (0, 16)
    assert model.embed(["\ud800"]).shape == (1, 16)


@pytest.mark.slow
def test_a_models_id_tells_weights_prefixes_and_limit_apart(tiny: Path) -> None:
    one = load_embedder(str(tiny), threads=1).model_id
    assert one == load_embedder(str(tiny), threads=1).model_id
    assert one.startswith("model@")
    others = [
        load_embedder(ModelChoice(str(tiny), query_prefix="ask: "), threads=1).model_id,
        load_embedder(ModelChoice(str(tiny), token_limit=20), threads=1).model_id,
    ]
    assert len({one, *others}) == 3
