"""The words by which a document's title, address and opening say what kind of document it is."""

from __future__ import annotations

import re
from typing import cast

from crawlers.document import Kind
from crawlers.extract.folding import Folded

# In this order: an agreement's text beats the news about it only where the title itself is the instrument.
TITLE: tuple[tuple[Kind, Folded], ...] = (
    (
        "speech",
        Folded(
            r"\b(speech|remarks|keynote (speech|address)|(?<!joint )statement (by|from) |address by|"
            r"transcript of|lecture by|"
            r"opening remarks|rede (von|des|der)|"
            r"grußwort|discours|allocution|"
            r"discurso|intervención|palabras d|discorso|intervento d|przemówienie)\b|演説|スピーチ|挨拶|"
            r"基調講演|"
            r"大臣会見|记者会|讲话|演讲|致辞|講話|致詞|연설|기조연설|인사말"
        ),
    ),
    (
        "call",
        Folded(
            r"\b(calls? for (proposals?|applications?|papers?|tenders?|expressions)|joint call|"
            r"funding call|request for proposals|"
            r"funding opportunit\w+|open call|notice of funding|grant competition|ausschreibung|"
            r"bekanntmachung|förderaufruf|"
            r"appels? à (projets?|candidatures?|propositions?|manifestation)|convocatoria|bando|edital|"
            r"nabór wniosk\w+)\b"
            r"|公募|募集(?!団)|申请指南|申報|项目指南|征集|徵求|공모|공고|모집"
        ),
    ),
    (
        "agreement",
        Folded(
            r"^\W*((joint|framework|implementing|cooperation|bilateral|exchange of)\s+)*"
            r"(agreement|memorandum of (understanding|cooperation)|mou|treaty|convention|protocol|"
            r"arrangement|joint (statement|declaration|communiqu\w+)|"
            r"action plan between|letter of intent)\b.{0,80}\b(between|of the|on|with|by)\b"
            r"|\b(joint (statement|declaration|communiqu\w+)|leaders.? (statement|declaration|"
            r"communiqu\w+))\b|"
            r"\b(compact|accord|treaty|convention|protocol|memorandum of (understanding|cooperation)|mou)\W*$"
            r"|^\W*(accord|déclaration (commune|conjointe)|protocole|traité|convention) |^\W*(abkommen|"
            r"vereinbarung|gemeinsame erklärung)\b"
            r"|^\W*(acuerdo|convenio|declaración conjunta|memor[aá]ndum[o]?) |^\W*(accordo|"
            r"dichiarazione congiunta|memorandum d)"
            r"|(協定|覚書|条約|取決め|共同声明|共同宣言|共同コミュニケ|交換公文)(（[^）]*）)?(の本文|"
            r"全文|\s*$)|(协定|备忘录|联合声明|联合公报|条约|議定書|"
            r"备忘錄)(（[^）]*）)?\s*$"
            r"|(협정|양해각서|공동성명|공동선언)(문)?\s*$"
        ),
    ),
    (
        "report",
        Folded(
            r"\b(annual report|activity report|progress report|evaluation report|final report|"
            r"white ?paper|working paper|survey results|"
            r"scoreboard|outlook 20\d\d|statistics 20\d\d|report (on|of) the|study on|jahresbericht|"
            r"tätigkeitsbericht|studie zu|rapport (annuel|d|sur)|"
            r"informe (anual|de|sobre)|relazione annuale|rapporto|raport)\b"
            r"|^report\b|\breport 20\d\d|白書|報告書|調査結果|年報|統計|議事録|議事要旨|报告|年度報告|"
            r"白皮书|白皮書|보고서|백서|통계"
        ),
    ),
    (
        "policy",
        Folded(
            r"\b(strategy|strategic plan|action plan|road ?map|work programme|guidelines?|"
            r"policy (paper|framework)|white paper|national plan|"
            r"master plan|act of 20|regulation \(eu\)|directive|executive order|decree|legislation|"
            r"strategie|aktionsplan|gesetz|verordnung|"
            r"richtlinie|stratégie|plan d.action|feuille de route|décret|loi n|arrêté|estrategia|"
            r"plan nacional|ley \d|real decreto|strategia|decreto|piano nazionale|rozporządzenie|"
            r"ustawa)\b"
            r"|基本計画|戦略|行動計画|方針|指針|ガイドライン|ロードマップ|閣議決定|大綱|要綱|法律|政令|"
            r"省令|规划|規劃|纲要|战略|行动计划|办法|条例|通知$|意见$|"
            r"기본계획|전략|로드맵|시행령|법률"
        ),
    ),
    (
        "news",
        Folded(
            r"\b(newsletter|fact ?sheet|readout of|press release|news release|media release|"
            r"pressemitteilung|communiqué de presse|"
            r"nota de prensa|comunicato stampa)\b|報道発表|プレスリリース|新聞稿|보도자료"
        ),
    ),
)
URL: tuple[tuple[Kind, Folded], ...] = (
    ("speech", Folded(r"/(speech(es)?|remarks|discours|reden?|enzetsu|discursos?|zyjh)(/|_|-|$)")),
    ("call", Folded(
        r"/(calls?|funding-opportunities|koubo|boshu|appels?|convocatorias?|ausschreibungen|"
        r"grants/funding)(/|_|-|$)")),
    ("agreement", Folded(r"/(treat(y|ies)|agreements?|joint-statements?)(/|_|$)")),
    ("report", Folded(r"/(reports?|publications?|statistics|studies|rapports?|berichte)(/|_|$)")),
    ("policy", Folded(
        r"/(polic(y|ies)|strateg(y|ies)|laws?|legislation|regulations?)/[^/]+\.pdf$|/(eli|legi|loda|jorf|"
        r"gesetze)/")),
    (
        "news",
        Folded(
                r"/(news|press|press-?releases?|presse\w*|media|nachrichten|aktuell\w*|actualit\w+|"
                r"noticias?|notizie|aktualno\w+|comunicat\w+|"
                r"communiques?|articles?|articolo|stor(y|ies)|blog|newsroom|briefing-room|sala_stampa|"
                r"houdou|hodo|topics|xw|xwfw|zyxw|dongtai|yaowen|bbs|board)(/|_|-|\.|\d|$)"
            r"|/20\d\d/[01]?\d/|/20\d\d-[01]\d-[0-3]\d[-/]"),
    ),
)  # fmt: skip
# Titles that tell of an instrument, a plan or a report in the words of a headline: news about it, not itself.
HEADLINE_VERB = Folded(
    r"\b(announces?|announced|launch(es|ed|ing)?|publish(es|ed)|releases?|released|unveils?|presents?|"
    r"adopt(s|ed)|"
    r"approves?|approved|signs?|signed|inks?|inked|welcomes?|welcomed|calls on|to (sign|launch|host|"
    r"attend|visit|"
    r"participate|collaborate|invest|receive|strengthen)|participates?|receives?|received|awards?|hosts?|"
    r"meets?|"
    r"agrees?|agreed|wins?|starts?|begins?|opens?|opened|raises?|says?|shows?|named|joins?|visits?|seeks?|"
    r"plans to|"
    r"veröffentlicht|startet|stellt|unterzeichne\w+|beschließt|begrüßt|legt .{0,30} vor|verabschiedet|"
    r"fördert|"
    r"publie|lance|signe(nt|ront)?|présente(nt)?|adopte(nt)?|annonce(nt)?|salue(nt)?|dévoile|"
    r"publica(n)?|lanza(n)?|firma(n|ron)?|presenta(n)?|aprueba(n)?|anuncia(n)?|convoca(n)?|entrega(n)?|"
    r"propone(n)?|"
    r"assina(m)?|lança(m)?|aprova(m)?|discute(m)?|confirma(m)?|firma(no)?|pubblica(no)?|approva(no)?|"
    r"podpisa\w+|ogłasza|inleder|lanserar|presenterar|beslutar|ökar|tillsätter)\b"
    r"|(を|に|が)(発表|署名|公表|開始|締結|策定|公開|決定|採択|開催)|について(発表|公表)|しました|"
    r"されました|する$|した$|へ$|"
    r"签署|发布|发表|發表|出席|举行|举办|召开|会见|会谈|接见|启动|出台|印发|通过|公布|表示|强调|開幕|簽署|"
    r"發布|發表|舉行|"
    r"발표|체결|서명|개최|출범|추진|착수|마련(했|한)?"
)
# What openings say, in lower case: phrases long enough to need no word boundaries.
_OPENING_ROWS = """
speech: ladies and gentlemen; your excellenc; distinguished guests; distinguished delegates
speech: distinguished colleagues; thank you for inviting; thank you for the introduction
speech: thank you for the kind introduction
speech: thank you, mr. chair; thank you, mr. president; good morning, everyone; good afternoon, everyone
speech: good morning everyone; good afternoon everyone; good evening everyone; it is my pleasure to
speech: it is a pleasure to be here
speech:  it is my honour to; it is my honor to; my honour to address; my honor to address
speech: damen und herren; mesdames et messieurs; mesdames, messieurs; mesdames et mesdemoiselles
speech: señoras y señores
speech: excelentísimo señor; excelentísima señora; senhoras e senhores; signore e signori; szanowni państwo
speech: mina damer och herrar; dames en heren; дамы и господа; 皆様; 皆さん、おはよう
speech: 皆さん、こんにちは; ご列席; 御列席
speech: ただいまご紹介; ただいま御紹介; 女士们; 女士們; 各位来宾; 各位來賓; 各位嘉宾; 各位代表; 各位同事
speech: 尊敬的; 여러분; 내외 귀빈; 내외귀빈
agreement: hereinafter referred to as; hereinafter called; have reached the following understanding
agreement: have agreed as follows
agreement: sont convenus de ce qui suit; sont convenus des dispositions; haben folgendes vereinbart
agreement: sind wie folgt übereingekommen; han convenido lo siguiente; han acordado lo siguiente
agreement: hanno convenuto quanto segue
agreement: acordam o seguinte; the participants have reached; we, the leaders; we, the ministers
agreement: we, the heads of; 次のとおり協定した; 次のとおり合意した; 日本国政府及び; 达成如下协议
agreement: 达成协议如下; 商定如下; 协议如下; 다음과 같이 합의
policy: by the authority vested in me; be it enacted; it is hereby ordered
policy: le président de la république décrète
policy: hat der bundestag das folgende gesetz; having regard to the treaty
policy: having regard to the proposal; 第一条　; 第一条（
policy: 第一条 ; 제1조
report: executive summary; table of contents; this report presents; this report examines
report: this report analy; this report provides
report: this report describes; this study presents; this study examines; this study analy; this study shows
report: this working paper; in this report we; in this report, we; in this study we; in this study, we
report: in this data story
report: der vorliegende bericht; dieser bericht; diese studie; inhaltsverzeichnis; ce rapport présente
report: ce rapport analyse
report: résumé exécutif; table des matières; este informe; resumen ejecutivo; sumario ejecutivo
report: questo rapporto
report: 議事録; 議事要旨; 本報告書; この報告書; 本調査は; 本調査で; 目次; 会议纪要; 本报告; 회의록
report: 본 보고서; 요약문
news: for immediate release; press release; media release; pressemitteilung; communiqué de presse
news: nota de prensa
news: comunicato stampa; pressmeddelande; 報道発表; プレスリリース; 央视网消息; 新华社; 新華社; 보도자료
news: 電); （記者; (記者; （기자; (기자; 기자 =
"""
SPEAKS = Folded(
    r"^\W*((opening|closing|keynote|welcome|written|video|special)\W+)*(speech|statement|remarks|"
    r"intervention|"
    r"address|message|discours|allocution|rede|discurso|intervención|intervento) (by|of|from|de|du|von|"
    r"des|der|di) "
)  # how a speech's text begins that names its speaker
ENACTS = Folded(r"^\W*((article|artikel|artículo|articolo) (1|premier|primero|i)\b|§ ?1\b)")
# Each of these words is ordinary; a text whose opening has three different ones is a call.
_CALL_WORDS_ROWS = """
deadline deadlines eligible eligibility applicant applicants application applications proposal proposals
cofunding grant grants submit submitted bewerbungsfrist einreichen einreichung einzureichen
einreichungsfrist antragsberechtigt antragsberechtigte antragsteller antragstellung antragsverfahren
anträge antrag zuschuss zuwendung zuwendungen förderung fördert förderlinie förderfähig projektskizze
projektskizzen skizzen candidature candidatures dossier dossiers éligible éligibles éligibilité
subvention porteurs lauréats solicitud solicitudes solicitantes beneficiarios beneficiarias ayudas
reguladoras plazo subvención inscrições propostas domanda beneficiari scadenza
"""
CALL_WORDS = frozenset(_CALL_WORDS_ROWS.split())
_CALL_SIGNS_ROWS = """
応募 申請 公募 採択 助成 締切 募集 提出 申报 申请 资助 截止 项目指南 신청 접수 지원대상 공고 마감
"""
CALL_SIGNS = tuple(_CALL_SIGNS_ROWS.split())
CALL_MARK = Folded(
    r"\b(deadline|eligib|call for|apply (by|before|now|online|for)|funding (scheme|programme|opportunit)|"
    r"frist|antragsberechtigt|förderlinie|wer wird gefördert|wenn sie .{5,160} können sie|date limite|"
    r"appel à projets?|plazo de (presentación|solicitud)|bases reguladoras|convocatoria|scadenza|edital)"
    r"|応募(資格|期間|方法|締切)|公募(期間|要領)|募集(期間|要項)|申请(截止|条件|指南)|접수기간|신청기간|"
    r"지원대상"
)
# What tells a report of events from a page that stands: who said it, when it was, where it comes from.
_REPORTED_WORDS_ROWS = """
said says told announced according reported stated added confirmed launched signed sagte sagt erklärte
teilte mitgeteilt kündigte laut betonte unterzeichnete unterzeichneten déclaré annoncé indiqué affirmé
expliqué signé selon dijo informó anunció aseguró señaló según explicó indicó detalló destacó firmó
firmaron anunciado señalado disse informou afirmou segundo anunciou detto annunciato dichiarato secondo
säger sade meddelade enligt powiedział powiedziała poinformował poinformowała zei volgens
"""
REPORTED_WORDS = frozenset(_REPORTED_WORDS_ROWS.split())
_REPORTED_SIGNS_ROWS = """
と述べ と発表 を発表 によると によれば 明らかにし 報じ 指摘し と話し を開催し に署名し 表示， 表示:
表示： 指出 强调 強調 消息 記者 记者 报道 報道 據悉 据悉 밝혔다 전했다 말했다 발표했다 체결했다 설명했다
"""
REPORTED_SIGNS = tuple(_REPORTED_SIGNS_ROWS.split())
_RECENT_WORDS_ROWS = """
today yesterday week month recently monday tuesday wednesday thursday friday heute gestern kürzlich
montag dienstag mittwoch donnerstag freitag aujourd hier lundi mardi mercredi jeudi vendredi récemment
hoy ayer lunes martes miércoles jueves viernes recientemente hoje ontem segunda terça quarta quinta
sexta oggi ieri idag igår dziś wczoraj vandaag gisteren january february march april june july august
september october november december januar februar märz juni juli oktober dezember janvier février mars
avril juin juillet août septembre octobre novembre décembre enero febrero marzo abril mayo junio julio
agosto septiembre octubre noviembre diciembre janeiro fevereiro março maio junho julho setembro outubro
dezembro
"""
RECENT_WORDS = frozenset(_RECENT_WORDS_ROWS.split())
_RECENT_SIGNS_ROWS = """
今日 昨日 本日 このほど 近日 日前 今天 昨天 오늘 어제 최근 0日 1日 2日 3日 4日 5日 6日 7日 8日 9日 일
"""
RECENT_SIGNS = tuple(_RECENT_SIGNS_ROWS.split())


def _phrases(rows: str) -> tuple[tuple[Kind, tuple[str, ...]], ...]:
    """The phrases of each kind, in the order of the kinds."""
    texts: dict[Kind, list[str]] = {}
    for row in rows.strip().split("\n"):
        kind, _, rest = row.partition(": ")
        texts.setdefault(cast(Kind, kind), []).append(rest)
    return tuple((kind, tuple("; ".join(rest).split("; "))) for kind, rest in texts.items())


OPENING = _phrases(_OPENING_ROWS)
OPENING_ASCII = tuple((kind, tuple(filter(str.isascii, phrases))) for kind, phrases in OPENING)
# A quotation, one pattern for each way to mark it: each begins with signs that `re` can look for at once.
QUOTED = (
    re.compile(r"[“„«「『][^”“»」』]{12,}"),
    re.compile(r"\"[^\"]{25,}\""),
    re.compile(r"\n[–—-] \S"),
    re.compile(r"^[–—-] \S"),
)
STANDING = Folded(
    r"^\W*(about( us| the)?|contact( us)?|overview|faq|frequently asked|privacy|imprint|impressum|terms "
    r"of|sitemap|"
    r"resources|mission|organi[sz]ation chart|who we are|what we do|über uns|kontakt|datenschutz|à propos|"
    r"qui sommes.nous|mentions légales|nous contacter|acerca de|quiénes somos|contacto|chi siamo|contatti|"
    r"sobre|o nas|om oss|welcome|home)\b.{0,40}$|について$|概要$|お問い合わせ|アクセス$|プライバシー|"
    r"サイトマップ|"
    r"关于我们|联系我们|組織|机构设置|概况$|오시는 길|소개$|개인정보"
)
