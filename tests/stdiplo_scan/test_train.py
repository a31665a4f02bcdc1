"""`train` and `retag`: learning from corrections, refusing what is worse, tagging again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result
from typer.testing import CliRunner

from crawlers.document import Document
from nlp.office_models import ModelsError, install_models, load_models, use_shipped
from nlp.tagger import Tagger, _taxonomy_digest
from nlp.tags import TaggedDocument
from nlp.train_office import Comparison, Lesson, train_signals_model
from nlp.word_by_word import read_word_by_word
from stdiplo_scan import jobs
from stdiplo_scan.cli.main import app
from stdiplo_scan.corrections import Person, Wish, make_corrections
from stdiplo_scan.lessons import read_lessons
from stdiplo_scan.retagging import retag
from stdiplo_scan.wiring import Office, tagging_model
from tests.index.conftest import build_entry

SHIPPED = Path(__file__).parents[2] / "nlp" / "taxonomy" / "training" / "signals_weights.npz"
SHIPPED_FIELDS = Path(__file__).parents[2] / "nlp" / "fields_model.npz"
NOBODY = Person("Sato", "2026-11-27T01:00:00+00:00")
TEXTS = {
    "a": "Kenya and France signed an agreement on quantum research. Bakers met in Nairobi.",
    "b": "Japan and Viet Nam held a dialogue on science policy in Hanoi.",
}


def quiet(_what: str, _count: int) -> None:
    """No progress."""


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office.open(tmp_path / "office", create=True)
    documents = [
        Document(id=name, url=f"https://example.org/{name}", title=name, text=text, language="en")
        for name, text in TEXTS.items()
    ]
    jobs.ingest_documents(office, documents)
    return office


def say(office: Office, document: str, wish: Wish) -> None:
    office.store.correct(make_corrections(office.store, document, wish, NOBODY))


def test_corrections_become_lessons(office: Office) -> None:
    assert read_lessons(office.store, office.glossary).sentences == ()
    number = next(n for n, one in enumerate(office.store.document("a").signals, 1) if one.type == "agreement")
    say(office, "a", Wish(reject=[f"signal:{number}"], add=["field:BAS"]))
    say(
        office,
        "b",
        Wish(
            add=["signal:dialogue"], values={"parties": "JP,VN"}, quote="Japan and Viet Nam held a dialogue"
        ),
    )
    found = read_lessons(office.store, office.glossary)
    assert [(one.labels, one.document) for one in found.sentences] == [(("none",), "a"), (("dialogue",), "b")]
    [document] = found.documents
    assert "BAS" in document.labels
    assert (document.title_end, document.text[:3]) == (1, "a\n\n")


def test_a_foreign_sentence_is_learned_as_the_tagger_reads_it(office: Office) -> None:
    text = "臺灣與日本簽署量子合作協議。"
    document = Document(id="c", url="https://example.org/c", title="", text=text, language="zh")
    jobs.ingest_documents(office, [document])
    say(office, "c", Wish(confirm=["signal:1"]))
    [lesson] = [one for one in read_lessons(office.store, office.glossary).sentences if one.document == "c"]
    assert lesson.labels == ("agreement",)
    assert lesson.text == read_word_by_word(text, "zh")
    assert {"quantum", "cooperation", "agreement"} <= set(lesson.text.split())


def test_tagging_again_goes_on_where_it_was_cut_off_and_keeps_a_persons_word(office: Office) -> None:
    say(office, "a", Wish(reject=["country:KE"]))
    assert retag(office, quiet).documents == 0
    old = TaggedDocument("", "en", (), (), (), "an older tagger")
    for name in TEXTS:
        office.store.replace_tags(name, 1, old)
    assert retag(office, quiet, write=False).documents == 2
    store, written = office.store, []

    class Killed(BaseException):
        pass

    replace_tags = store.replace_tags

    def once(document_id: str, version: int, tagged: TaggedDocument) -> None:
        if written:
            raise Killed
        written.append(document_id)
        replace_tags(document_id, version, tagged)

    store.replace_tags = once  # type: ignore[method-assign]
    with pytest.raises(Killed):
        retag(office, quiet)
    store.replace_tags = replace_tags  # type: ignore[method-assign]
    done = retag(office, quiet)
    assert (done.documents, done.changed, len(done.examples)) == (1, 1, 1)
    assert retag(office, quiet).documents == 0
    status = {tag.value: tag.status for tag in store.document("a").tags if tag.kind == "country"}
    assert status == {"KE": "rejected", "FR": "automatic"}


def test_rules_of_one_language_touch_its_documents_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Tagger(None, None)
    english, german, any_language = (before.version_for(one) for one in ("en", "de", "und"))
    assert before.version == any_language
    read = Path.read_bytes

    def changed(path: Path) -> bytes:
        return read(path) + (b"# new" if path.name == "signals_de.yml" else b"")

    _taxonomy_digest.cache_clear()
    monkeypatch.setattr(Path, "read_bytes", changed)
    after = Tagger(None, None)
    assert after.version_for("en") == english
    assert after.version_for("de") != german
    assert after.version != any_language
    monkeypatch.undo()
    _taxonomy_digest.cache_clear()


def test_models_are_installed_in_one_step_and_taken_out_again(tmp_path: Path) -> None:
    folder = tmp_path / "models"
    waiting = folder / ".new"
    waiting.mkdir(parents=True)
    shutil.copyfile(SHIPPED, waiting / SHIPPED.name)
    assert load_models(folder).version == ""
    version = install_models(folder, waiting, {"by": "Sato"})
    found = load_models(folder)
    assert (found.version, found.fields) == (version, None)
    assert found.classifier is not None
    assert found.card is not None
    assert found.card["by"] == "Sato"
    assert sorted(path.name for path in folder.iterdir()) == ["current", version]
    (folder / version / SHIPPED.name).write_bytes(b"torn")
    with pytest.raises(ModelsError, match="train --shipped"):
        load_models(folder)
    use_shipped(folder)
    assert load_models(folder).version == ""
    (folder / "current").write_text("../../etc")
    with pytest.raises(ModelsError, match="wanted a version"):
        load_models(folder)


class Letters:
    """An embedder that is no model: texts of the same words have the same vector."""

    model_id = "letters"

    def embed(self, texts: list[str]) -> np.ndarray:
        rows = np.zeros((len(texts), 32), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.casefold().split():
                row[sum(word.encode()) % 32] += 1.0
        return rows / np.maximum(1e-9, np.linalg.norm(rows, axis=1, keepdims=True))


def use_small_recipe(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty shipped sentences of three types that tell apart by their words."""
    shipped = [(f"they signed pact number {n}", "agreement") for n in range(10)]
    shipped += [(f"the baker sold bread {n}", "none") for n in range(10)]
    shipped += [(f"delegates met for talks {n}", "dialogue") for n in range(10)]
    monkeypatch.setattr(
        "nlp.train_signals.read_all", lambda: ([one for one, _ in shipped], [label for _, label in shipped])
    )


def test_the_signal_model_is_judged_on_texts_that_it_did_not_see(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_small_recipe(monkeypatch)
    lessons = [Lesson(f"ribbon cutting at shop {n}", ("none",), f"d{n}") for n in range(8)]
    found = train_signals_model(Letters(), lessons, tmp_path)  # type: ignore[arg-type]
    assert found.lessons == 8
    assert not found.worse
    again = Tagger(None, None)
    assert again.version
    with np.load(tmp_path / "signals_weights.npz") as data:
        assert str(data["model_id"]) == "letters"


def train_office(folder: Path, monkeypatch: pytest.MonkeyPatch, *types: str) -> Result:
    """`train` in an office of twenty documents whose one sentence people gave these types in turn."""
    use_small_recipe(monkeypatch)
    monkeypatch.setattr("stdiplo_scan.cli.train.load_embedder", lambda **_: Letters())
    store = Office.open(folder).store
    said = [f"They signed pact number {n}." for n in range(20)]
    store.add(
        [build_entry(f"d{n}", one, title="", crawled=False) for n, one in enumerate(said)], model_id="m"
    )
    for n, one in enumerate(said):
        wish = Wish(add=[f"signal:{types[n % len(types)]}"], values={"parties": "JP,VN"}, quote=one)
        store.correct(make_corrections(store, f"d{n}", wish, NOBODY))
    return CliRunner().invoke(app, ["--workspace", str(folder), "train", "--json"])


def test_corrections_that_contradict_the_shipped_texts_are_refused_with_the_figures_that_fell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = train_office(tmp_path, monkeypatch, "restriction", "dialogue")
    assert result.exit_code == 3, result.output
    [line] = result.stderr.splitlines()
    assert "signals: trained anew it is worse on texts held out: " in line
    assert "mean on the shipped texts alone 1.0000 -> " in line
    assert "wanted no less than as shipped; not installed" in line
    assert not list((tmp_path / "models").iterdir())
    assert json.loads(result.stdout)["installed"] is None


def test_corrections_that_agree_are_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = train_office(tmp_path, monkeypatch, "agreement")
    assert result.exit_code == 0, result.output
    row = json.loads(result.stdout)
    assert (row["lessons"], row["worse"]) == (20, False)
    assert load_models(tmp_path / "models").version == row["installed"]


def test_a_model_that_fell_names_the_deepest_fall_first() -> None:
    shipped, trained = {"a": 0.8, "b": 0.9, "c": 0.5}, {"a": 0.79, "b": 0.7, "c": 0.6}
    assert Comparison("fields", 3, shipped, trained, (0.8, 0.795)).fallen == (
        ("b", 0.9, 0.7),
        ("a", 0.8, 0.79),
    )
    better = Comparison("fields", 3, {"a": 0.5}, {"a": 0.9}, (0.8, 0.7))
    assert better.fallen == (("mean on the shipped texts alone", 0.8, 0.7),)


@pytest.mark.parametrize(
    ("shipped", "trained", "alone", "worse"),
    [
        (0.8, 0.8, (0.8, 0.8), False),
        (0.8, 0.79, (0.8, 0.8), True),
        (0.8, 0.9, (0.8, 0.78), True),
        (0.8, 0.9, (0.8, 0.795), False),
    ],
)
def test_a_model_that_is_worse_on_texts_held_out_is_refused(
    shipped: float, trained: float, alone: tuple[float, float], worse: bool
) -> None:
    found = Comparison("signals", 3, {"accuracy": shipped}, {"accuracy": trained}, alone)
    assert found.worse is worse
    assert json.loads(json.dumps(found.to_json()))["worse"] is worse


class Capitals(Letters):
    """Another such model, whose space is of another id."""

    model_id = "capitals"


@pytest.mark.parametrize("fields_right", [0.97, 0.5])
def test_models_of_another_space_are_both_installed_or_neither(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fields_right: float
) -> None:
    use_small_recipe(monkeypatch)
    monkeypatch.setattr("stdiplo_scan.cli.train.load_embedder", lambda **_: Letters())
    monkeypatch.setattr("stdiplo_scan.cli.train.settings_embedder", lambda *_: Capitals())
    monkeypatch.setattr("stdiplo_scan.cli.train.languages_read", lambda _: ("de", "fr"))

    def train_fields(embedder: Letters, _lessons: object, place: Path) -> Comparison:
        shutil.copyfile(SHIPPED_FIELDS, place / SHIPPED_FIELDS.name)
        figure = fields_right if isinstance(embedder, Capitals) else 0.98
        return Comparison("fields", 0, {"f1": figure}, {"f1": figure}, (figure, figure))

    monkeypatch.setattr("stdiplo_scan.cli.train.train_fields_model", train_fields)
    Office.open(tmp_path, create=True)
    result = CliRunner().invoke(app, ["--workspace", str(tmp_path), "train", "--model", "capitals", "--json"])
    found = load_models(tmp_path / "models")
    if fields_right < 0.9:
        assert (result.exit_code, found.model) == (3, "")
        return
    assert result.exit_code == 0, result.output
    assert (found.model, found.reads) == ("capitals", ("de", "fr"))
    assert found.classifier is not None
    assert found.classifier.model_id == "capitals"
    assert tagging_model(tmp_path) == "capitals"
    assert CliRunner().invoke(app, ["--workspace", str(tmp_path), "train", "--shipped"]).exit_code == 0
    assert tagging_model(tmp_path) == "default"
