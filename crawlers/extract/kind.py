"""What kind of document a page is, from its title, its address and its first lines."""

from __future__ import annotations

import re

from crawlers.document import Kind

_I = re.IGNORECASE
# In this order: an agreement's text beats the news about it only where the title itself is the instrument.
_TITLE: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "speech",
        re.compile(
            r"\b(speech|remarks|keynote|statement by|address by|opening remarks|rede (von|des|der)|"
            r"grußwort|discours|allocution|"
            r"discurso|intervención|palabras d|discorso|intervento d|przemówienie)\b|演説|スピーチ|挨拶|"
            r"基調講演|"
            r"大臣会見|记者会|讲话|演讲|致辞|講話|致詞|연설|기조연설|인사말",
            _I,
        ),
    ),
    (
        "call",
        re.compile(
            r"\b(calls? for (proposals?|applications?|papers?|tenders?|expressions)|joint call|"
            r"funding call|request for proposals|"
            r"funding opportunit\w+|open call|notice of funding|grant competition|ausschreibung|"
            r"bekanntmachung|förderaufruf|"
            r"appels? à (projets?|candidatures?|propositions?|manifestation)|convocatoria|bando|edital|"
            r"nabór wniosk\w+)\b"
            r"|公募|募集(?!団)|申请指南|申報|项目指南|征集|徵求|공모|공고|모집",
            _I,
        ),
    ),
    (
        "agreement",
        re.compile(
            r"^\W*((joint|framework|implementing|cooperation|bilateral|exchange of)\s+)*"
            r"(agreement|memorandum of (understanding|cooperation)|mou|treaty|convention|protocol|"
            r"arrangement|joint (statement|declaration|communiqu\w+)|"
            r"action plan between|letter of intent)\b.{0,80}\b(between|of the|on|with|by)\b"
            r"|^\W*(accord|déclaration (commune|conjointe)|protocole|traité|convention) |^\W*(abkommen|"
            r"vereinbarung|gemeinsame erklärung)\b"
            r"|^\W*(acuerdo|convenio|declaración conjunta|memor[aá]ndum[o]?) |^\W*(accordo|"
            r"dichiarazione congiunta|memorandum d)"
            r"|(協定|覚書|条約|取決め|共同声明|共同宣言|共同コミュニケ|交換公文)(（[^）]*）)?(の本文|"
            r"全文|\s*$)|(协定|备忘录|联合声明|联合公报|条约|議定書|"
            r"备忘錄)(（[^）]*）)?\s*$"
            r"|(협정|양해각서|공동성명|공동선언)(문)?\s*$",
            _I,
        ),
    ),
    (
        "report",
        re.compile(
            r"\b(annual report|activity report|progress report|evaluation report|final report|"
            r"white ?paper|working paper|survey results|"
            r"scoreboard|outlook 20\d\d|statistics 20\d\d|report (on|of) the|study on|jahresbericht|"
            r"tätigkeitsbericht|studie zu|rapport (annuel|d|sur)|"
            r"informe (anual|de|sobre)|relazione annuale|rapporto|raport)\b"
            r"|^report\b|\breport 20\d\d|白書|報告書|調査結果|年報|統計|議事録|議事要旨|报告|年度報告|"
            r"白皮书|白皮書|보고서|백서|통계",
            _I,
        ),
    ),
    (
        "policy",
        re.compile(
            r"\b(strategy|strategic plan|action plan|road ?map|work programme|guidelines?|"
            r"policy (paper|framework)|white paper|national plan|"
            r"master plan|act of 20|regulation \(eu\)|directive|executive order|decree|legislation|"
            r"strategie|aktionsplan|gesetz|verordnung|"
            r"richtlinie|stratégie|plan d.action|feuille de route|décret|loi n|arrêté|estrategia|"
            r"plan nacional|ley \d|real decreto|strategia|decreto|piano nazionale|rozporządzenie|"
            r"ustawa)\b"
            r"|基本計画|戦略|行動計画|方針|指針|ガイドライン|ロードマップ|閣議決定|大綱|要綱|法律|政令|"
            r"省令|规划|規劃|纲要|战略|行动计划|办法|条例|通知$|意见$|"
            r"기본계획|전략|로드맵|시행령|법률",
            _I,
        ),
    ),
    (
        "news",
        re.compile(
            r"\b(press release|news release|media release|pressemitteilung|communiqué de presse|"
            r"nota de prensa|comunicato stampa)\b|報道発表|プレスリリース|新聞稿|보도자료",
            _I,
        ),
    ),
)
_URL: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("speech", re.compile(r"/(speech(es)?|remarks|discours|reden?|enzetsu|discursos?|zyjh)(/|_|-|$)", _I)),
    ("call", re.compile(
        r"/(calls?|funding-opportunities|koubo|boshu|appels?|convocatorias?|ausschreibungen|"
        r"grants/funding)(/|_|-|$)", _I)),
    ("agreement", re.compile(r"/(treat(y|ies)|agreements?|joint-statements?)(/|_|$)", _I)),
    ("report", re.compile(r"/(reports?|publications?|statistics|studies|rapports?|berichte)(/|_|$)", _I)),
    ("policy", re.compile(
        r"/(polic(y|ies)|strateg(y|ies)|laws?|legislation|regulations?)/[^/]+\.pdf$|/(eli|legi|loda|jorf|"
        r"gesetze)/", _I)),
    (
        "news",
        re.compile(
                r"/(news|press|press-?releases?|presse\w*|media|nachrichten|aktuell\w*|actualit\w+|"
                r"noticias?|notizie|aktualno\w+|comunicat\w+|"
                r"communiques?|articles?|articolo|stor(y|ies)|blog|newsroom|briefing-room|sala_stampa|"
                r"houdou|hodo|topics|xw|xwfw|zyxw|dongtai|yaowen|bbs|board)(/|_|-|\.|\d|$)"
            r"|/20\d\d/[01]?\d/",
            _I,
        ),
    ),
)  # fmt: skip
_FIRST_LINES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("report", re.compile(r"議事録|議事要旨|회의록|会议纪要")),
    ("news", re.compile(
        r"\b(for immediate release|press release|pressemitteilung|communiqué de presse|nota de prensa|"
        r"comunicato stampa)\b|報道発表|プレスリリース|新华社|新華社|보도자료|電\)|(記者|기자)", _I)),
    ("call", re.compile(
        r"\b(application deadline|deadline for (applications|proposals)|date limite|bewerbungsfrist|"
        r"einreichungsfrist|plazo de)\b|応募締切|募集期間|公募期間|申请截止|접수기간", _I)),
    ("agreement", re.compile(
        r"\b(hereinafter referred to as|have agreed as follows|sont convenus de ce qui suit|"
        r"haben folgendes vereinbart|han convenido)\b|次のとおり協定した|达成协议如下", _I)),
)  # fmt: skip


def document_kind(title: str, url: str, text: str, mime: str = "text/html") -> Kind:
    """The kind that title, then address, then the first lines speak for; other where none does."""
    for kind, pattern in _TITLE:
        if pattern.search(title[:300]):
            return kind
    path = url.split("?", 1)[0][:500]
    for kind, pattern in _URL:
        if pattern.search(path):
            return kind
    head = text[:1500]
    for kind, pattern in _FIRST_LINES:
        if pattern.search(head):
            return kind
    if mime == "message/rfc822":
        return "news"
    return "other"
