"""Made texts of every language come back from each of its encodings, whatever is declared."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.extract.encoding import decode_page

CLAUSES = {
    "ja": "外務省は協定に署名した。|量子技術の共同研究を始める。|両国の大臣が会談し、"
    "|公募は来年度に開始する。|研究者の交流を進める。|"
    "カーボンニュートラルの実現に向けて、|スタートアップを支援する。|報告書を公表した。",
    "zh-hans": "两国签署了合作协定。|双方同意开展联合研究，|部长会见了代表团。"
    "|量子计算和新材料是重点。|项目明年启动，|"
    "资助金额为五百万元。|科学家将互相访问。|会议在北京举行。",
    "zh-hant": "兩國簽署了合作協定。|雙方同意開展聯合研究，|部長會見了代表團。"
    "|量子計算與新材料是重點。|計畫明年啟動，|"
    "補助金額為五百萬元。|科學家將互相訪問。|會議在臺北舉行。",
    "ko": "양국은 협정에 서명했다. |공동 연구를 시작하기로 했다. |장관은 대표단을 만났다. |양자 "
    "기술과 신소재가 핵심이다. |"
    "사업은 내년에 시작된다. |연구자들이 서로 방문한다. |회의는 서울에서 열렸다. ",
    "ru": "Страны подписали соглашение. |Стороны начнут совместные исследования. |Министр принял "
    "делегацию. |Проект "
    "начнётся в следующем году. |Учёные посетят друг друга. |Встреча прошла в столице. ",
    "el": "Οι χώρες υπέγραψαν συμφωνία. |Θα αρχίσουν κοινές έρευνες. |Ο υπουργός δέχθηκε την "
    "αντιπροσωπεία. |Το έργο "
    "ξεκινά το επόμενο έτος. ",
    "de": "Die Länder unterzeichneten ein Abkommen über größere Vorhaben. |Die Förderung beginnt "
    "im nächsten Jahr für "
    "fünf Partner. |Der Minister empfing die Delegation zu Gesprächen in München. ",
    "fr": "Les pays ont signé un accord à Genève. |La coopération sera renforcée dès l'été "
    "prochain. |Le ministre a reçu "
    "la délégation française et ses équipes. ",
    "pl": "Kraje podpisały porozumienie o współpracy. |Wspólne badania rozpoczną się w przyszłym "
    "roku. |Minister przyjął "
    "delegację i omówił żądania. ",
    "tr": "Ülkeler iş birliği anlaşması imzaladı. |Ortak araştırmalar gelecek yıl başlayacak. "
    "|Bakan heyeti kabul etti ve "
    "görüştü. |Proje beş yıl sürecek. ",
    "he": "המדינות חתמו על הסכם. |המחקר המשותף יתחיל בשנה הבאה. |השר קיבל את המשלחת. ",
    "ar": "وقعت الدولتان اتفاقية للتعاون. |سيبدأ البحث المشترك في العام المقبل. |استقبل الوزير الوفد. ",
    "th": "ประเทศทั้งสองลงนามในข้อตกลง |การวิจัยร่วมจะเริ่มในปีหน้า |รัฐมนตรีต้อนรับคณะผู้แทน ",
}  # fmt: skip
ENCODINGS = [
    ("ja", "cp932"), ("ja", "euc-jp"), ("ja", "iso-2022-jp"), ("zh-hans", "gb18030"),
    ("zh-hans", "gb2312"), ("zh-hant", "big5"), ("ko", "euc-kr"), ("ko", "cp949"),
    ("ru", "cp1251"), ("ru", "koi8-r"), ("el", "cp1253"), ("de", "cp1252"),
    ("de", "iso8859-15"), ("fr", "cp1252"), ("pl", "cp1250"), ("pl", "iso8859-2"),
    ("tr", "cp1254"), ("he", "cp1255"), ("ar", "cp1256"), ("th", "cp874"),
    ("ja", "utf-8"), ("ar", "utf-8"),
]  # fmt: skip
EAST_ASIAN = [pair for pair in ENCODINGS if pair[0] in {"ja", "zh-hans", "zh-hant", "ko"}]


def texts(language: str) -> st.SearchStrategy[str]:
    """Pages of five to thirty clauses in paragraphs."""
    clauses = st.lists(st.sampled_from(CLAUSES[language].split("|")), min_size=5, max_size=30)
    return clauses.map(
        lambda chosen: "".join(f"<p>{''.join(chosen[at : at + 3])}</p>\n" for at in range(0, len(chosen), 3))
    )


@pytest.mark.parametrize(("language", "encoding"), ENCODINGS)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_a_declared_encoding_gives_the_text_back(language: str, encoding: str, data: st.DataObject) -> None:
    text = data.draw(texts(language))
    page = f'<html><head><meta charset="{encoding}"></head><body>{text}</body></html>'
    assert decode_page(page.encode(encoding)).text == page
    assert decode_page(text.encode(encoding), f"text/html; charset={encoding}").text == text


@pytest.mark.parametrize(("language", "encoding"), EAST_ASIAN)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_east_asian_text_comes_back_whatever_is_declared(
    language: str, encoding: str, data: st.DataObject
) -> None:
    text = data.draw(texts(language))
    declared = data.draw(
        st.sampled_from(
            [
                "",
                "utf-8",
                "iso-8859-1",
                "windows-1252",
                "shift_jis",
                "euc-jp",
                "gb2312",
                "big5",
                "euc-kr",
                "x",
            ]
        )
    )
    header = f"text/html; charset={declared}" if declared else ""
    assert decode_page(text.encode(encoding), header).text == text


@pytest.mark.parametrize(("language", "encoding"), [pair for pair in ENCODINGS if pair not in EAST_ASIAN])
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_text_of_other_scripts_comes_back_when_utf_8_is_claimed(
    language: str, encoding: str, data: st.DataObject
) -> None:
    text = data.draw(texts(language))
    for header in ("", "text/html; charset=utf-8"):
        assert decode_page(text.encode(encoding), header).text == text
