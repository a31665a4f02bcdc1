"""The words by which a document's title, address and opening say what kind of document it is."""

from __future__ import annotations

import re

from crawlers.document import Kind

_I = re.IGNORECASE
# In this order: an agreement's text beats the news about it only where the title itself is the instrument.
TITLE: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "speech",
        re.compile(
            r"\b(speech|remarks|keynote (speech|address)|(?<!joint )statement (by|from) |address by|"
            r"transcript of|lecture by|"
            r"opening remarks|rede (von|des|der)|"
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
            r"\b(newsletter|fact ?sheet|readout of|press release|news release|media release|"
            r"pressemitteilung|communiqué de presse|"
            r"nota de prensa|comunicato stampa)\b|報道発表|プレスリリース|新聞稿|보도자료",
            _I,
        ),
    ),
)
URL: tuple[tuple[Kind, re.Pattern[str]], ...] = (
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
            r"|/20\d\d/[01]?\d/|/20\d\d-[01]\d-[0-3]\d[-/]",
            _I,
        ),
    ),
)  # fmt: skip
# Titles that tell of an instrument, a plan or a report in the words of a headline: news about it, not itself.
HEADLINE_VERB = re.compile(
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
    r"발표|체결|서명|개최|출범|추진|착수|마련(했|한)?",
    _I,
)
OPENING: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("speech", re.compile(
        r"^\W*((opening|closing|keynote|welcome|written|video|special)\W+)*(speech|statement|remarks|"
        r"intervention|"
        r"address|message|discours|allocution|rede|discurso|intervención|intervento) (by|of|from|de|du|"
        r"von|des|der|di) |"
        r"\b(ladies and gentlemen|your excellenc(y|ies)|distinguished (guests|delegates|colleagues|"
        r"participants)|"
        r"thank you (very much )?(all )?(for (inviting|the (kind )?introduction|having me)|mr\.? (chair|"
        r"president))|"
        r"(good (morning|afternoon|evening)|dear friends),? (everyone|all|and welcome|ladies)|"
        r"it is my (great )?(pleasure|honou?r) to (be|join|welcome|address)|meine (sehr (geehrten|"
        r"verehrten) )?damen "
        r"und herren|sehr geehrte damen|mesdames(,| et) (mesdemoiselles|messieurs)|mesdames et messieurs|"
        r"señoras y señores|excelentísim\w+ señor|senhoras e senhores|signore e signori|szanowni państwo|"
        r"mina damer och herrar|dames en heren|дамы и господа)\b|皆様|皆さん、(おはよう|こんにちは)|"
        r"ご列席|御列席|"
        r"ただいま(ご|御)紹介|女士们|女士們|各位(来宾|來賓|嘉宾|同事|代表)|尊敬的|여러분|내외 ?귀빈", _I)),
    ("agreement", re.compile(
        r"\b(hereinafter (referred to as|called)|have (reached the following understanding|agreed as "
        r"follows)|"
        r"sont convenus (de ce qui suit|des dispositions)|haben folgendes vereinbart|sind wie folgt "
        r"übereingekommen|"
        r"han (convenido|acordado) lo siguiente|hanno convenuto quanto segue|acordam o seguinte|"
        r"the (participants|parties|signatories) (hereto|have reached)|the government of [\w ,]{3,60} and "
        r"the "
        r"government of [\w ,]{3,60}[,;(]|we, the (leaders|ministers|heads of))\b"
        r"|次のとおり(協定|合意)した|の政府及び.{2,30}の政府は|日本国政府及び.{2,30}政府は|达成(协议|"
        r"如下)如下|"
        r"(双方|两国).{0,12}(达成如下|商定如下)|다음과 같이 합의", _I)),
    ("policy", re.compile(
        r"by the authority vested in me|be it enacted|it is hereby ordered|^\W*(article|artikel|artículo|"
        r"articolo) (1|"
        r"premier|primero|i)\b|^\W*§ ?1\b|le président de la république décrète|hat (der bundestag|das "
        r"parlament) das "
        r"folgende gesetz|having regard to the (treaty|proposal)|第一条[ 　(（]|제1조", _I)),
    ("report", re.compile(
        r"\b(executive summary|table of contents|this (report|study|paper|data story|working paper) "
        r"(presents|"
        r"examines|analy[sz]es|provides|describes|shows|looks)|in this (report|study|analysis|data "
        r"story),? we|"
        r"(dieser|der vorliegende) bericht|diese studie|inhaltsverzeichnis|ce rapport (présente|analyse)|"
        r"résumé exécutif|table des matières|este informe|resumen ejecutivo|sumario ejecutivo|questo "
        r"rapporto)\b|"
        r"議事録|議事要旨|(本|この)報告書(は|で)|本調査(は|で)|目次|回议纪要|会议纪要|本报告|회의록|본 "
        r"보고서|요약문", _I)),
    ("news", re.compile(
        r"\b(for immediate release|press release|media release|pressemitteilung|communiqué de presse|"
        r"nota de prensa|comunicato stampa|pressmeddelande)\b|報道発表|プレスリリース|央视网消息|新华社|"
        r"新華社|"
        r"보도자료|電\)|[（(](記者|기자)|기자\s*=", _I)),
)  # fmt: skip
# Each of these words is ordinary; a text whose opening has four different ones is a call.
CALL_WORDS = re.compile(
    r"\b(?:deadlines?|eligib(?:le|ility)|applicants?|applications?|proposals?|co-?funding|grants?|funding "
    r"rate|"
    r"call text|submit(?:ted)?|award criteria|"
    r"bewerbungsfrist|einreich\w+|antragsberechtigt\w*|antragstell\w+|anträge|antrag|zuschuss|zuwendung\w*|"
    r"förderung|fördert|förderlinie|förderfähig\w*|projektskizze\w*|skizzen|"
    r"candidatures?|dossiers?|éligib\w+|subvention|appel à projets?|date limite|porteurs? de projet|lauréats|"
    r"solicitud(?:es)?|solicitantes?|beneficiari[oa]s?|ayudas?|bases reguladoras|plazo|subvenci[oó]n|"
    r"inscrições|propostas|domanda|beneficiari|scadenza)\b"
    r"|応募|申請|公募|採択|助成|締切|募集|提出|申报|申请|资助|截止|项目指南|신청|접수|지원대상|공고|마감",
    _I,
)
CALL_MARK = re.compile(
    r"\b(deadline|eligib|call for|apply (by|before|now|online|for)|funding (scheme|programme|opportunit)|"
    r"frist|antragsberechtigt|förderlinie|wer wird gefördert|wenn sie .{5,160} können sie|date limite|"
    r"appel à projets?|plazo de (presentación|solicitud)|bases reguladoras|convocatoria|scadenza|edital)"
    r"|応募(資格|期間|方法|締切)|公募(期間|要領)|募集(期間|要項)|申请(截止|条件|指南)|접수기간|신청기간|"
    r"지원대상",
    _I,
)
# What tells a report of events from a page that stands: who said it, when it was, where it comes from.
REPORTED = re.compile(
    r"\b(said|says|told|announced|according to|reported|stated|added|confirmed|launched|signed|held (its|"
    r"a|the)|"
    r"sagte|sagt|erklärte|teilte .{0,60}mit|mitgeteilt|kündigte|laut|betonte|unterzeichnete\w*|"
    r"a (déclaré|annoncé|indiqué|affirmé|expliqué|signé|lancé)|ont (signé|annoncé|lancé)|selon|"
    r"dijo|informó|anunció|aseguró|señaló|según|explicó|indicó|detalló|destacó|firmó|firmaron|ha "
    r"(anunciado|señalado)|"
    r"disse|informou|afirmou|segundo|anunciou|ha (detto|annunciato|dichiarato)|secondo|"
    r"säger|sade|meddelade|enligt|powiedział\w*|poinformował\w*|zei|volgens)\b"
    r"|と述べ|と発表|を発表|によると|によれば|明らかにし|報じ|指摘し|と話し|を開催し|に署名し|表示[，：:]|"
    r"指出|强调|强調|消息|"
    r"記者|记者|报道|報道|據|据[^，。]{1,12}(称|消息)|밝혔다|전했다|말했다|발표했다|체결했다|설명했다",
    _I,
)
RECENT = re.compile(
    r"\b(today|yesterday|this (week|month|morning|year)|last (week|month|night|year)|recently|(mon|tues|"
    r"wednes|thurs|"
    r"fri)day|heute|gestern|kürzlich|am (montag|dienstag|mittwoch|donnerstag|freitag)|aujourd.hui|hier|ce "
    r"(lundi|"
    r"mardi|mercredi|jeudi|vendredi)|récemment|hoy|ayer|este (lunes|martes|miércoles|jueves|viernes)|"
    r"recientemente|"
    r"hoje|ontem|nesta (segunda|terça|quarta|quinta|sexta)\w*|oggi|ieri|i dag|idag|igår|dziś|wczoraj|"
    r"vandaag|gisteren|"
    r"january|february|march|april|june|july|august|september|october|november|december|januar|februar|"
    r"märz|juni|juli|"
    r"oktober|dezember|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|"
    r"enero|febrero|"
    r"marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|janeiro|fevereiro|março|"
    r"maio|junho|"
    r"julho|setembro|outubro|dezembro)\b|今日|昨日|本日|このほど|近日|日前|今天|昨天|오늘|어제|최근|"
    r"[\d〇一二三四五六七八九十]{1,3}[日일]",
    _I,
)
QUOTED = re.compile(r"[“„«「『][^”“»」』]{12,}|\"[^\"]{25,}\"|(?:^|\n)[–—-] \S")
STANDING = re.compile(
    r"^\W*(about( us| the)?|contact( us)?|overview|faq|frequently asked|privacy|imprint|impressum|terms "
    r"of|sitemap|"
    r"resources|mission|organi[sz]ation chart|who we are|what we do|über uns|kontakt|datenschutz|à propos|"
    r"qui sommes.nous|mentions légales|nous contacter|acerca de|quiénes somos|contacto|chi siamo|contatti|"
    r"sobre|o nas|om oss|welcome|home)\b.{0,40}$|について$|概要$|お問い合わせ|アクセス$|プライバシー|"
    r"サイトマップ|"
    r"关于我们|联系我们|組織|机构设置|概况$|오시는 길|소개$|개인정보",
    _I,
)
