import numpy as np
import pytest

from nlp.fields_model import load_fields_model
from nlp.taxonomy_files import FIELD_CODES
from nlp.topics import find_terms, tag_fields


def fields(title: str, text: str = "", language: str = "en") -> list[str]:
    return [field.id for field in tag_fields(f"{title}\n\n{text}", title_end=len(title), language=language)]


@pytest.mark.parametrize(
    ("title", "language", "code"),
    [
        ("Quantum computing accord signed", "en", "QUA"),
        ("量子コンピュータの共同研究", "ja", "QUA"),
        ("生成AIの安全性", "ja", "AID"),
        ("Neue Strategie für Quantencomputer", "de", "QUA"),
        ("Une stratégie pour les semi-conducteurs", "fr", "ICT"),
        ("Nueva vacuna contra la malaria", "es", "INF"),
        ("核聚变研究取得进展", "zh", "NUC"),
        ("반도체 협력 강화", "ko", "ICT"),
        ("Rare earths and critical minerals", "en", "MIN"),
        ("海洋観測船が北極へ", "ja", "OCE"),
    ],
)
def test_a_term_in_the_title_names_the_field(title: str, language: str, code: str) -> None:
    assert fields(title, language=language)[0] == code


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("a better research environment and investment climate", "en", "ENV"),
        ("image reconstruction by tomography", "en", "DRR"),
        ("a computer virus", "en", "INF"),
        ("start-up ecosystem", "en", "BDV"),
        ("data mining and bitcoin mining", "en", "MIN"),
        ("a quantum leap", "en", "QUA"),
        ("the nuclear family and data fusion", "en", "NUC"),
        ("space for cooperation", "en", "SPA"),
        ("exchange rate", "en", "HRM"),
        ("gold standard", "en", "INN"),
        ("研究環境の整備と投資環境", "ja", "ENV"),
        ("人的資源と計算資源", "ja", "MIN"),
        ("水準と水平", "ja", "WAT"),
        ("融合研究とデータ融合", "ja", "NUC"),
        ("標準偏差", "ja", "INN"),
        ("paid aid said brain", "en", "AID"),
    ],
)
def test_traps_name_no_field(text: str, language: str, code: str) -> None:
    assert code not in fields(text, language=language)


def test_one_term_in_a_long_body_is_not_enough() -> None:
    assert fields("Ministers met", "They mentioned graphene. " + "They talked on. " * 60) == []
    assert "NAN" in fields(
        "Ministers met", "They mentioned graphene and nanoparticles. " + "They talked on. " * 60
    )


def test_evidence_ranges_are_the_terms() -> None:
    content = "Talks\n\nOn quantum computers and quantum sensing."
    (field,) = tag_fields(content, title_end=5, language="en")
    assert [content[start:end] for start, end in field.evidence] == ["quantum computers", "quantum sensing"]


def test_plural_and_american_spelling_are_found() -> None:
    assert "HRM" in find_terms("scholarships and fellowships", "en")
    assert "INN" in find_terms("standardization", "en")


def test_the_embedding_alone_can_name_a_field() -> None:
    model = load_fields_model()
    index = FIELD_CODES.index("QUA")
    vector = model.weights[index] / np.linalg.norm(model.weights[index])
    assert tag_fields("x\n\ny", title_end=1, language="en", vector=vector)[0].id == "QUA"


def test_a_vector_of_another_model_is_ignored() -> None:
    title = "Quantum computing"
    with_vector = tag_fields(f"{title}\n\n", title_end=9, language="en", vector=np.ones(7, dtype=np.float32))
    assert with_vector == tag_fields(f"{title}\n\n", title_end=9, language="en")


@pytest.mark.parametrize("text", ["", "\n\n", "\x00\ud800", "。" * 50])
def test_text_without_terms_has_no_field(text: str) -> None:
    assert tag_fields(text, title_end=0, language="und") == []


def test_ordinary_news_has_no_field_and_weak_words_alone_name_none() -> None:
    title = "Wheat and maize prices fall"
    assert fields(title, "Traders expect large harvests of wheat, maize and soybean.") == []
    assert "AGR" in fields("New wheat varieties", "Plant breeding against drought in wheat.")


def test_without_a_term_no_field_stands_below_one_half() -> None:
    chance = np.random.default_rng(7)
    model = load_fields_model()
    for _ in range(200):
        vector = np.asarray(chance.normal(size=model.weights.shape[1]), dtype=np.float32)
        vector /= np.linalg.norm(vector)
        found = tag_fields("x\n\ny", title_end=1, language="en", vector=vector)
        assert all(field.score >= 0.5 for field in found if not field.evidence)


@pytest.mark.parametrize(
    ("language", "text", "field"),
    [
        ("sv", "Sverige bygger ut kärnkraften med två reaktorer.", "NUC"),
        ("pt", "O laboratório apresentou um computador quântico.", "QUA"),
        ("it", "Nuovi giacimenti di terre rare in Sardegna.", "MIN"),
        ("nl", "Het windpark levert stroom aan het elektriciteitsnet.", "ENE"),
        ("ru", "Учёные обсудили развитие искусственного интеллекта.", "AID"),
        ("sv", "Beslutet drivs igenom genom en omröstning.", None),
        ("pt", "Ele recebeu a patente de capitão.", None),
    ],
)
def test_terms_of_languages_without_a_dictionary_name_fields(
    language: str, text: str, field: str | None
) -> None:
    found = [one.id for one in tag_fields(text, language=language)]
    assert found == ([] if field is None else [field])
