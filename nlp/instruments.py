"""Instruments of cooperation: their name as written, and documents that are themselves instruments."""

from __future__ import annotations

import re

from nlp.tags import Range

# Words for an agreement between states, in the languages of published treaties; matched over lower-case text.
_HEAD_WORDS = (
    r"agreement|convention|treaty|notes?[- ]verbales?|text of notes|memorandum(?= (?:and|concernin"
    r"g|on|regarding|relating|between)\b)|protocol|memorandum of (?:understanding|co-?operation|"
    r"agreement|"
    r"intent)|statement of intent|letter of intent|"
    r"exchanges? of (?:\w+ )?(?:notes|letters|correspondence|between)|notes?(?=[, ]+(?:letters|"
    r"concerning|regarding|extending|amending|between|relating))|letters?(?=[, ]+(?:concerning|"
    r"regarding|extending|amending|between|relating))|(?:agreed )?minutes? (?:concerning|of|"
    r"on|regarding|between|relating)|agreed record|record of (?:discussions|conversations|"
    r"understanding)|understanding (?:between|concerning|on|regarding)|terms of (?:agreement|"
    r"settlement)|final act|undertaking|settlement (?:of|between)|declaration of (?:intent|"
    r"understanding)|arrangement|accord|agreed minute|"
    r"supplementary (?:agreement|protocol)|gift of|letters? of intent(?:ion)?|notes? from|letters? from|"
    r"(?:trade|financial|basic|sterling) arrangements?|records? of discussions?|"
    r"exchange of notes(?=\.)|agreed minute(?=\.)|modus vivendi|(?<!joint )declaration|additional article"
    r"s?|interchange of notes|notes exchanged|contract|"
    r"accord|convention|traité|protocole|échange de (?:notes|lettres)|arrangement|avenant|"
    r"acuerdo|convenio|tratado|protocolo|memor[áa]ndum|canje de notas|"
    r"abkommen|vertrag|vereinbarung|protokoll|übereinkommen|notenwechsel|"
    r"accordo|convenzione|trattato|protocollo|scambio di note|"
    r"acordo|tratado|convênio|memorando|"
    r"соглашение|договор|протокол|конвенция|меморандум|"
    r"угода|договір|угоду|меморандум|конвенція|"
    r"пагадненне|дагавор|sutartis|susitarimas|konvencija|sopimus|pöytäkirja|egyezmény|megállapodás"
    r"|szerződés|avtal|överenskommelse|overenskomst|avtale|umowa|porozumienie|dohoda|smlouva|"
    r"līgums|nolīgums|vienošanās|leping|kokkulepe|sporazum|ugovor|спогодба|споразумение|anlaşma|"
    r"anlaşması|protokolü|thoả thuận|hiệp định|perjanjian|persetujuan|overeenkomst|verdrag|"
    r"協定|条約|取極|取決め|議定書|覚書|協力文書|交換公文|协定|协议|条约|备忘录|議定書|협정|조약|"
    r"양해각서|اتفاقية|اتفاق|معاهدة|הסכם"
)
_HEAD = re.compile(rf"(?<!\w)(?:\w+[-\w]*(?:abkommen|vertrag)|{_HEAD_WORDS})(?!ed\b|ing\b)", re.IGNORECASE)
_JOIN = re.compile(
    r"(?<!\w)(?:between|with|entre|avec|con|zwischen|mit|tra|fra|между|м[іi]ж|пам[іi]ж|tarp|välillä|"
    r"között|mellan|mellem|mellom|pomiędzy|między|mezi|starp|vahel|između|arasında|giữa|antara|"
    r"tussen|"
    r"constituting|concerning|regarding|relating|amending|modifying|extending|on|for|providing|"
    r"renewing|terminating|prolonging|respecting|in respect|relative|supplement\w*|about|to the|"
    r"of the|of|to|"
    r"sur|relatif|relative|concernant|sobre|relativo|para|über|betreffend|sulla|per|о|об|про|"
    r"dėl|koskeva|tárgyában)(?!\w)|の間|に関する|关于|에 관한",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:sign(?:s|ed)|said|will|has|have|had|was|were|is|are|announce[sd]?|announced|calls?|"
    r"rejects?|reach(?:es|ed)?|breaks?|fails?|seeks?|wants?|hails?|urges?|set to|could|"
    r"welcomes?|agree[sd]?|launch(?:es|ed)?|criticis\w+|paves?|faces?|expires?|end(?:s|ed)"
    r"|suspend\w*|withdr\w+)\b",
    re.IGNORECASE,
)
# Words before the instrument that make a title a headline.
_HEADLINE = re.compile(
    r"\b(?:sign|concludes?|concluded|agree|launch|open|propos(?:e|es|ed)|plans?|eyes|mulls|nears?|widens?|renews?|begins?|starts?"
    r"|opens?|discuss(?:es)?|adopts?|approves?|halts?|drafts?|hopes?|asks?|offers?|pushes|presses|"
    r"blocks?|no|not"
    r"|yet|without|establish(?:es|ed)?|nehmen|unterzeichne(?:n|t)|schlie(?:ß|ss)en|verhandeln|schlägt|"
    r"verlängern"
    r"|beschlie(?:ß|ss)t|kündig(?:t|en)|plan(?:t|en)|wollen|kein(?:e[nrms]?)?|nicht|setz(?:t|en)|"
    r"signe(?:nt|ront|ra)?"
    r"|négocie(?:nt)?|prolonge(?:nt)?|propose(?:nt)?|ont|ouvrent|lancent|suspend|veulent|sans|firman?|"
    r"assina(?:m|r|do|ram)?|assinou|assinar(?:á|ão)|anuncia(?:m|ram)?|anunciou|firmou|firmam|promete|propõe|"
    r"cria(?:m|ram)?|aprova|ingår|tecknar|signera[rt]|har|skriver|inleder|sluter|undertecknar|firma(?:no|to|ti)|"
    r"siglat[oi]|sottoscriv\w+|tekenen|ondertekenen|podpis\w+|подпис\w+|підпис\w+|imzala\w+|"
    r"firmaron"
    r"|acuerdan|negocian?|renuevan|suspenden?|proponen?|preparan?|buscan?|reanudan|aún|sin)\b",
    re.IGNORECASE,
)
# What only a headline says of an instrument: no title of a treaty ends so.
_NEWS_OF = re.compile(
    r"\b(?:enter(?:s|ed)? into force|takes? effect|took effect|comes? into (?:force|effect)|lapses?)\b"
    r"|\b(?:approved|renewed|extended|ratified|expired|lapsed|terminated|suspended|signed|concluded|proposed)\s*$",
    re.IGNORECASE,
)
_OWN_JOIN = re.compile(r"(?:concerning|of|on|regarding|between|relating|from|with)$", re.IGNORECASE)
# Titles that no headline has: what follows may be a clause with a verb.
_FORMAL = re.compile(
    r"\s*(?:text of )?(?:exchanges? of (?:notes|letters)|agreed minutes?|notes? from|letters? from|"
    r"notification)\b",
    re.IGNORECASE,
)
# "X – Y Technology Deal": two names joined by a dash, and nothing behind the kind of instrument.
_PAIR_TITLE = re.compile(
    r"\s*[A-Z][\w. ]{0,24}?(?: [–—-] |[–—])[A-Z][\w.]+(?: [A-Z&][\w.-]*| and| on| of| for)*?"
    r" (?:Deal|Pact|Accord|Compact|Partnership|Statement of Intent|Framework)(?:: [^.]{0,120})?\s*$"
)
# As lists of treaties print it: "Interest-free Loan (Norway)".
_LISTED_TITLE = re.compile(
    r"[^?!]*\b(?:loan|grant|programme|arrangements?)\b[^?!.]{0,80}\(\s*[A-Z][A-Za-z .'-]{2,30}\)\s*$",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"agreement|accord|treat(?:y|ies)|\bmous?\b|\bmocs?\b|memorand|letters? of intent|intent|"
    r"arrangement|protocol|pact|deal|convention|compact"
    r"|declaration|statement|communiqu|roadmap|action plan|vision|abkommen|vereinbarung|"
    r"absichtserklärung|vertrag|protokoll|übereinkommen"
    r"|erklärung|mémorandum|lettre|traité|partenariat|entente|acuerdo|convenio|memor[aá]nd|tratado|"
    r"protocolo|carta|pacto|declaraci"
    r"|strateg|estrategia|stratégie|協定|覚書|取決め|取極|取り決め|協力文書|議定書|意向書|意図表明|"
    r"MOU|MOC|MoU|MoC|条約|交換公文|宣言|声明|戦略|計画"
    r"|协议|協議|协定|協定|备忘录|備忘錄|议定书|意向书|条约|声明|规划|战略|협정|양해각서|업무협약|"
    r"의향서|약정|조약|의정서|협약|성명|선언|전략|기본계획",
    re.IGNORECASE,
)
_NAME_VERB = re.compile(
    r"\b(?:sign(?:s|ed|ing)?|adopt(?:s|ed|ing)?|announc\w+|launch\w*|propos(?:es|ed|ing)|agreed|"
    r"agrees|ha[sd]|have|will|was|were|is|are|to|said|says"
    r"|renew(?:s|ed)|conclud\w+|reach\w*|publish\w*|issu(?:e|es|ed)|unterzeichne\w*|haben|hat|wird|"
    r"werden|wurde|verlänger\w+"
    r"|sign(?:é|ent|eront)|ont|a signé|sera|firm(?:ó|aron|an)|han|será|suscri\w+|that|which|who|que|"
    r"qui|der|die das)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"^(?:(?:planned|proposed|new|similar|existing|possible|such|any|first|latest|joint and|"
    r"geplante\w*|neue[nrms]?|nouvel(?:le)?|nuevo)\s+)+",
    re.IGNORECASE,
)
_DETERMINER = re.compile(
    r"\b(?:an?|the|its|their|his|her|this|that|two|three|four|several|new|our|under|of|une?|les?|la|"
    r"des?|du|leur|ein(?:e|en|em|er|es)?|der"
    r"|die|das|dem|den|ihr(?:e|en|em|er)?|un|una|el|los|las|del|su|sus)\s+|\b[ld]['’]",
    re.IGNORECASE,
)
_JOINED_TO = re.compile(r"\s+(?:on|for|concerning|regarding|über|sur|sobre|pour|para)\s*$", re.IGNORECASE)
_TAIL = re.compile(
    r"^(?:\s+of\s+(?:understanding|co-?operation|intent|agreement|arrangement))?(?:\s+(?:on|"
    r"for|concerning|regarding|relating to|in the field of|in the fields of|covering|über|"
    r"sur|sobre|pour|para)\s+"
    r"[\w&'’/-]+(?:\s[\w&'’/-]+){0,8}?(?=\s+(?:in|with|between|by|at|during|was|were|has|have|had|will|"
    r"for (?:a (?:period|term)|(?:another |the next )?\w+ (?:more )?(?:years?|months?))|"
    r"is|are|that|which|when|to|today|on|as|after|before|under|from|this|last|next|and (?:will|"
    r"the|a)|unterzeichne\w*|geschlossen|abgeschlossen|verlängert|paraphiert|erneuert|vereinbart|mit|"
    r"zwischen|entre|avec|con)\b"
    r"|[.,;:()\n]|$))?",
    re.IGNORECASE,
)
_CUTS = {
    "ja": re.compile(
        r"[、。「」()（）\s]|[^のに]は|が|を|で(?!の)|に(?!関する|係る|おける|ついての|向けた|基づく)|"
        r"と(?!の|[^、]{1,12}の間)|日[,、]?(?=[^本中米英独仏韓印豪])|へ|まで|から"
    ),
    "zh": re.compile(
        r"[,,。;;::\s]|[签簽][署订訂]了?|续签了?|达成了?|通过了?|发布了?|发表了?|延长了?|就|在|于|将|"
        r"一?[项份]|与[^与,,]{1,12}(?=的)|日|的"
    ),
    "ko": re.compile(r"[,.()]|\S(?:은|는|이|가|을|를|에|에서|로|으로|와|과)\s"),
}
_EAST_CLAUSE = re.compile(r"(?<![関対])する|した|して|され|ること|하는|했|하기|한다|[은는을를]\s")
_EAST_HEAD = re.compile(
    r"(?:の間の|との|に関する|关于|之间|에 관한|간의?)[^。]*"
    r"(?:協定|条約|取極|取決め|議定書|覚書|交換公文|协定|协议|条约|备忘录|议定书|협정|조약|양해각서|의정서)"
    r"(?:[（(【][^。]*)?\s*$"
)
_EAST_ACT = re.compile(
    r"署名|締結|調印|発効|交渉|提案|延長|更新|開始|合意|一致|へ$|検討|破棄|終了|签署|签订|生效|谈判|"
    r"续签|延长|提议|暂停"
    r"|체결|서명|협상|갱신|연장|발효|제안|추진|중단"
)
_PREAMBLE = re.compile(
    r"(?:pre[aá]mb\w+[\s:]*)?(?:the|los?|las?|les?|el|der|die)?\s*[^.;]{3,320}?(?:hereinafter|"
    r"(?:the|contracting) parties|las partes|les parties|en adelante|ci-après|"
    r"resolved to|desiring|decididos? a|deseando|désireux|vertragsparteien|именуем\w+|сторон(?:ы|"
    r"ами)|іменован\w+|сторон(?:и|ами))",
    re.IGNORECASE,
)
_REMARK = re.compile(r"\[[^\]]{0,120}\]")  # an editor's: "[The Agreement is not in force]"
_ENVOY = r"(?:ambassador|chargé|minister|secretary|high commissioner|embassy|consul)"
_FIRST_NOTE = re.compile(
    rf"(?:\W*(?:notes?|letters?)(?: no\.?)? ?(?:1|i)\b[.\s]*)?(?:from )?the [^.\n]{{0,60}}\b{_ENVOY}"
    rf"[^.\n]{{0,60}} to the [^.\n]{{0,60}}\b{_ENVOY}[^.\n]{{0,40}}(?=\n)",
    re.IGNORECASE,
)
_MAX_TITLE = 220


def name_instrument(content: str, sentence: Range, thing: Range, language: str) -> str | None:
    """The noun phrase around the object of the act, as written; never a clause.

    None where the object is no instrument, or the phrase is one bare word.
    """
    start, end = sentence
    if not _NAMED.search(content[thing[0] : thing[1]]):
        return None
    joined = _JOINED_TO.search(content, *thing)  # "arrangement on": the subject is yet to come
    thing = (thing[0], joined.start()) if joined is not None else thing
    if language in {"ja", "zh", "ko"}:
        return _eastern_name(content, start, thing, language)
    before_text = re.split(r"[.,;:()\n]", content[max(start, thing[0] - 90) : thing[0]])[-1]
    determiners = list(_DETERMINER.finditer(before_text))
    head = before_text[determiners[-1].end() :] if determiners else _capitals(before_text)
    if _NAME_VERB.search(head) or head.count(" ") > 7:
        head = _capitals(before_text)
    after = content[thing[1] : min(end, thing[1] + 140)]
    tail = _TAIL.match(after)
    head = _VAGUE.sub("", head)
    name = re.sub(r"\s+", " ", f"{head}{content[thing[0] : thing[1]]}{tail[0] if tail else ''}").strip()
    return name if " " in name and not _NAME_VERB.search(name) else None


def _eastern_name(content: str, start: int, thing: Range, language: str) -> str | None:
    """The noun phrase that ends with the thing, up to a particle, a verb or a mark before it."""
    before = content[max(start, thing[0] - 48) : thing[0]]
    quoted = re.search(r"[「『《][^」』》]{2,60}[」』》]?$", before)
    if quoted is not None and language != "ko":
        head = quoted[0] if quoted[0][-1] in "」』》" else quoted[0][1:]
    else:
        pieces = _CUTS[language].split(before)
        head = pieces[-1]
    name = (head + content[thing[0] : thing[1]]).strip(" ·、,")
    return name if len(head.strip(" ·、,")) >= 2 and not _EAST_CLAUSE.search(head) else None


def _capitals(text: str) -> str:
    """The words directly before that begin with a capital or join such words."""
    match = re.search(r"(?:[A-Z0-9][\w&'’/–-]*\s+(?:(?:and|of|on|for)\s+)?){1,8}$", text)
    return match[0] if match else ""


def instrument_head(content: str, title_end: int) -> Range | None:
    """The range of the title or head where the document is itself an instrument, else None.

    A head names a kind of agreement near its beginning and joins the parties or the subject to it,
    and has no verb:
    "Agreement between X and Y on ..."; in a text without title the first lines are read.
    """
    title = content[:title_end]
    if title.strip():
        return (0, title_end) if _is_head(title) else None
    start = len(content) - len(content.lstrip())
    if len(content) - start < 300 and content.rstrip().endswith((".", "。", ")", "）")):
        return None  # one sentence of news, not the beginning of an instrument
    block = content[start : start + 700]
    stripped = re.sub(
        r"^(?:maintext:|\d{1,3}|no\.? \d+\.?|[ivx]+\.?|[\[\]\w ]{0,40}treaty series[^\n]*)\s+",
        "",
        block,
        flags=re.IGNORECASE,
    )
    start += len(block) - len(stripped)
    head = stripped[:420]
    found = _HEAD.search(head)
    if found is None or found.start() > 160:
        return _preamble(stripped, start)
    line_end = head.find("\n\n", found.end())
    stop = len(head) if line_end < 0 else line_end
    part = head[: max(stop, min(len(head), found.end() + 200))]
    told = _REMARK.sub(" ", part[found.start() :])
    first_sentence = re.split(r"[.。]\s|\n\n", told)[0][:260]
    news = _VERB.search(first_sentence) and not re.search(
        r"desir|considering|hereinafter|whereas|have agreed|as follows", part, re.IGNORECASE
    )
    if (
        _VERB.search(part[: found.start()])
        or (news and not part[:40].isupper())
        or not _JOIN.search(part, found.end())
    ):
        return _preamble(stripped, start)
    return start, start + len(part.rstrip())


def _preamble(block: str, start: int) -> Range | None:
    """The first lines of a text that begins with its parties ("the Government of X and ...

    hereinafter the Parties"), or of a note from one's minister to another's.
    """
    match = _FIRST_NOTE.match(block) or _PREAMBLE.match(block)
    return None if match is None else (start, start + match.end())


def _is_head(title: str) -> bool:
    if len(title) > 1500 or re.match(r"\s*(?:an?|une?|ein(?:e|en|er)?|un[ao]?)\s", title, re.IGNORECASE):
        return False
    if _EAST_HEAD.search(title):
        return True
    if _PAIR_TITLE.match(title):
        return True
    if _LISTED_TITLE.match(title) and not _VERB.search(title) and not _HEADLINE.search(title):
        return True
    found = _HEAD.search(title)
    if found is None or found.start() > 120:
        return False
    before = re.sub(r"^\s*Agreed\b", "", title[: found.start()])
    upto = title[: found.end()]
    if _VERB.search(before) or _HEADLINE.search(before):
        return False
    words = before.split()
    lower_words = [
        word
        for word in words
        if word[:1].islower()
        and word not in {"of", "on", "for", "and", "the", "de", "la", "du", "in", "to", "entre", "sur", "et"}
    ]
    if len(lower_words) > 3:
        return False
    rest = title[found.end() :]
    if _EAST_ACT.search(rest) or _NEWS_OF.search(rest):
        return False  # a headline about the instrument, not its head
    verb = None if _FORMAL.match(title) else _VERB.search(rest)
    joined = (
        _OWN_JOIN.search(found[0])
        or _JOIN.search(rest)
        or re.search(r"[(\[–-]|\d{4}", rest)
        or re.search(r"[–-]|\w+[/]\w+|[ァ-ヶ一-龠]|\) (?:[A-Z]\w+ ){0,2}\w+$", upto)
        or re.match(r"\. [A-Z]", rest)
    )
    return bool(joined) and (verb is None or (rest.find("between") >= 0 and verb.start() > 40))


def title_name(content: str, head: Range) -> str:
    """The instrument's name from its head: one line, at most 220 characters."""
    text = re.sub(r"\s+", " ", content[head[0] : head[1]]).strip()
    return text if len(text) <= _MAX_TITLE else text[:_MAX_TITLE].rsplit(" ", 1)[0]
