"""Signals of single sentences in German, French, Spanish, Chinese and Korean. All events are invented."""

from __future__ import annotations

import pytest

from crawlers.document import Document
from nlp.tagger import Tagger
from nlp.tags import Signal

POSITIVE = [
    # language; type, stage, modality, parties, japan; text
    (
        "de",
        "agreement signed asserted PE+SE out",
        "Schweden und Peru haben ein Forschungsabkommen unterzeichnet.",
    ),
    (
        "de",
        "agreement announced planned AT+GH out",
        "Österreich und Ghana werden nächste Woche eine Absichtserklärung unterzeichnen.",
    ),
    ("de", "agreement - negated AT+GH out", "Österreich hat das Abkommen mit Ghana nicht unterzeichnet."),
    (
        "de",
        "agreement signed past AT+GH out",
        "Das Abkommen zwischen Österreich und Ghana wurde 1994 unterzeichnet.",
    ),
    (
        "de",
        "agreement negotiating asserted CH+CL out",
        "Die Schweiz und Chile verhandeln über ein Wissenschaftsabkommen.",
    ),
    (
        "de",
        "agreement renewed asserted IN+NO out",
        "Norwegen und Indien verlängern ihr Abkommen über Meeresforschung um fünf Jahre.",
    ),
    (
        "de",
        "joint_call open asserted BR+FI out",
        "Finnland und Brasilien schreiben gemeinsam Projekte zur Waldforschung aus.",
    ),
    (
        "de",
        "joint_research launched asserted DK+VN out",
        "Dänemark und Vietnam eröffnen ein gemeinsames Labor für Windkraft.",
    ),
    (
        "de",
        "need expressed asserted FJ+JP asked",
        "Fidschi bittet Japan um Hilfe beim Aufbau von Pegelmessern.",
    ),
    ("de", "suspension suspended asserted BY+SE out", "Schweden setzt die Zusammenarbeit mit Belarus aus."),
    (
        "de",
        "restriction - asserted NL out",
        "Die Niederlande haben die Exportkontrollen für Lithografie verschärft.",
    ),
    (
        "de",
        "dialogue held asserted IT+TN out",
        "Die Forschungsminister von Italien und Tunesien trafen sich zu Gesprächen.",
    ),
    (
        "de",
        "joint_statement - asserted KR+PL out",
        "Polen und Südkorea veröffentlichten eine gemeinsame Erklärung zur Batterieforschung.",
    ),
    (
        "fr",
        "agreement signed asserted PE+SE out",
        "La Suède et le Pérou ont signé un accord de recherche sur les glaciers.",
    ),
    (
        "fr",
        "agreement announced planned BE+GH out",
        "La Belgique et le Ghana signeront un protocole d'accord la semaine prochaine.",
    ),
    ("fr", "agreement - negated BE+GH out", "La Belgique n'a pas signé l'accord avec le Ghana."),
    (
        "fr",
        "agreement signed past BE+GH out",
        "L'accord entre la Belgique et le Ghana avait été signé en 1994.",
    ),
    (
        "fr",
        "agreement negotiating asserted CH+CL out",
        "La Suisse et le Chili négocient un accord scientifique.",
    ),
    (
        "fr",
        "agreement renewed asserted IN+NO out",
        "La Norvège et l'Inde prolongent leur accord sur la recherche marine.",
    ),
    (
        "fr",
        "joint_call open asserted BR+FI out",
        "La Finlande et le Brésil lancent un appel à projets conjoint sur les forêts.",
    ),
    (
        "fr",
        "joint_research launched asserted FR+VN out",
        "La France et le Vietnam créent un laboratoire commun sur le riz.",
    ),
    (
        "fr",
        "need expressed asserted JP+SN asked",
        "Le Sénégal demande au Japon une aide technique pour ses stations de pluie.",
    ),
    ("fr", "suspension suspended asserted BY+SE out", "La Suède suspend sa coopération avec la Biélorussie."),
    (
        "fr",
        "restriction - asserted NL out",
        "Les Pays-Bas renforcent les contrôles à l'exportation de machines de lithographie.",
    ),
    (
        "fr",
        "dialogue held asserted IT+TN out",
        "La ministre de la recherche de l'Italie a rencontré son homologue de la Tunisie.",
    ),
    ("fr", "mobility - asserted CA out", "Le Canada crée des bourses pour attirer des chercheurs étrangers."),
    (
        "es",
        "agreement signed asserted PE+SE out",
        "Suecia y Perú firmaron un acuerdo de investigación sobre glaciares.",
    ),
    (
        "es",
        "agreement announced planned BE+GH out",
        "Bélgica y Ghana firmarán un memorando la próxima semana.",
    ),
    ("es", "agreement - negated BE+GH out", "Bélgica no ha firmado el acuerdo con Ghana."),
    ("es", "agreement signed past BE+GH out", "Bélgica y Ghana habían firmado un convenio en 1994."),
    ("es", "agreement negotiating asserted CH+CL out", "Suiza y Chile negocian un convenio científico."),
    (
        "es",
        "agreement renewed asserted IN+NO out",
        "Noruega y la India renovaron su acuerdo de investigación marina.",
    ),
    (
        "es",
        "joint_call open asserted BR+FI out",
        "Finlandia y Brasil abren una convocatoria conjunta sobre bosques.",
    ),
    (
        "es",
        "joint_research launched asserted ES+VN out",
        "España y Vietnam inauguraron un laboratorio conjunto de arroz.",
    ),
    (
        "es",
        "need expressed asserted EC+JP asked",
        "Ecuador solicita a Japón apoyo técnico para vigilar sus volcanes.",
    ),
    ("es", "suspension suspended asserted BY+SE out", "Suecia suspendió su cooperación con Bielorrusia."),
    (
        "es",
        "restriction - asserted NL out",
        "Países Bajos endureció los controles a la exportación de litografía.",
    ),
    (
        "es",
        "dialogue held asserted CO+IT out",
        "La ministra de ciencia de Colombia se reunió con su homólogo de Italia.",
    ),
    (
        "es",
        "ip_standards - asserted CL+KR out",
        "Las oficinas de patentes de Chile y Corea del Sur firmaron un acuerdo de reconocimiento mutuo.",
    ),
    ("zh", "agreement signed asserted PE+SE out", "瑞典与秘鲁签署冰川研究合作协议。"),
    ("zh", "agreement announced planned BE+GH out", "比利时和加纳将于下周签署谅解备忘录。"),
    ("zh", "agreement - negated BE+GH out", "比利时尚未与加纳签署科研协议。"),
    ("zh", "agreement signed past BE+GH out", "比利时与加纳曾于1994年签署合作协定。"),
    ("zh", "agreement negotiating asserted CH+CL out", "瑞士与智利就科技合作协定举行谈判。"),
    ("zh", "agreement renewed asserted IN+NO out", "挪威和印度续签海洋研究合作协议。"),
    ("zh", "joint_research launched asserted CN+VN out", "中国与越南启动水稻联合研究项目。"),
    ("zh", "need expressed asserted FJ+JP asked", "斐济请求日本提供潮位观测技术援助。"),
    ("zh", "suspension suspended asserted BY+SE out", "瑞典暂停与白俄罗斯的科技合作。"),
    ("zh", "restriction - asserted NL out", "荷兰加强光刻机出口管制。"),
    ("zh", "dialogue held asserted CN+IT out", "中国和意大利科技合作联委会会议在罗马召开。"),
    ("zh", "joint_statement - asserted KR+PL out", "波兰与韩国发表联合声明。"),
    ("zh", "opening - asserted CN out", "中国月球样品向国外科研机构开放申请。"),
    ("ko", "agreement signed asserted PE+SE out", "스웨덴과 페루는 빙하 연구 양해각서를 체결했다."),
    ("ko", "agreement announced planned BE+GH out", "벨기에와 가나는 다음 주 양해각서를 체결할 예정이다."),
    ("ko", "agreement - negated BE+GH out", "벨기에와 가나는 협정에 서명하지 않았다."),
    ("ko", "agreement signed past BE+GH out", "벨기에와 가나는 1994년에 협정을 체결했다."),
    ("ko", "agreement negotiating asserted CH+CL out", "스위스와 칠레는 과학기술 협정 협상을 시작했다."),
    ("ko", "agreement renewed asserted IN+NO out", "노르웨이와 인도는 해양 연구 협정을 갱신했다."),
    ("ko", "joint_research launched asserted FR+KR out", "한국과 프랑스가 공동연구소를 열었다."),
    ("ko", "joint_research launched asserted KR+VN out", "한국과 베트남은 벼 공동연구에 착수했다."),
    ("ko", "need expressed asserted FJ+JP asked", "피지는 일본에 조위 관측 지원을 요청했다."),
    ("ko", "suspension suspended asserted BY+SE out", "스웨덴은 벨라루스와의 공동연구를 중단했다."),
    ("ko", "restriction - asserted NL out", "네덜란드는 노광 장비의 수출 통제를 강화했다."),
    ("ko", "joint_statement - asserted KR+PL out", "한국과 폴란드는 공동성명을 발표했다."),
]
NEGATIVE = [
    ("de", "Der Tarifvertrag der Straßenbahner wurde verlängert."),
    ("de", "Die Nutzer müssen der Lizenzvereinbarung zustimmen."),
    ("de", "Die Probe wurde mit einem Restriktionsenzym geschnitten."),
    ("de", "Beim Tag der offenen Tür besuchten Familien aus Polen das Institut."),
    ("de", "Zwei Gewerkschaften gaben eine gemeinsame Erklärung zum Streik heraus."),
    ("de", "Die Kundschaft wünscht sich japanische Autos, sagte die Händlerin; Kunden warten lange."),
    ("fr", "La convention collective des cheminots a été renouvelée."),
    ("fr", "Les lycéens ont visité le musée avec leurs professeurs."),
    ("fr", "La nouvelle ligne de transports en commun relie les deux quartiers."),
    ("fr", "L'enzyme de restriction coupe l'ADN en fragments."),
    ("fr", "Les syndicats ont publié un communiqué commun sur les salaires."),
    ("fr", "Les particules restent en suspension dans l'eau."),
    ("es", "El convenio colectivo de los mineros fue renovado."),
    ("es", "Los clientes piden coches japoneses."),
    ("es", "El concurso de fotografía ya tiene ganadores."),
    ("es", "La enzima de restricción corta el ADN."),
    ("es", "Los sindicatos publicaron un comunicado conjunto sobre salarios."),
    ("es", "El entrenador firmó un contrato con el club."),
    ("zh", "用户须接受许可协议后才能下载。"),
    ("zh", "中心举办开放日活动,市民参观了实验室。"),
    ("zh", "限制性内切酶把样品切成片段。"),
    ("zh", "日本消费者喜欢这款相机。"),
    ("zh", "人力资源部门组织新员工学习。"),
    ("zh", "溶液中的颗粒处于悬浮状态。"),
    ("ko", "노조와 회사는 단체협약을 갱신했다."),
    ("ko", "이용자는 이용 약관에 동의해야 한다."),
    ("ko", "제한 효소로 시료를 잘랐다."),
    ("ko", "누리집을 새로 단장했다."),
    ("ko", "소비자들은 일본의 자동차에 관심을 보였다."),
    ("ko", "대화형 프로그램이 질문에 답한다."),
]


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load(None)


def signals_of(tagger: Tagger, text: str, language: str) -> list[Signal]:
    item = Document(id="x", url="", title="", text=text, language=language, published="2026-06-15")
    return [signal for signal in tagger.tag([item])[0].signals if signal.score >= 0.5]


@pytest.mark.parametrize(("language", "expected", "text"), POSITIVE)
def test_an_event_is_read_with_its_stage_parties_and_japan(
    tagger: Tagger, language: str, expected: str, text: str
) -> None:
    type_, stage, modality, parties, japan = expected.split()
    found = {signal.type: signal for signal in signals_of(tagger, text, language)}
    assert type_ in found
    signal = found[type_]
    assert (signal.modality, "+".join(signal.parties), signal.japan) == (modality, parties, japan)
    assert stage == "-" or signal.stage == stage


@pytest.mark.parametrize(
    ("language", "expected", "text"),
    [
        (
            "nl",
            "agreement signed GH+NL",
            "Nederland en Ghana ondertekenen een overeenkomst over watertechnologie.",
        ),
        ("nl", "dialogue held CL", "De minister van Onderwijs ontmoet zijn ambtgenoot uit Chili."),
        ("sv", "dialogue scheduled CL", "Även Chile är inbjudet att delta i mötet med ministrarna."),
        ("pt", "agreement signed ", "Reitor e diretora assinam acordo de cooperação técnica sobre biomassa."),
        (
            "pt",
            "dialogue scheduled PE",
            "O instituto vai enviar uma delegação ao Peru para discutir sementes.",
        ),
    ],
)
def test_languages_with_a_few_rules_tell_what_headlines_tell(
    tagger: Tagger, language: str, expected: str, text: str
) -> None:
    type_, stage, parties = expected.split(" ")
    found = {signal.type: signal for signal in signals_of(tagger, text, language)}
    assert type_ in found
    assert (found[type_].stage, "+".join(found[type_].parties)) == (stage, parties)


@pytest.mark.parametrize(("language", "text"), NEGATIVE)
def test_what_only_looks_alike_is_no_signal(tagger: Tagger, language: str, text: str) -> None:
    assert [signal for signal in signals_of(tagger, text, language) if signal.polarity != "none"] == []


def test_every_language_has_twelve_events_and_six_that_are_none() -> None:
    for language in ("de", "fr", "es", "zh", "ko"):
        assert sum(item[0] == language for item in POSITIVE) >= 12
        assert sum(item[0] == language for item in NEGATIVE) >= 6
