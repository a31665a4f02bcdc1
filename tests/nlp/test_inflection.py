"""Names of countries in the cases of the languages that decline them."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.inflection import inflect_name, load_declensions
from nlp.places import find_places
from nlp.taxonomy_files import TaxonomyError


def codes(text: str, language: str) -> str:
    return " ".join(place.code for place in find_places(text, language=language))


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        (
            "ru",
            "Правительство Российской Федерации и Правительство Китайской Народной Республики",
            "RU CN",
        ),
        ("ru", "переговоры с Саудовской Аравией и Соединенными Штатами", "SA US"),
        ("ru", "делегация Египта побывала в Нидерландах, Новой Зеландии и Республике Корея", "EG NL NZ KR"),
        ("ru", "договор Союза Советских Социалистических Республик с Афганистаном", "RU AF"),
        ("ru", "в Южно-Африканской Республике и Китае", "ZA CN"),
        ("ru", "Того же дня учёные встретились. Мали и Чад", "ML TD"),
        ("ru", "учебник японского языка", ""),
        ("ru", "в Японском море и на Корейском полуострове", ""),
        ("uk", "Угода між Урядом України та Урядом Арабської Республіки Єгипет", "UA EG"),
        ("uk", "співпраця з Німеччиною, Великою Британією та Сполученими Штатами", "DE GB US"),
        ("uk", "японсько-український меморандум у Новій Зеландії", "JP UA NZ"),
        ("be", "Урад Рэспублiкi Беларусь i Урад Украiны, у Японіі", "BY UA JP"),
        ("pl", "rząd Niemiec, Stanów Zjednoczonych i Arabii Saudyjskiej", "DE US SA"),
        ("pl", "we Włoszech, Czechach, Norwegii i Korei Południowej", "IT CZ NO KR"),
        ("pl", "polsko-japońska umowa z Francją i Kanadą", "PL JP FR CA"),
        ("cs", "vláda České republiky a Spojených států v Německu, s Itálií", "CZ US DE IT"),
        ("cs", "japonští vědci v Rusku", "JP RU"),
        ("sk", "v Nemecku a so Slovenskom, z Kanady", "DE SK CA"),
        (
            "lt",
            "Lietuvos Respublikos ir Baltarusijos vyriausybės, Japonijoje, su Jungtinėmis Valstijomis",
            "LT BY JP US",
        ),
        ("lv", "Latvijas un Igaunijas vienošanās Vācijā", "LV EE DE"),
        ("et", "Eesti ja Jaapani leping Saksamaaga", "EE JP DE"),
        ("fi", "Suomen ja Japanin sopimus Iso-Britanniassa, Yhdysvalloista Turkkiin", "FI JP GB US TR"),
        ("hu", "Magyarország és Japán Németországban, Kínával, az Egyesült Államokban", "HU JP DE CN US"),
        ("ro", "guvernul Japoniei și al Germaniei", "JP DE"),
        ("hr", "ugovor s Japanom, u Njemačkoj i Hrvatskoj", "JP DE HR"),
        ("sv", "Sveriges avtal med Tysklands regering, japanska forskare", "SE DE JP"),
        ("de", "Japans und Deutschlands Abkommen", "JP DE"),
        ("nl", "Duitslands akkoord met Japan", "DE JP"),
        ("ko", "한국은 일본과 인도네시아에서 독일의", "KR JP ID DE"),
        ("ko", "인도적 지원을 위한 통신수단과 교통수단", ""),
        ("ko", "인도와 수단 정부는", "IN SD"),
        ("es", "el Gobierno del Reino de Espana, Mexico y Peru", "ES MX PE"),
        ("tr", "Japonya'nın ve Almanya'dan", "JP DE"),
    ],
)
def test_names_are_found_in_their_cases(language: str, text: str, wanted: str) -> None:
    assert codes(text, language) == wanted


def test_words_of_one_name_decline_together() -> None:
    forms = inflect_name("Саудовская Аравия", "ru")
    assert forms[0] == "Саудовская Аравия"
    assert {"Саудовской Аравии", "Саудовскую Аравию", "Саудовской Аравией"} <= set(forms)


def test_abbreviations_and_languages_without_cases_stay_as_they_are() -> None:
    assert inflect_name("США", "ru") == ("США",)
    assert inflect_name("Japon", "fr") == ("Japon",)
    assert inflect_name("Schweiz", "de") == ("Schweiz",)


def test_a_form_that_is_another_country_s_name_is_left_to_that_country() -> None:
    assert codes("Nigerin ja Nigerian", "fi") == "NE NG"
    assert codes("Nigeria", "fi") == "NG"
    assert codes("Нигера и Нигерии", "ru") == "NE NG"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("ru: {nouns: {а: ы е}}\n", "five endings"),
        ("ru: {verbs: {}}\n", "verbs"),
        ("ru: {nouns: [а]}\n", "last letters"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "declensions.yml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(TaxonomyError, match=says):
        load_declensions(path)
