"""Instruments of cooperation: their name as written, and documents that are themselves instruments."""

from __future__ import annotations

import re

from nlp.tags import Range

# Words for an agreement between states, in the languages of published treaties; matched over lower-case text.
_HEAD_WORDS = (
    r"agreement|convention|treaty|notes?[- ]verbales?|text of notes|memorandum(?= (?:and|concernin"
    r"g|on|regarding|relating|between)\b)|protocol|memorandum of (?:understanding|co-?operation|"
    r"agreement|"
    r"intent)|exchanges? of (?:\w+ )?(?:notes|letters|correspondence)|notes?(?=[, ]+(?:letters|"
    r"concerning|regarding|extending|amending|between|relating))|letters?(?=[, ]+(?:concerning|"
    r"regarding|extending|amending|between|relating))|(?:agreed )?minutes? (?:concerning|of|"
    r"on|regarding|between|relating)|agreed record|record of (?:discussions|conversations|"
    r"understanding)|understanding (?:between|concerning|on|regarding)|terms of (?:agreement|"
    r"settlement)|final act|undertaking|settlement (?:of|between)|declaration of (?:intent|"
    r"understanding)|arrangement|accord|agreed minute|"
    r"supplementary (?:agreement|protocol)|modus vivendi|(?<!joint )declaration|additional article"
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
    r"協定|条約|取極|取決め|議定書|覚書|協力文書|交換公文|协定|协议|条约|备忘录|議定書|협정|조약|양해각서|اتفاقية|اتفاق|معاهدة|הסכם"
)
_HEAD = re.compile(rf"(?<!\w)(?:\w+[-\w]*(?:abkommen|vertrag)|{_HEAD_WORDS})(?!ed\b|ing\b)", re.IGNORECASE)
_JOIN = re.compile(
    r"(?<!\w)(?:between|with|entre|avec|con|zwischen|mit|tra|fra|между|між|паміж|tarp|välillä|"
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
_DETERMINER = re.compile(
    r"\b(?:an?|the|its|their|his|her|this|that|two|three|four|several|new|our|une?|le|la|les|"
    r"l['’]|ein(?:e|en|em|er|es)?|der|die|das|den|un|una|el|los|las)\s+(?:[\w&'’/+-]+\s+){0,7}$",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"^(?:\s+of\s+(?:understanding|co-?operation|intent|agreement|arrangement))?(?:\s+(?:on|"
    r"for|concerning|regarding|relating to|in the field of|in the fields of|covering|über|"
    r"sur|sobre|pour|para)\s+"
    r"(?:[\w&'’/-]+\s?){1,9}?(?=\s+(?:in|with|between|by|at|during|was|were|has|have|had|will|"
    r"is|are|that|which|when|to|today|on|as|after|before|under|from|this|last|next|and (?:will|"
    r"the|a))\b|[.,;:()\n]|$))?",
    re.IGNORECASE,
)
_JA_NAME = re.compile(r"(?:「[^」]{2,60}」|『[^』]{2,60}』|[^、。「」『』（）()\s]{0,44})$")
_JA_CUT = re.compile(
    r"^.*(?:[^の]は|が|を|で|に(?!関する|係る|おける|ついて|向けた|関し)|と(?!の(?:間の)?)|日,|ため|して|され|した)(?=.)"
)
_PREAMBLE = re.compile(
    r"(?:pre[aá]mb\w+[\s:]*)?(?:the|los?|las?|les?|el|der|die)?\s*[^.;]{3,320}?(?:hereinafter|"
    r"(?:the|contracting) parties|las partes|les parties|en adelante|ci-après|"
    r"resolved to|desiring|decididos? a|deseando|désireux|vertragsparteien|именуем\w+|сторон(?:ы|"
    r"ами)|іменован\w+|сторон(?:и|ами))",
    re.IGNORECASE,
)
_MAX_TITLE = 220


def name_instrument(content: str, sentence: Range, thing: Range, language: str) -> str | None:
    """The noun phrase around the object of the act, as written; None where it is one bare word."""
    start, end = sentence
    if language in {"ja", "zh", "ko"}:
        before = _JA_NAME.search(content[max(start, thing[0] - 64) : thing[0]])
        head = before[0] if before else ""
        if not head.startswith(("「", "『")):
            head = _JA_CUT.sub("", head)
        return (head + content[thing[0] : thing[1]]).strip() if head else None
    before_text = content[max(start, thing[0] - 90) : thing[0]]
    before_text = re.split(r"[.,;:()\n]", before_text)[-1]
    match = _DETERMINER.search(before_text)
    head = match[0] if match else _capitals(before_text)
    tail = _TAIL.match(content[thing[1] : min(end, thing[1] + 140)])
    name = f"{head}{content[thing[0] : thing[1]]}{tail[0] if tail else ''}".strip()
    name = re.sub(
        r"^(?:an?|the|its|their|his|her|this|that|une?|le|la|les|eine?n?|un|una|el|der|die|das)\s+",
        "",
        name,
        flags=re.IGNORECASE,
    )
    name = re.sub(r"\s+", " ", name).strip()
    return name if " " in name else None


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
    first_sentence = re.split(r"[.。]\s|\n\n", part[found.start() :])[0][:260]
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

    hereinafter the Parties").
    """
    match = _PREAMBLE.match(block)
    return None if match is None else (start, start + match.end())


def _is_head(title: str) -> bool:
    if len(title) > 1500:
        return False
    found = _HEAD.search(title)
    if found is None or found.start() > 120:
        return False
    before = title[: found.start()]
    upto = title[: found.end()]
    if _VERB.search(before):
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
    verb = _VERB.search(rest)
    joined = (
        _JOIN.search(rest)
        or re.search(r"[(\[–-]|\d{4}", rest)
        or re.search(r"[–-]|\w+[/]\w+|[ァ-ヶ一-龠]", upto)
    )
    return bool(joined) and (verb is None or (rest.find("between") >= 0 and verb.start() > 40))


def title_name(content: str, head: Range) -> str:
    """The instrument's name from its head: one line, at most 220 characters."""
    text = re.sub(r"\s+", " ", content[head[0] : head[1]]).strip()
    return text if len(text) <= _MAX_TITLE else text[:_MAX_TITLE].rsplit(" ", 1)[0]
