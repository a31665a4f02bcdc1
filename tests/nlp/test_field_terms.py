"""Terms in six languages: sentences that must be tagged by them, and everyday ones that must not."""

import pytest

from nlp.taxonomy_files import FIELD_CODES, load_fields
from nlp.topics import tag_fields

LANGUAGES = ("de", "fr", "es", "zh", "ko", "ja")
TAGGED = {
    "de": [
        ("DRR", "Nach den Vulkanausbrüchen berät der Zivilschutz über neue Sirenen."),
        ("INF", "Virologen untersuchen einen neuen mRNA-Impfstoff."),
        ("NUC", "Der Fusionsreaktor soll 2040 ans Netz gehen."),
        ("HRM", "Die Humboldt-Stiftung nimmt Postdoktorandinnen aus Kenia auf, der DAAD zahlt."),
        ("MIN", "Das Ministerium schließt eine Rohstoffpartnerschaft mit Chile."),
        ("BDV", "Das Insektensterben beschäftigt die Minister."),
        ("ROB", "Ein Industrieroboter schweißt die Teile allein."),
        ("OCE", "Das Alfred-Wegener-Institut schickt zwei Forschungsschiffe."),
        ("ICT", "Eine Chipfabrik entsteht bei Dresden."),
    ],
    "fr": [
        ("SPA", "Les débris spatiaux menacent la station, prévient le CNES."),
        ("AGR", "L'INRAE étudie des variétés résistantes."),
        ("HRM", "Le programme accorde des bourses doctorales à vingt étudiants."),
        ("WAT", "La station d'épuration traite les eaux usées du port."),
        ("QUA", "Deux ordinateurs quantiques seront installés à Saclay."),
        ("MED", "Un essai thérapeutique contre la leucémie commence à Lyon."),
        ("BAS", "Des astrophysiciens ont observé une exoplanète."),
        ("ENE", "Le pays construit des éoliennes en mer."),
        ("INN", "Les dépôts de brevets ont augmenté."),
    ],
    "es": [
        ("ENE", "Se instalarán aerogeneradores en la costa."),
        ("DRR", "Los sismólogos registraron varias réplicas sísmicas."),
        ("HRM", "El ministerio anuncia contratos predoctorales."),
        ("MIN", "La extracción de litio crece en el norte."),
        ("OCE", "El buque oceanográfico zarpó hacia la base antártica."),
        ("POL", "El acuerdo de cooperación científica fue firmado por el CSIC."),
        ("AID", "La red instalará dos superordenadores."),
        ("WAT", "La desaladora abastecerá a la ciudad."),
        ("BMS", "El bagazo de caña se convierte en biometano."),
    ],
    "zh": [
        ("DRR", "抗震技术合作项目在成都启动。"),
        ("NUC", "可控核聚变装置实现新的运行纪录。"),
        ("ICT", "政府將資助新的晶圓廠和先進封裝。"),
        ("ENE", "兩國將合作開發鈣鈦礦太陽能電池。"),
        ("AGR", "杂交水稻在非洲推广。"),
        ("HRM", "双方同意扩大公派留学。"),
        ("SPA", "嫦娥六号带回月壤。"),
        ("ROB", "工业机器人产量上升。"),
        ("BDV", "濒危动物的栖息地得到恢复。"),
    ],
    "ko": [
        ("ENV", "정부는 기후 위기에 대응하는 계획을 냈다."),
        ("MED", "희귀질환 환자를 위한 세포치료제를 개발한다."),
        ("ROB", "협동로봇이 조립을 맡는다."),
        ("OCE", "아라온호가 남극으로 떠났다."),
        ("NUC", "사용후 핵연료를 다루는 방안을 논의했다."),
        ("HRM", "양국은 박사후 연구원을 교환한다."),
        ("QUA", "양자 암호통신을 시험했다."),
        ("MIN", "핵심 광물 공급망을 함께 만든다."),
        ("INN", "특허 출원이 늘었다."),
    ],
    "ja": [
        ("DRR", "校舎の耐震化を支援する。"),
        ("ENV", "両国は気象観測の装置を共同で置く。"),
        ("BAS", "新しい天文台がチリに建つ。"),
        ("AGR", "塩害に強いイネを共同で育てる。"),
        ("ROB", "ロボットアームを現地の工場に納める。"),
        ("MED", "医師が手術の方法を教える。"),
        ("HRM", "両国は人材の交流を進める。"),
        ("MED", "高齢者医療について意見を交わした。"),
        ("NUC", "次世代革新炉の開発で合意した。"),
        ("WAT", "下水処理の専門家を派遣する。"),
    ],
}
EVERYDAY = {
    "de": [
        "Die Mannschaft gewann das Spiel mit drei zu eins.",
        "Der Trainer war mit der Abwehr zufrieden.",
        "Die Polizei nahm zwei Verdächtige fest.",
        "Nach dem Überfall wurde der Täter verurteilt.",
        "Die Aktien an der Börse gaben leicht nach.",
        "Der Euro notierte fester gegenüber dem Dollar.",
        "Am Wochenende bleibt es sonnig und mild.",
        "Der Film läuft ab Donnerstag in den Kinos.",
        "Die Oper zeigt ein Stück von Mozart.",
        "Der Kanzler sprach mit dem Präsidenten über den Haushalt.",
        "Die Partei verlor bei der Wahl viele Stimmen.",
        "Das Netz der Kontakte ist die Basis für jeden Plan.",
    ],
    "fr": [
        "L'équipe a remporté le match en seconde période.",
        "Le cycliste a gagné l'étape de montagne.",
        "La police a arrêté trois suspects.",
        "Un homme a été condamné pour vol.",
        "La Bourse de Paris a terminé en légère baisse.",
        "Les indices boursiers reculent avec le dollar.",
        "Le soleil brillera sur toute la côte dimanche.",
        "Le film sort mercredi dans les salles.",
        "Le musée expose des tableaux de Monet.",
        "Le président a reçu le premier ministre à l'Élysée.",
        "Les lanceurs d'alerte seront mieux protégés par la loi.",
        "Le plan de l'opposition repose sur un champ de réformes.",
    ],
    "es": [
        "El equipo ganó el partido con un gol al final.",
        "El lanzador firmó un contrato con los Yankees.",
        "La policía detuvo a dos sospechosos.",
        "Los investigadores interrogaron al acusado del robo.",
        "La bolsa de Madrid cerró con ganancias.",
        "El dólar subió frente al peso.",
        "El domingo habrá sol en toda la costa.",
        "La película se estrena el jueves.",
        "La cantante presentó su nuevo disco.",
        "El presidente se reunió con los gobernadores.",
        "El papa celebró una misa en la plaza.",
        "Es la base de un plan que abre el campo al acuerdo.",
    ],
    "zh": [
        "主队在最后一分钟攻入制胜球。",
        "头号种子选手顺利晋级决赛。",
        "火箭队客场击败湖人队。",
        "警方逮捕了两名嫌疑人。",
        "法院判处被告三年徒刑。",
        "股市周五小幅收低。",
        "人民币对美元汇率上涨。",
        "周末各地以晴天为主。",
        "这部电影将于下周上映。",
        "博物館展出唐代書畫。",
        "总统会见了来访的外长。",
        "议会选举的结果将于周一公布。",
    ],
    "ko": [
        "대표팀이 연장전 끝에 이겼다.",
        "공격수의 골 가뭄이 길어지고 있다.",
        "경찰이 용의자 두 명을 체포했다.",
        "법원은 피고인에게 징역 3년을 선고했다.",
        "코스피가 소폭 하락해 마감했다.",
        "원화 환율이 올랐다.",
        "주말에는 대체로 맑겠다.",
        "새 영화가 다음 주에 개봉한다.",
        "조선시대 그림을 전시한다.",
        "대통령이 외교장관을 만났다.",
        "위성정당을 두고 여야가 다퉜다.",
        "협정은 내일 발효된다.",
    ],
    "ja": [
        "代表チームが延長戦の末に勝った。",
        "早稲田の投手が完封した。",
        "警察は男二人を逮捕した。",
        "裁判所は被告に懲役三年を言い渡した。",
        "株価は小幅に下がって取引を終えた。",
        "円相場は一時百五十円台をつけた。",
        "週末は各地で晴れるでしょう。",
        "新しい映画が来週公開される。",
        "美術館で浮世絵の展覧会が始まった。",
        "首相が大統領と電話で会談した。",
        "与党が選挙で議席を減らした。",
        "天文学的な額の借金が残った。",
    ],
}


@pytest.mark.parametrize(
    ("language", "code", "text"), [(one, *row) for one, rows in TAGGED.items() for row in rows]
)
def test_a_sentence_is_tagged(language: str, code: str, text: str) -> None:
    assert code in [field.id for field in tag_fields(text, language=language)]


@pytest.mark.parametrize(
    ("language", "text"), [(one, text) for one, texts in EVERYDAY.items() for text in texts]
)
def test_an_everyday_sentence_has_no_field(language: str, text: str) -> None:
    assert [field.id for field in tag_fields(text, language=language)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", FIELD_CODES)
def test_every_field_has_terms_in_every_language(language: str, code: str) -> None:
    assert len(load_fields()[code].terms[language]) >= 35
