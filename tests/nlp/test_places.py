import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.places import PlaceMention, find_places

_WEAK = {"city", "capital", "subdivision", "dateline"}


def codes(text: str, language: str = "en", *, weak: bool = False) -> list[str]:
    """Codes of the mentions that name a party, sorted; with `weak` also those of mere places."""
    found = find_places(text, title_end=0, language=language)
    return sorted({mention.code for mention in found if weak or mention.how not in _WEAK})


ENGLISH = [
    # Georgia, Jordan, Chad, Turkey
    ("Tbilisi: Georgia and Armenia signed an accord.", ["AM", "GE"]),
    ("The Georgian parliament met in Tbilisi", ["GE"]),
    ("Atlanta, Georgia, is home to the Centers for Disease Control", []),
    ("Researchers at Georgia Tech and Florida", []),
    ("Jordan signed with Iraq", ["IQ", "JO"]),
    ("Michael Jordan played basketball", []),
    ("the Jordan curve theorem", []),
    ("Mr Chad Smith plays drums", []),
    ("Chad and Niger agreed", ["NE", "TD"]),
    ("Turkey and Greece", ["GR", "TR"]),
    ("They ate turkey for dinner", []),
    ("Turkey farms lost 3,000 birds", []),
    # Guinea, Congo, Korea, Niger, Dominica
    ("Guinea, Guinea-Bissau, Equatorial Guinea and Papua New Guinea", ["GN", "GQ", "GW", "PG"]),
    ("guinea pigs in the Gulf of Guinea with Guinea worm", []),
    ("the Democratic Republic of the Congo", ["CD"]),
    ("the Republic of the Congo", ["CG"]),
    ("Congo (Brazzaville) reported cases", ["CG"]),
    ("Crimean-Congo haemorrhagic fever", []),
    ("the Democratic People's Republic of Korea and the Republic of Korea", ["KP", "KR"]),
    ("North Korean scientists", ["KP"]),
    ("Korean scientists", ["KR"]),
    ("Niger and Nigeria", ["NE", "NG"]),
    ("Nigerien officials", ["NE"]),
    ("the Niger Delta", ["NG"]),
    ("The Dominican Republic", ["DO"]),
    ("Dominica joined", ["DM"]),
    ("the Commonwealth of Dominica; Dominican officials", ["DM"]),
    # Ireland, Mexico, Albany, Columbia, Washington, England
    ("the United Kingdom of Great Britain and Northern Ireland", ["GB"]),
    ("Great Britain and Ireland", ["GB"]),
    ("Northern Ireland", ["GB"]),
    ("the Republic of Ireland", ["IE"]),
    ("Ireland and France", ["FR", "IE"]),
    ("New Mexico", []),
    ("the Gulf of Mexico", []),
    ("the United Mexican States", ["MX"]),
    ("Albany is not Albania", ["AL"]),
    ("British Columbia, Columbia University and the District of Columbia", []),
    ("Colombia", ["CO"]),
    ("Washington State", []),
    ("New England", []),
    ("New South Wales", []),
    # agreements and diseases named after places
    ("The Paris Agreement and the Vienna Convention", []),
    ("the Geneva Conventions, the Kyoto Protocol and the Kigali Amendment", []),
    ("Japanese encephalitis, West Nile virus, German measles and Spanish flu", []),
    ("the Indian Ocean and the West Indies", []),
    ("American Indians", []),
    ("Latin American countries", []),
    # Taiwan, Hong Kong, China
    ("Chinese Taipei", ["TW"]),
    ("Hong Kong", ["HK"]),
    ("the People's Republic of China", ["CN"]),
    ("South China Sea", []),
    # words
    ("no, is at in la so, us and it", []),
    ("NO IS AT IN LA", []),
    ("let us go to the US", ["US"]),
    ("JOIN US TODAY AND TELL US MORE", []),
    ("Polish scientists", ["PL"]),
    ("Polish the lens and polish it again", []),
    ("published in English; an English-language version", []),
    ("AU and AR and ID and CA", []),
    # the Union, the United Nations, groupings
    ("The European Union and the EU", ["EU"]),
    ("European researchers at the Council of Europe", []),
    ("CERN, ESA and the EPO", []),
    ("UNESCO and the United Nations", ["UN"]),
    ("ASEAN, the African Union and G7 leaders", ["ASEAN", "AU55", "G7"]),
    ("the quad bike", []),
    # metonyms
    ("Washington said it would sign", ["US"]),
    ("Beijing has rejected the plan", ["CN"]),
    ("Brussels proposed new rules", ["EU"]),
    ("They met in Brussels", []),
    ("They met in Washington", []),
    ("talks in Geneva", []),
    ("a meeting in Vienna", []),
    # historic names
    ("the Union of Soviet Socialist Republics", ["RU"]),
    ("Ceylon, Persia, Zaire, Burma and Siam", ["CD", "IR", "LK", "MM", "TH"]),
    ("Tanganyika and Nyasaland", ["MW", "TZ"]),
    ("the German Democratic Republic", ["DE"]),
    ("the United States of Brazil", ["BR"]),
    # datelines
    ("HA NOI, 12 March – Japan signed", ["JP"]),
    # inside words
    ("Iranium Omanic Chinatown Malinese", []),
]


@pytest.mark.parametrize(("text", "wanted"), ENGLISH)
def test_english_names_and_traps(text: str, wanted: list[str]) -> None:
    assert codes(text) == wanted


JAPANESE = [
    ("日米首脳会談", ["JP", "US"]),
    ("日米豪印が合意", ["Quad"]),
    ("日仏共同研究と日独協力", ["DE", "FR", "JP"]),
    ("米中対立", ["CN", "US"]),
    ("中印国境", ["CN", "IN"]),
    ("日・EU首脳協議", ["EU", "JP"]),
    ("日・ベトナム首脳会談", ["JP", "VN"]),
    ("訪中した英首相", ["CN", "GB"]),
    ("対中輸出規制を米政府が発表", ["CN", "US"]),
    ("米、AI規制を発表", ["US"]),
    ("独、水素戦略を改定", ["DE"]),
    ("豪政府が研究費を増額", ["AU"]),
    ("仏大統領が訪日", ["FR", "JP"]),
    ("日中の気温は高い", []),
    ("日中関係を議論", ["CN", "JP"]),
    ("14日米国は発表した", ["US"]),
    ("中国地方と中国山地", []),
    ("中国の研究者", ["CN"]),
    ("単独で独自に独立行政法人が調印し印象を印刷", []),
    ("米の品種、新米、平米", []),
    ("英語と英知、仏教と大仏", []),
    ("豪雨と富豪", []),
    ("増加し参加し加盟する", []),
    ("南アジアの国々", []),
    ("南アフリカと南アの研究", ["ZA"]),
    ("タイプとタイムとネクタイ", []),
    ("タイの大学", ["TH"]),
    ("インド洋とインド太平洋", []),
    ("インドとインドネシア", ["ID", "IN"]),
    ("パリ協定とウィーン条約", []),
    ("ジョージア州とジョージア工科大学", []),
    ("ジョージア政府", ["GE"]),
    ("ニューメキシコ州", []),
    ("コロンビア大学", []),
    ("赤道ギニアとパプアニューギニア", ["GQ", "PG"]),
    ("ドミニカ共和国", ["DO"]),
    ("ドミニカ国", ["DM"]),
    ("コンゴ民主共和国", ["CD"]),
    ("コンゴ共和国", ["CG"]),
    ("北朝鮮と韓国", ["KP", "KR"]),
    ("チャイニーズ・タイペイ", ["TW"]),
    ("欧州宇宙機関と欧州特許庁", []),
    ("欧州委員会は提案した", ["EU"]),
    ("東南アジア諸国連合", ["ASEAN"]),
    ("オーストリアとオーストラリア", ["AT", "AU"]),
    ("ナイジェリアとニジェール", ["NE", "NG"]),
    ("日本語と日本脳炎", []),
    ("日比谷公園で日比較", []),
    ("国連大学", ["UN"]),
]


@pytest.mark.parametrize(("text", "wanted"), JAPANESE)
def test_japanese_names_and_traps(text: str, wanted: list[str]) -> None:
    assert codes(text, "ja") == wanted


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("Deutschland und Österreich, Frankreichs Regierung", "de", ["AT", "DE", "FR"]),
        ("entre la France et le Japon", "fr", ["FR", "JP"]),
        ("entre España y Japón", "es", ["ES", "JP"]),
        ("между Россией и Германией", "ru", ["DE", "RU"]),
        ("współpraca Japonii i Polski, Niemiec", "pl", ["DE", "JP", "PL"]),
        ("中国与日本、德国签署协议", "zh", ["CN", "DE", "JP"]),
        ("한국과 미국은 일본과 협력했다", "ko", ["JP", "KR", "US"]),
    ],
)
def test_names_of_other_languages(text: str, language: str, wanted: list[str]) -> None:
    assert codes(text, language) == wanted


def test_a_city_goes_to_the_country_named_beside_it() -> None:
    assert codes("a laboratory in Bandung, Indonesia", weak=True) == ["ID"]
    assert codes("researchers in Yokohama said", weak=True) == ["JP"]
    assert codes("the mayor of Paris, Texas", weak=True) == ["US"]


def test_a_dateline_is_weak() -> None:
    (first, *_) = find_places("HA NOI, 12 March – Japan signed", language="en")
    assert (first.code, first.how) == ("VN", "dateline")
    assert first.weight <= 0.1


def test_ranges_point_at_the_names_as_written() -> None:
    text = "İstanbul: “Viet\u00a0Nam’s” and C\u00f4te d’Ivoire’s ministers; 日本と米国"
    found = {m.code: text[m.start : m.end] for m in find_places(text, language="en")}
    assert found["VN"] == "Viet\u00a0Nam"
    assert found["CI"] == "Côte d’Ivoire"
    assert found["JP"] == "日本"


@given(st.text(alphabet="US. Japan日米中首脳Ge\n\x00\ud800İタイ", max_size=60))
def test_any_text_is_read_without_overlap(text: str) -> None:
    last = 0
    for mention in find_places(text, title_end=3, language="ja"):
        assert isinstance(mention, PlaceMention)
        assert last <= mention.start < mention.end <= len(text)
        assert 0 < mention.weight <= 1
        last = mention.end


def test_a_japanese_dateline_is_weak_and_a_frame_named_after_a_city_is_no_place() -> None:
    (place,) = find_places("【ワシントン共同】量子技術で合意", language="ja")
    assert (place.code, place.how) == ("US", "dateline")
    assert codes("仙台防災枠組と京都議定書と東京宣言", "ja", weak=True) == []
    assert codes("東京で会合", "ja", weak=True) == ["JP"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The fire broke out in London, Ontario, on Monday.", "CA"),
        ("Police in Glasgow, Montana, said a man was arrested.", "US"),
        ("A factory in Wellington, Somerset, will close.", "GB"),
        ("He was stabbed in Edmonton, north London, last night.", "GB"),
        ("GLASGOW, Ky. (AP) - One woman died. The Glasgow police said she was struck in Glasgow.", "US"),
        ("Odessa, Texas, has oil. Odessa grows.", "US"),
        ("Vancouver, Wash., and Durham, N.C., residents.", "US"),
        ("Perth, WA, and Newcastle, NSW, have ports.", "AU"),
        ("Toledo, Ohio and Toledo, Spain are twins.", "ES US"),
        ("Halifax, West Yorkshire, and County Durham councils.", "GB"),
        ("A woman in Tipperary and one in Donegal were taken to hospital.", "IE"),
        ("Deputies in Kern County arrested a man; Contra Costa County is next.", "US"),
        ("In Kenya the governor of Kisumu County spoke; Bomet County and Orange County too.", "KE"),
        ("The family of Montana Avenue met Georgia O'Keeffe at the Mayo Clinic.", ""),
        ("Edmonton and Calgary are in Alberta.", "CA"),
        ("Mr Lim Kok Thai, its head, met Prof. Anna English.", ""),
        ("Minister Tan met Thai researchers.", "TH"),
        (
            "The China Daily wrote that the West Coast is far. Schools in Gold Coast, Queensland, closed.",
            "AU",
        ),
        ("The firm invests US$ 9 million and US$1 million in Kenya.", "KE"),
    ],
)
def test_a_town_is_where_the_state_beside_it_is(text: str, wanted: str) -> None:
    assert " ".join(sorted({item.code for item in find_places(text, language="en")})) == wanted
