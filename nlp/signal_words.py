"""Words that weigh for or against a signal of a sentence: foreign, personal, adverse; in lower case."""

from __future__ import annotations

import re

INTERNATIONAL = re.compile(
    r"\b(?:international(?:ly)?|joint (?:paper|fact sheet)|foreign|overseas|abroad|bilateral|"
    r"trilateral|multilateral|"
    r"two countries|both countries|both sides|the two (?:sides|governments|ministers|leaders)"
    r"|association agreement|cross-border|"
    r"joint statement|joint declaration|global|worldwide|africa|"
    r"latin america|caribbean|central asia|pacific islands?|"
    r"europ(?:e(?:an)?|eisk\w*|äisch\w*|éen\w*|e[oaiu]s?|eias?)|"
    r"non-eu|third[- ]countr(?:y|ies)|countries"
    r"|partner countr(?:y|ies)|ambassadors?|counterparts?|nations|ministerial|ministers|governments)\b"
    r"|\b(?:international\w*|internationell\w*|nordisk\w*|utländsk\w*|estrangeir\w*|internaciona\w*|"
    r"stranier\w*|internazional\w*|ausländisch\w*|ausland|beide[rn]? (?:seiten|länder)|drittstaaten|"
    r"étrang\w+|internationa\w+|deux pays"
    r"|extranjer[oa]s?|internacional\w*|ambos países|otros países|otro país"
    r"|lateinamerika|afrika|s[uü]dostasien|zentralasien|amérique latine|afrique|asie|américa latina|áfrica|"
    r"america latina|sudeste asiático|latinamerika|sydostasien|norden|dois países|två länder|due paesi)\b|"
    r"海外|境外|国外|双边|双方|两国|"
    r"各国|外方|外宾|来华|非洲|拉美|东南亚|"
    r"해외|외국|양측|두 나라"
    r"|国際|海外|外国|両国|双方|各国|途上国|二国間|両首脳|両機関|両政府|か国|国外|国家|同国|利益配分|"
    r"名古屋議定書|東南アジア|アフリカ|欧州|アジア|中南米|"
    r"中東|大洋州|해외|국제|양국|国际|外国"
)
# An agreement of cooperation has two sides, whoever they are.
COOPERATION_WORDS = re.compile(
    r"\b(?:co-?operat\w*|collaborat\w*|partnership|cooperación|coopération|cooperação|cooperazione|"
    r"colaboraci[oó]n|colaboração|collaborazione|parcerias?|partenariats?|partnerschaft\w*|"
    r"\w*kooperation\w*|\w*zusammenarbeit\w*|\w*samarbet\w*|samenwerking\w*)\b|合作|協力|협력"
)
# A headline that asks tells no event.
QUESTION = re.compile(r"\?[\s\"'”’»)]*$")
# The name of a body that stands alone in a text, as in a letterhead or under a picture.
NAME_ALONE = re.compile(
    r"\W*(?=.*\b(?:Institut\w*|Agency|Ministry|Universit\w+|Council|Cent(?:re|er)|Department|Academy|Office|"
    r"Foundation|Organi[sz]ation|Society|Bureau|Laborator(?:y|ies)|Commission|Committee|Embassy)\b)"
    r"(?!.*\b(?:With|By|To|From|As|At|In|On)\b)"
    r"(?:(?:[A-Z][\w'’.&/-]*|of|for|and|the|de|del|la|du|des|et|y|von|für|und)[\s,]+){1,14}"
    r"[A-Z][\w'’.&/-]*\s*(?:\([^)]*\))?[\s.]*"
)
BIOGRAPHY = re.compile(
    r"\b(?:nominees?|nominat(?:ed|ions?)|extraordinary and plenipotentiary|career member|to be (?:"
    r"an? )?(?:member|ambassador|united states|assistant|under)|(?:he|she|\w+) (?:previously |"
    r"currently |also )?(?:served|serves|serving) (?:as|in|on|at)|"
    r"(?:bachelor|master|doctor)(?:['’]s)? (?:of|degree|in)|graduated|earned (?:a|an|his|her)"
    r"|b\.a\.|ph\.d|m\.a\.|j\.d\.|a native of|professor (?:of|at|and)|board of directors|fellow at"
    r"|alumn\w+|(?:his|her) career|vice [a-z]+ [a-z]+,)"
)
# A text that names people for posts tells of their lives.
PERSONNEL = re.compile(
    r"\bintent to (?:nominate|appoint)|\bnominations? sent to|"
    r"\b(?:announces?|announced) (?:\w+ ){0,3}(?:appointments?|nominees|nominations)|"
    r"\bappointed the (?:first |following )?(?:\w+ )?members|\bwill join the white house as"
)
# Games between nations are no dealings of theirs.
SPORT = re.compile(
    r"\b(?:midfielder|striker|winger|skiers?|sprinters?|swimmers?|cyclists?|boxers?|golfers?|sponsors?|goalkeeper|centre-back|(?:right|left)-back|defender|quarterback|batter|"
    r"bowler|wickets?|innings|footballers?|cricketers?|(?:head|assistant) coach|transfer (?:window|fee|deal)|"
    r"premier league|champions league|europa league|la liga|bundesliga|serie a|world cup|fa cup|euro 20\d\d|"
    r"six nations|grand prix|commonwealth games|paralympi\w+|extra time|penalty shoot-?out|\d{1,3}-\d{1,3} "
    r"(?:win|defeat|draw|victory|loss))\b"
)
# What is told about relations is no event of theirs.
STUDIED = re.compile(
    r"\b(?:stud(?:y|ies)|books?|papers?|thesis|films?|exhibitions?|novels?|documentar(?:y|ies)) (?:on|about) "
    r"(?:[\w-]+ ){0,4}(?:ties|relations|links|history|diplomacy)\b"
)
# Help within one state.
AT_HOME = re.compile(
    r"\bdisaster (?:assistance|declaration)|\bmajor disaster exists|\bemergency exists in|"
    r"\bfederal (?:aid|assistance|funding)|\bstate, (?:local|tribal|territorial)"
)
ADVERSE_WORDS = re.compile(
    r"\b(?:suspen\w+|halt\w*|cut(?:s|ting)?|reduc\w+|withh\w+|freez\w+|froze\w*|cancel\w*|"
    r"refus\w+|reject\w+|spurn\w*|threat\w*|accus\w+|condemn\w*|blam\w+|denounc\w*|investigat\w+|"
    r"attack\w*|probe|expel\w*|sanction\w*|stop(?:s|ped)?|resign\w*)\b"
)
JOINS = re.compile(
    r"\b(?:between|with|governments?|entre|avec|con|com|zwischen|mit|tra|fra|med|mellan|między|между|між)\b"
    r"|[–/与和與]|との|과 |와 "
)
OFFER = re.compile(r"\boffer|提案|申し出|打診|bietet|angebot|offr|offert|ofrec|提议|제안")
JAPAN_WORDS = re.compile(r"japan|日本|我が国|わが国|japon|japón|jap[oó]n|일본|日方|tokyo|tokio")
