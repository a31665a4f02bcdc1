from pathlib import Path

import pytest

from nlp.demonyms import load_demonyms
from nlp.places import find_places
from nlp.regions import country_codes
from nlp.taxonomy_files import TaxonomyError

_WEAK = {"city", "capital", "subdivision", "dateline"}


def codes(text: str, language: str) -> str:
    found = find_places(text, language=language)
    return " ".join(sorted({mention.code for mention in found if mention.how not in _WEAK}))


FRENCH = [
    ("La France et la Corée", "FR KR"),
    ("La Corée du Sud et la Corée du Nord", "KP KR"),
    ("la République de Corée", "KR"),
    ("la République populaire démocratique de Corée", "KP"),
    ("chercheurs français et coréens", "FR KR"),
    ("le gouvernement japonais", "JP"),
    (
        "la coopération franco-allemande, le sommet sino-américain, les Anglo-Saxons et l'Indo-Pacifique",
        "CN DE FR US",
    ),
    ("la coopération franco-japonaise et les Japonaises", "FR JP"),
    ("une équipe sud-coréenne et une équipe nord-coréenne", "KP KR"),
    ("un laboratoire suisse ; la Suisse", "CH"),
    ("des chercheurs polonais et une université allemande", "DE PL"),
    ("les autorités nigériennes", "NE"),
    ("les autorités nigérianes", "NG"),
    ("le ministre guinéen", "GN"),
    ("le ministre équato-guinéen", "GQ"),
    ("le gouvernement centrafricain et le président sud-africain", "CF ZA"),
    ("un accord latino-américain, nord-américain et panaméricain", ""),
    ("l'agence américaine et la marine grecque", "GR US"),
    ("le ministre dominicain", "DO"),
    ("le ministre dominiquais", "DM"),
    ("le gouvernement congolais à Kinshasa", "CD"),
    ("le gouvernement congolais à Brazzaville", "CG"),
    ("publié en français et en anglais", ""),
    ("publié en français et anglais", ""),
    ("la langue française ; une traduction japonaise ; traduit de l’anglais", ""),
    ("les Pays-Bas et l'océan Indien", "NL"),
    ("un cochon d'Inde et des montagnes russes en Nouvelle-Guinée", ""),
    ("l'entreprise indienne", "IN"),
    ("les Etats-Unis et l'Egypte", "EG US"),
    ("LE GOUVERNEMENT JAPONAIS", "JP"),
    ("la recherche argentine", "AR"),
    ("la Nouvelle-Angleterre et le Nouveau-Mexique", ""),
    ("l'Angleterre et l'Irlande du Nord", "GB"),
    ("l'UE et l'Union européenne", "EU"),
]
GERMAN = [
    ("deutsche und französische Forscher", "DE FR"),
    ("die japanische Regierung", "JP"),
    ("Japaner, Japanerinnen und Franzosen", "FR JP"),
    ("ein deutsch-japanisches Abkommen", "DE JP"),
    ("das Deutsch-Französische Institut", "DE FR"),
    ("finnische Unternehmen und Inder", "FI IN"),
    ("Polen und die polnische Regierung", "PL"),
    ("Nordkorea und Südkorea", "KP KR"),
    ("nordkoreanische und südkoreanische Stellen", "KP KR"),
    ("Republik Korea; Demokratische Volksrepublik Korea", "KP KR"),
    ("auf Deutsch und Englisch", ""),
    ("auf Französisch", ""),
    ("ins Deutsche übersetzt", ""),
    ("die deutsche Sprache und die englische Übersetzung", ""),
    ("im Deutschen Bundestag", "DE"),
    ("lateinamerikanische und südamerikanische Länder", ""),
    ("US-amerikanische Forscher", "US"),
    ("Französisch-Guayana; die Pole der Erde", ""),
    ("der Indische Ozean und die Koreanische Halbinsel", ""),
    ("die Schweizer und die schweizerische Regierung", "CH"),
    ("mit den Niederlanden und den Vereinigten Staaten", "NL US"),
    ("Großbritannien und Nordirland", "GB"),
    ("südafrikanische und nigerianische Partner", "NG ZA"),
]
SPANISH = [
    ("científicos japoneses y chilenos", "CL JP"),
    ("el gobierno japonés", "JP"),
    ("una empresa alemana y otra española", "DE ES"),
    ("Corea y Japón", "JP KR"),
    ("Corea del Norte y Corea del Sur", "KP KR"),
    ("la delegación norcoreana", "KP"),
    ("chile en nogada mexicano", "MX"),
    ("la industria turca", "TR"),
    ("en español, en inglés y francés", ""),
    ("la lengua española y el idioma japonés", ""),
    ("países latinoamericanos y la Organización de los Estados Americanos", ""),
    ("el gobierno estadounidense y EE. UU.", "US"),
    ("el presidente sudafricano y el centroafricano", "CF ZA"),
    ("nigerianos y nigerinos", "NE NG"),
    ("el ecuatoguineano y el guineano", "GN GQ"),
    ("la gripe española en Nuevo México", ""),
    ("un catalizador de indio", ""),
    ("el Gobierno indio", "IN"),
    ("Gran Bretaña, Inglaterra y Holanda", "GB NL"),
    ("la industria argentina y suiza", "AR CH"),
    ("LOS INVESTIGADORES FRANCESES", "FR"),
    ("la Unión Europea y la UE", "EU"),
    ("la península coreana y el canal de Panamá", ""),
]
ITALIAN = [
    ("ricercatori giapponesi e tedeschi", "DE JP"),
    ("il governo francese", "FR"),
    ("la Corea e la Cina", "CN KR"),
    ("la Corea del Nord", "KP"),
    ("il ministro sudcoreano e il nordcoreano", "KP KR"),
    ("le imprese turche e greche", "GR TR"),
    ("la ricerca indiana", "IN"),
    ("la società svizzera", "CH"),
    ("in inglese e in italiano", ""),
    ("la lingua francese", ""),
    ("paesi latino-americani e sudamericani", ""),
    ("montagne russe e influenza spagnola", ""),
    ("l'azienda americana e l'Irlanda del Nord", "GB US"),
    ("l'accordo italo-giapponese", "IT JP"),
    ("il governo nigerino e quello nigeriano", "NE NG"),
]
PORTUGUESE = [
    ("pesquisadores japoneses e brasileiros", "BR JP"),
    ("o governo alemão e a empresa alemã", "DE"),
    ("a Coreia e o Japão", "JP KR"),
    ("a Coreia do Norte e a Coreia do Sul", "KP KR"),
    ("norte-coreanos e sul-coreanos", "KP KR"),
    ("o ministro norte-americano", "US"),
    ("países sul-americanos e latino-americanos", ""),
    ("o presidente sul-africano", "ZA"),
    ("em inglês e em português", ""),
    ("a língua francesa", ""),
    ("universidades espanholas e investigadores espanhóis", "ES"),
    ("a gripe espanhola e a montanha-russa", ""),
    ("a Polónia e o Irão", "IR PL"),
    ("a cooperação luso-espanhola", "ES PT"),
    ("o Oceano Indiano e o golfo da Guiné", ""),
]
DUTCH = [
    ("Japanse en Duitse onderzoekers", "DE JP"),
    ("de Franse regering", "FR"),
    ("Korea en Nederland", "KR NL"),
    ("Noord-Korea en Zuid-Korea", "KP KR"),
    ("Noord-Koreaanse en Zuid-Koreaanse wetenschappers", "KP KR"),
    ("Chinese en Amerikaanse bedrijven", "CN US"),
    ("Zuid-Afrikaanse partners", "ZA"),
    ("Zuid-Amerikaanse en Latijns-Amerikaanse landen", ""),
    ("in het Engels", ""),
    ("de Nederlandse taal", ""),
    ("vissen met vele fins en pools", ""),
    ("de Spaanse griep", ""),
    ("Groot-Brittannië, Engeland en Noord-Ierland", "GB"),
    ("Zwitserse en Oostenrijkse universiteiten", "AT CH"),
]
JAPANESE = [
    ("第12回日独科学技術協力合同委員会", "DE JP"),
    ("第１２回日独科学技術協力合同委員会", "DE JP"),
    ("第三回日英科学技術協力合同委員会", "GB JP"),
    ("第2回中印科学技術会議", "CN IN"),
    ("第5次日中科学技術協力", "CN JP"),
    ("第12回日・独科学技術協力合同委員会", "DE JP"),
    ("2024年日米首脳会談", "JP US"),
    ("令和6年度日仏共同研究", "FR JP"),
    ("第3回日中の気温", ""),
    ("14日米国は発表した", "US"),
    ("第12回中国地方会議", ""),
    ("1日中雨で2024年中欧州は", ""),
    ("第3回日英語学会", ""),
    ("第8回米中間選挙と米中間の対立", "CN US"),
    ("米中間選挙", "US"),
]
ARABIC = [
    ("وقعت مصر واليابان اتفاقية", "EG JP"),
    ("سفير اليابان لدى مصر، ومنحة لليابان وبفرنسا", "EG FR JP"),
    ("بين المانيا وألمانيا", "DE"),
    ("كتاب عن الفرنسة", ""),
]
HEBREW = [
    ("שר החוץ של יפן נפגש עם עמיתו מגרמניה", "DE JP"),
    ("ישראל וצרפת חתמו על הסכם", "FR IL"),
]
THAI = [
    ("ญี่ปุ่นและเยอรมนีลงนาม", "DE JP"),
    ("รัฐบาลไทย-จีน", "CN TH"),
]
TABLES = {
    "ar": ARABIC,
    "he": HEBREW,
    "th": THAI,
    "fr": FRENCH,
    "de": GERMAN,
    "es": SPANISH,
    "it": ITALIAN,
    "pt": PORTUGUESE,
    "nl": DUTCH,
    "ja": JAPANESE,
}


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [(language, text, wanted) for language, table in TABLES.items() for text, wanted in table],
)
def test_countries_by_adjective_and_short_name(language: str, text: str, wanted: str) -> None:
    assert codes(text, language) == wanted


def test_an_adjective_is_a_demonym_at_its_range() -> None:
    (mention,) = find_places("le gouvernement japonais", language="fr")
    assert (mention.code, mention.how, mention.start, mention.end) == ("JP", "demonym", 16, 24)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("le gouvernement japonais", "JP"),
        ("científicos chilenos", "CL"),
        ("französische Forscher", "FR"),
        ("publié en français", ""),
        ("fins, pools and a cubane of Engels", ""),
    ],
)
def test_longer_words_where_the_language_is_not_known(text: str, wanted: str) -> None:
    assert codes(text, "und") == wanted


def test_no_adjective_of_another_language() -> None:
    assert codes("le gouvernement japonais", "en") == ""
    assert codes("le gouvernement japonais", "de") == ""


def test_every_word_is_of_a_known_country_and_stands_for_one() -> None:
    known = {*country_codes(), "EU", "UN"}
    for language, demonyms in load_demonyms().items():
        assert {*demonyms.words, *demonyms.names, *demonyms.traps} - known == {""}, language
        seen: dict[str, str] = {}
        for code, words in demonyms.words.items():
            for word in words:
                assert seen.setdefault(word.lower(), code) == code, (language, word)
        assert len(demonyms.words) > 60 or language in {"be", "cs", "sv", "id", "ko", "th", "vi"}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("fr:\n  adjectives: {}\n", "adjectives"),
        ("fr:\n  words: {JP: japonais}\n", "lists of endings"),
        ('fr:\n  endings: {"": [""]}\n  words: {JPN: japonais}\n', "two-letter"),
        ('fr:\n  endings: {"": [""]}\n  words: {JP: [japonais]}\n', "separated by ;"),
        ('fr:\n  endings: {"": [""]}\n  words: {JP: "|x"}\n', "stem"),
        ('fr:\n  endings: {"": [""]}\n  names: {"": Corée}\n', "two-letter"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "own.yml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(TaxonomyError, match=says):
        load_demonyms(path)
