from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nlp.crosslingual import LANGUAGES, SHIPPED, Glossary, GlossaryError, Reading, read_concepts

GLOSSARY = Glossary.load()


@pytest.mark.parametrize(
    ("language", "text", "english"),
    [
        ("ja", "蓄電池 共同研究 協定", "storage battery joint research agreement"),
        ("ja", "量子コンピュータ", "quantum computer"),
        ("ja", "量子コンピューターの輸出管理", "quantum computer export control"),
        ("ja", "持続可能な開発", "sustainable development"),
        ("ja", "ノルウェーと核融合で協力", "Norway nuclear fusion cooperation"),
        ("ja", "日米首脳会談", "Japan and the United States summit"),
        ("de", "Absichtserklärung zur Kernfusion", "memorandum of understanding nuclear fusion"),
        ("de", "Wasserstoffstrategie", "hydrogen strategy"),
        ("fr", "accord sur l'hydrogène vert avec le Chili", "agreement green hydrogen Chile"),
        ("es", "energías renovables en Noruega", "renewable energy Norway"),
        (
            "zh",
            "中国与法国签署核聚变合作谅解备忘录",
            "China France signing nuclear fusion cooperation memorandum of understanding",
        ),
        ("ko", "한국과 독일의 수소 공동연구", "South Korea Germany hydrogen joint research"),
    ],
)
def test_policy_words_are_read_as_english(language: str, text: str, english: str) -> None:
    assert GLOSSARY.gloss(text, language).english == english


def test_the_longest_entry_wins_and_the_words_are_told_as_written() -> None:
    gloss = GLOSSARY.gloss("経済安全保障と研究開発", "ja")
    assert gloss.words == (("経済安全保障", "economic security"), ("研究開発", "research and development"))


def test_unknown_words_are_listed_and_not_guessed() -> None:
    gloss = GLOSSARY.gloss("量子と胡蝶蘭の協定", "ja")
    assert gloss.english == "quantum agreement"
    assert "".join(gloss.unknown) == "胡蝶蘭"
    assert GLOSSARY.gloss("Zwetschgenkuchen", "de").unknown == ("Zwetschgenkuchen",)


def test_names_and_abbreviations_in_latin_letters_stay() -> None:
    assert GLOSSARY.gloss("AIの標準化 ISO 5G", "ja").english == "AI standardisation ISO 5G"
    assert GLOSSARY.gloss("CERN与中国合作", "zh").english == "CERN China cooperation"


def test_particles_and_function_words_are_not_called_unknown() -> None:
    assert GLOSSARY.gloss("両国間の協力に関する協定", "ja").unknown == ()
    assert GLOSSARY.gloss("Das Abkommen über die Forschung", "de").unknown == ()


def test_english_stands_for_itself() -> None:
    gloss = GLOSSARY.gloss("hydrogen  cooperation", "en")
    assert (gloss.english, gloss.words, gloss.unknown) == ("hydrogen cooperation", (), ())


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("蓄電池 協定", "ja"),
        ("量子", "ja"),
        ("コンピューター", "ja"),
        ("量子计算机 合作", "zh"),
        ("양자 협력", "ko"),
        ("hydrogen cooperation agreement", "en"),
        ("quantum", "en"),
        ("Zusammenarbeit bei Wasserstoff", "de"),
        ("énergie nucléaire", "fr"),
        ("la ciencia y la tecnología", "es"),
        ("", "und"),
        ("12 345", "und"),
        ("Ελλάδα", "und"),
    ],
)
def test_the_language_of_a_query_is_told(text: str, language: str) -> None:
    assert GLOSSARY.language_of(text) == language


def test_an_offices_own_words_go_first(tmp_path: Path) -> None:
    own = tmp_path / "own.yml"
    own.write_text("- {en: electricity store, ja: [蓄電池]}\n- {en: orchid, ja: [胡蝶蘭]}\n", "utf-8")
    glossary = Glossary.load(own)
    assert glossary.gloss("蓄電池 胡蝶蘭 協定", "ja").english == "electricity store orchid agreement"


@pytest.mark.parametrize(
    "text",
    [
        "en: hydrogen",
        "- {ja: [水素]}",
        "- {en: '', ja: [水素]}",
        "- {en: hydrogen, ja: 水素}",
        "- {en: hydrogen, ja: ['']}",
        "- {en: hydrogen, jp: [水素]}",
        "- [",
        "- !!python/object/apply:os.system [ls]",
    ],
)
def test_a_wrong_glossary_file_is_refused_with_its_place(tmp_path: Path, text: str) -> None:
    path = tmp_path / "own.yml"
    path.write_text(text, "utf-8")
    with pytest.raises(GlossaryError, match=r"own\.yml.*wanted"):
        Glossary.load(path)
    with pytest.raises(GlossaryError, match="wanted"):
        Glossary.load(tmp_path / "missing.yml")


def test_the_shipped_glossary_is_large_and_names_no_word_twice() -> None:
    concepts = read_concepts(SHIPPED)
    least = {"ja": 400, "de": 120, "fr": 120, "es": 120, "zh": 120, "ko": 120}
    for language in LANGUAGES:
        words = [word for concept in concepts for word in concept.get(language, ())]
        assert len(words) >= least[language]
        assert len(words) == len(set(words))


def test_every_shipped_word_is_found_by_itself() -> None:
    for concept in yaml.safe_load(SHIPPED.read_text("utf-8")):
        for language in LANGUAGES:
            for word in concept.get(language, ()):
                gloss = GLOSSARY.gloss(word, language)
                assert gloss.unknown == (), (word, gloss)
                assert len(gloss.words) == 1, (word, gloss)


@given(st.text(max_size=80), st.sampled_from([*LANGUAGES, "en", "und", "xx"]))
def test_any_text_has_a_gloss(text: str, language: str) -> None:
    gloss = GLOSSARY.gloss(text, language)
    assert len(set(gloss.unknown)) == len(gloss.unknown)
    assert all(english for _, english in gloss.words)
    assert GLOSSARY.language_of(text) in {*LANGUAGES, "en", "und"}


def test_importing_the_module_loads_no_model() -> None:
    code = "import sys, nlp.crosslingual; print({'torch', 'openvino', 'spacy'} & set(sys.modules))"
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_reading_is_the_text_its_gloss_or_nothing() -> None:
    assert GLOSSARY.reading("Fuel cells", "en") == Reading("Fuel cells", True)
    known = GLOSSARY.reading("韩国 氢能 合作", "zh")
    assert known.english
    assert "cooperation" in known.text
    assert GLOSSARY.reading("甲乙丙丁戊己庚辛", "zh") == Reading("", False)
    assert GLOSSARY.reading("اختبار", "ar") == Reading("", False)
    assert GLOSSARY.reading("Сотрудничество", "ru") == Reading("Сотрудничество", False)
    assert GLOSSARY.reading("Cooperação científica", "pt") == Reading("Cooperação científica", False)
    french = GLOSSARY.reading("Les quarante chevaux galopaient vers la coopération", "fr")
    assert not french.english
    assert "chevaux" in french.text
    assert GLOSSARY.reading("", "ja").text == ""


def test_entries_of_several_words_are_found_across_any_gap_and_form() -> None:
    glossary = Glossary(
        [{"en": "green hydrogen", "de": ["Grüner Wasserstoff"]}, {"en": "green", "de": ["grün"]}]
    )
    text = "grüne\nWasserstoff, Grüner  Wasserstoff: (grüner) Wasserstoff; grün Zeug"
    assert glossary.gloss(text, "de").english == "green hydrogen green hydrogen green hydrogen green Zeug"


def test_words_kept_for_the_next_process_read_as_those_made_anew(tmp_path: Path) -> None:
    own = tmp_path / "own.yml"
    own.write_text("- {en: kitty cat, ja: [猫型ロボット], de: [Katzenroboter]}\n", "utf-8")
    questions = [
        ("蓄電池 共同研究 猫型ロボット 協定 ベトナム", "ja"),
        ("Quantentechnologie Abkommen Katzenroboter Österreich", "de"),
        ("accord hydrogène avec la Norvège", "fr"),
        ("배터리 공동연구 협정", "ko"),
        ("量子技术 协定", "zh"),
    ]
    plain = Glossary.load(own)
    for _ in range(2):  # the first one writes what the second reads
        keeping = Glossary.load(own, keep_in=tmp_path / "kept")
        for text, language in questions:
            assert keeping.gloss(text, language) == plain.gloss(text, language)
        for text in [*(text for text, _ in questions), "kitty wasserstoff", "quantum agreement"]:
            assert keeping.gloss(f"AI {text}", "en") == plain.gloss(f"AI {text}", "en")
            assert keeping.language_of(text) == plain.language_of(text)
    kept = sorted(path.name.split("-")[1] for path in (tmp_path / "kept").iterdir())
    assert kept == ["de", "en", "es", "fr", "ja", "ko", "short", "zh"]
    spoilt = next((tmp_path / "kept").glob("glossary-ja-*"))
    spoilt.write_text('[["half', "utf-8")
    (tmp_path / "kept" / "glossary-ja-0123456789abcdef.json").write_text("[]", "utf-8")
    again = Glossary.load(own, keep_in=tmp_path / "kept")
    assert again.gloss(*questions[0]) == plain.gloss(*questions[0])
    assert [path.name for path in (tmp_path / "kept").glob("glossary-ja-*")] == [spoilt.name]


def test_the_words_of_a_concept_are_synonyms_whatever_their_language() -> None:
    concepts = [
        {"en": "storage battery; rechargeable battery", "ja": ["蓄電池", "二次電池"], "short": ["SB"]},
        {"en": "ministry", "ja": ["省"]},
    ]
    own = [{"en": "power pack", "ja": ["二次電池"]}]
    glossary = Glossary(concepts, own)
    assert ("ja", "二次電池") in glossary.synonyms("蓄電池")
    assert ("ja", "蓄電池") in glossary.synonyms("storage batteries")
    assert glossary.synonyms("二次電池") == (("en", "power pack"),)  # an office's own concept goes first
    assert glossary.synonyms("省") == ()  # a part of too many words
    assert glossary.synonyms("battery") == ()  # no word of a concept by itself


def test_the_synonyms_of_the_shipped_words_are_kept(tmp_path: Path) -> None:
    first = Glossary.load(keep_in=tmp_path).synonyms("共同研究")
    assert ("en", "joint research") in first
    assert Glossary.load(keep_in=tmp_path).synonyms("共同研究") == first
