"""What a name means where it stands: Georgia or the US state, a capital that acts, a surname, a dateline."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from nlp.demonyms import names_language
from nlp.former_states import code_in
from nlp.gazetteer import Found, How
from nlp.tags import Range
from nlp.taxonomy_files import load_words

Resolved = tuple[str, int, int, How, float]

_NOW_SETTLED = 2007  # from this year on no name in use has changed its state
_US_GEORGIA = re.compile(
    r"\b(?:Atlanta|Savannah|Augusta|Athens, G|Macon|Florida|Alabama|Tennessee|South Carolina|"
    r"North Carolina|Texas|Ohio|"
    r"Ga\.|Georgia State|Georgia Power|Georgia Tech|Kemp|Bulldogs|Arizona|Michigan|Pennsylvania|"
    r"Wisconsin|Nevada|"
    r"Senate runoff|Centers for Disease Control|CDC|Emory|Fulton County|University of Georgia|Governor|Gov\.)"
)
_CAUCASUS = re.compile(
    r"\b(?:Tbilisi|Caucasus|Armenia|Azerbaijan|Abkhazia|Ossetia|Batumi|Saakashvili|Ukraine|Moldova|"
    r"Russia|Black Sea|"
    r"Republic of Georgia|Government of Georgia|Georgian|EU|European Union|Turkey|Türkiye|Kyrgyz|"
    r"Kazakhstan)\b"
)
_TITLE = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sir|Lord|Lady|Judge|Justice|Sen|Rep|Sgt|Capt|Detective|Officer|Coach)\.?) $"
)
# "Mr Lim Kok Thai": a people's name at the end of a person's.
_NAMED_AFTER_TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Mdm|Dr|Prof|Professor|Sir|Minister|President|Secretary|Ambassador)\.? "
    r"(?:[A-Z][\w'’-]+ ){1,3}$"
)
_FIRST_NAME = re.compile(r"(?:^|[^.\w])([A-Z][a-z]{2,}) $")
_AFTER_SURNAME = re.compile(
    r"^ (?:O['’]|Mc|Mac)[A-Z]|^ [A-Z][a-z]+(?:son|sen|ez|man|berg|ley|ton|ski|ova|ov|stein)\b"
)
_ACTS = (
    r"(?:also |now |later |again |still |once |recently |formally |reportedly |has |have |had |will |"
    r"would |should |could |can |may |might |must |is |are |was |were |"
    r"to |not |been |be |being )*"
)
_VERB = (
    r"(?:said|says|say|told|tells|want|wants|wanted|agree|agrees|agreed|announce|announces|announced|propose|proposes|proposed|"
    r"sign|signs|signed|signing|reject|rejects|rejected|urge|urges|urged|urging|call|calls|called|calling|plan|plans|planned|"
    r"planning|seek|seeks|sought|seeking|accuse|accuses|accused|accusing|warn|warns|warned|offer|offers|offered|offering|"
    r"refuse|refuses|refused|vow|vows|vowed|pledge|pledges|pledged|insist|insists|insisted|impose|imposes|imposed|imposing|"
    r"withdraw|withdraws|withdrew|withdrawn|join|joins|joined|joining|back|backs|backed|support|supports|supported|supporting|"
    r"consider|considers|considering|considered|hope|hopes|hoped|request|requests|requested|ask|asks|asked|asking|invite|"
    r"invites|invited|deny|denies|denied|condemn|condemns|condemned|demand|demands|demanded|threaten|threatens|threatened|"
    r"approve|approves|approved|suspend|suspends|suspended|ban|bans|banned|sanction|sanctioned|negotiate|negotiating|"
    r"negotiated|believes|fears|faces|needs|sees|views|responded|respond|responds|retaliated|hit|lifted|eased|tightened|"
    r"pressed|pushed|pushing|ready|willing|considering|committed|concerned|due to|expected|prepared|"
    r"reluctant|keen|"
    r"decided|decides|decide|opposes|opposed|fund|funds|funding|invest|invests|invested|step|steps|stepped|launch|launched|"
    r"launches|unveil|unveils|unveiled|adopt|adopts|adopted|open|opened|opens|start|started|begin|began|cut|cuts|expand|expands)\b"
)
_SUBJECT = re.compile(
    rf"^(?:'s)?(?: and [A-Z]\w+(?: [A-Z]\w+)?)?,? {_ACTS}{_VERB}|^'s? (?:request|offer|decision|"
    rf"proposal|plan|policy|stance|"
    r"position|ban|response|claim|call|demand|ambition|push|effort|move|refusal|intention|invitation|commitment|support|"
    r"strategy|foreign|government|relations|ties|envoy|ambassador|chief|interest|concern|announcement|sanctions|tariffs)"
)
_WITH = re.compile(
    r"(?:ties|relations|talks|agreement|deal|accord|pact|negotiations|tensions|partnership) with $"
)
_AND_PARTNER = re.compile(r"^(?: and |-|,? )[A-Z]\w+")
_DATELINE_EN = re.compile(
    r"(?:^|\n)\s*(?P<place>[A-ZÉÍÁÓÚÜÖÄÇŞĞÑ][\w.'’ /-]{1,28}?)(?:, [A-Z][\w. ]{2,24})?(?:,? \(?(?:\d{1,2} )?"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|"
    r"Aug|Sep|Sept|Oct|Nov|Dec)\.? ?\d{0,2}(?:, \d{4})?\)?)?(?: \((?:Reuters|AP|AFP|Xinhua|Kyodo|TASS|"
    r"ANTARA|VNA|PTI)\))? ?(?:–|—|--|-) "
)
_DATELINE_JA = re.compile(
    r"[【\[(（](?P<place>[^】\])）\n]{2,14}?)(?:共同|時事|発|＝|=)[^】\])）\n]{0,14}[】\])）]|【(?P<only>[^】\n]{2,8}?)】"
)
_QUEENSLAND = re.compile(r"\b(?:Queensland|Qld|Brisbane|Austral\w+|Sydney)\b")
_BIRD = re.compile(
    r"^ (?:meat|breast|farm|farms|sandwich|dinner|producer|producers|flock|flocks|poults|eggs|hunting|curry)"
)
_BRAZZAVILLE = re.compile("Brazzaville|Republic of the Congo|Republic of Congo|コンゴ共和国")
_CONGOLESE = ("congol", "kongoles")  # in all languages read
_KINSHASA = re.compile("Kinshasa|Democratic Republic|DRC|DR Congo|Kivu|Katanga|コンゴ民主")


def resolve(
    content: str, found: list[Found], *, title_end: int, language: str, year: int | None = None
) -> Iterator[Resolved]:
    """Mentions with the code, kind and weight they have in their context; what names no party is left out.

    `year`: of what is told; a name that was another state's then stands for that one.
    """
    datelines = _datelines(content)
    codes = Counter(item.name.code for item in found if item.name.how in {"name", "demonym", "abbreviation"})
    title_is_upper = content[:title_end].isupper()
    last_language = -1  # where the name of a language ends that was met last
    for item in found:
        name = item.name
        if not name.code:
            continue
        code, how, weight = name.code, name.how, name.weight
        if year is not None and year < _NOW_SETTLED:
            code = code_in(name.surface, year) or code
        start, end = item.start, item.end
        key = name.surface.casefold()
        if any(low <= start < high for low, high in datelines) and how in {
            "capital",
            "metonym",
            "city",
            "subdivision",
            "name",
        }:
            yield code, start, end, "dateline", 0.1 if how != "name" else 0.3
            continue
        if how == "demonym" and names_language(content, start, end, language, last_language):
            last_language = end
            continue
        if name.exact and content[end : end + 1] == "$":
            continue  # US$3 million is a sum of money
        if how == "demonym" and _ends_a_person(content, start, end):
            continue
        if how == "metonym":
            acts = _acts(content, start, end)
            if acts:
                yield code, start, end, "metonym", weight
            elif code != "EU":
                yield from _seat_as_place(content, code, start, end, codes)
            elif re.search("Belgi", content):
                yield "BE", start, end, "capital", 0.3
            continue
        if key in _words("also_given_names") and _is_person(content, start, end):
            continue
        if (
            name.exact
            and name.surface == "US"
            and ((title_is_upper and start < title_end) or _pronoun_us(content, start, end))
        ):
            continue
        special = _special(content, key, code, (start, end), codes)
        if special is None:
            continue
        if special == "US" and key == "georgia":
            yield special, start, end, "subdivision", 0.4
            continue
        yield special, start, end, how, weight


def _special(content: str, key: str, code: str, place: Range, codes: Counter[str]) -> str | None:
    """The code that a name with several meanings has here; none where it names no country."""
    start, end = place
    if key == "georgia":
        return _georgia(content, start, end)
    if key == "gold coast" and _QUEENSLAND.search(content):
        return "AU"
    if key == "turkey" and (_BIRD.match(content[end : end + 14]) or content[end : end + 1] == "s"):
        return None
    if key in {"congo", "コンゴ"} or (code == "CD" and key.startswith(_CONGOLESE)):
        if _BRAZZAVILLE.search(content) and not _KINSHASA.search(content):
            return "CG"
        return "CD"
    if key in {"dominican", "dominicans"}:
        return "DM" if codes["DM"] and not codes["DO"] else "DO"
    if key in {"korea", "korean", "koreans"} and content[max(0, start - 6) : start].lower().endswith(
        ("north ", "n. ")
    ):
        return "KP"
    if key == "polish" and re.match(
        r" (?:the|a|an|your|it|up|off|my|his|her|their)\b", content[end : end + 8]
    ):
        return None
    if key == "china" and re.match(r" (?:plate|cup|cabinet|dolls?|shop)\b", content[end : end + 9]):
        return None
    return code


def _georgia(content: str, start: int, end: int) -> str | None:
    near = content[max(0, start - 250) : end + 250]
    if re.match(r",? (?:USA|U\.S\.|United States)|, US\b", content[end : end + 18]):
        return "US"
    us, caucasus = len(_US_GEORGIA.findall(near)), len(_CAUCASUS.findall(near))
    if us == caucasus:
        us, caucasus = len(_US_GEORGIA.findall(content)), len(_CAUCASUS.findall(content))
    return "US" if us > caucasus else "GE"


def _ends_a_person(content: str, start: int, end: int) -> bool:
    """Whether a people's name ends the name of somebody who has a title."""
    after = content[end : end + 2]
    goes_on = after[:1] == " " and after[1:].isalpha()
    return not goes_on and _NAMED_AFTER_TITLE.search(content[max(0, start - 60) : start]) is not None


def _is_person(content: str, start: int, end: int) -> bool:
    before = content[max(0, start - 24) : start]
    if _TITLE.search(before):
        return True
    first = _FIRST_NAME.search(before)
    if (
        first
        and first.group(1).casefold() not in _words("before_places")
        and not content[start:end].isupper()
    ):
        return True
    key = content[start:end].casefold()
    return key in {
        "jordan",
        "chad",
        "georgia",
        "israel",
        "sydney",
        "paris",
        "kenya",
        "india",
        "florence",
    } and (
        _AFTER_SURNAME.match(content[end : end + 20]) is not None
        and not re.match(
            r" (?:University|Times|Valley|Minister|Ministry|Center|Centre|Prime|Foreign|Embassy)",
            content[end:],
        )
    )


def _pronoun_us(content: str, start: int, end: int) -> bool:
    line_start = content.rfind("\n", 0, start) + 1
    line_end = content.find("\n", end)
    line = content[line_start : line_end if line_end > 0 else len(content)]
    return (
        len(line) > 8
        and line.isupper()
        and re.search(r"(?:LET|TELL|GIVE|FOR|OF|WITH|CONTACT|ABOUT|JOIN|FOLLOW) $", content[:start][-9:])
        is not None
    )


def _acts(content: str, start: int, end: int) -> bool:
    if _SUBJECT.match(content[end : end + 70]):
        return True
    before = content[max(0, start - 18) : start]
    if re.search(r"(?:and|or|but|-) $|-$", before) and re.search(r"[A-Z]\w+(?: and |-)$", before):
        return bool(
            re.search(r"(?:between|ties|relations|talks|deal)\b", content[max(0, start - 50) : start])
        )
    if before.endswith("between ") and _AND_PARTNER.match(content[end : end + 16]):
        return True
    return bool(
        re.search(
            r"(?:ties|relations|talks|agreement|deal|accord|pact|negotiations|tensions|partnership) with $",
            before + "",
        )
    )


def _seat_as_place(content: str, code: str, start: int, end: int, codes: Counter[str]) -> Iterator[Resolved]:
    word = content[start:end].casefold()
    if word in {
        "vienna",
        "geneva",
        "white house",
        "capitol hill",
        "pentagon",
        "kremlin",
        "whitehall",
        "blue house",
    }:
        yield code, start, end, "capital", 0.3
        return
    if word in _words("also_given_names") and _is_person(content, start, end):
        return
    yield code, start, end, "capital", 0.35 if not codes[code] else 0.25


def _datelines(content: str) -> list[tuple[int, int]]:
    ranges = [(m.start("place"), m.end("place")) for m in _DATELINE_EN.finditer(content[:4000])]
    for match in _DATELINE_JA.finditer(content[:4000]):
        group = "place" if match.group("place") else "only"
        ranges.append((match.start(group), match.end(group)))
    return ranges


def _words(key: str) -> frozenset[str]:
    return load_words("place_words.yml")[key]
