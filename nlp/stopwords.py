"""Words that say nothing about what a text is about, by language."""

from __future__ import annotations

from functools import lru_cache

_WORDS = {
    "en": """a about above across after again against all almost alone along already also although always am among an and
another any anyone anything are around as at away back be became because become been before began being below best better
between both but by call called came can cannot come could day days did do does doing done down due during each early
either else end enough even ever every far few first five following for four from full further gave get give given go
going good got great had has have having he held help her here him his how however i if in include included includes
including into is it its itself just keep key large last later least less let like likely long look made main make makes
making many may me means might more most much must my near need new next no nor not now number of off often old on once
one only onto or other others our out over own part per place possible put rather said same say saying says second see
seen several she should show since six small so some still such take taken than that the their them then there these they
thing things third this those though three through thus time to today together too took two under until up upon us use
used using very via want was way we week weeks well went were what when where whether which while who whole whom whose
why will with within without work would year years yes yet you your monday tuesday wednesday thursday friday saturday
sunday january february march april june july august september october november december mr mrs ms dr percent
according added among announced based click read share copyright page home contact news press release statement agreed
total level high low different important various current currently provide provides provided""",
    "de": """aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim bereits bis bzw da dabei
damit dann das dass dem den denen der deren des die dies diese diesem diesen dieser dieses doch dort durch ein eine einem
einen einer eines er erste ersten es etwa für gegen geht haben hat hatte hier ihm ihn ihr ihre ihrem ihren ihrer im immer
in ins ist ja jahr jahre jahren jetzt kann kein keine können mehr mit nach neue neuen nicht noch nun nur ob oder ohne
schon sehr sein seine seinen seiner seit sich sie sind so sollen sowie über um und uns unter vom von vor war waren was
weil wenn werden wie wieder will wir wird worden wurde wurden zu zum zur zwei zwischen""",
    "fr": """à afin ainsi alors après au aucun aussi autre autres aux avant avec avoir car ce cela celle ces cet cette ceux
chaque comme comment contre dans de depuis des deux doit donc dont du elle elles en encore entre est et été être eu fait
faire faut grand grande ici il ils je jour la là le les leur leurs lors lui mais même mise moins mois ne nos notre nous
nouveau nouvelle on ont ou où par parmi pas peut plus plusieurs pour pouvoir première premier pris qu quand que quel
quelle qui sa sans se sera ses si son sont sous sur tous tout toute toutes très trois un une vers vos votre vous y an ans
année années l d s n c j""",
    "es": """a además al algo alguna algunas alguno algunos ante antes año años aquí así aún aunque bajo bien cada casi como
con contra cosas cual cuando cuatro da de debe del desde después día días dice dijo donde dos durante e el él ella ellas
ellos en entre era eran es esa ese eso esta está están estas este esto estos fue fueron gran ha había hace hacia han
hasta hay hoy la las le les lo los luego más mayor me mediante mejor menos mi mientras mil mismo muy nada ni no nos
nosotros nuestra nuestro o otra otras otro otros para parte pero poco por porque primer primera pueden puede que qué
quien se según ser será si sí sido siempre sin sino sobre solo sólo son su sus también tan tanto te tiene tienen todo
toda todas todos tras tres tu un una unas uno unos ya y""",
    "zh": "的 了 和 是 在 与 及 将 对 为 以 从 有 这 那 也 就 都 而 于 其 被 把 向 等 中 上 下 不 我 他 她 们 会 要 到 由 并 或 所 之 年 月 日 说 着 过 该 各 一 个",
    "it": """a ad al alla alle anche ancora avere che chi ci come con cui da dal dalla dei del della delle dello di dopo due e
ed era essere fra gli ha hanno i il in la le lo loro ma nel nella non o ogni per più poi prima quale quando quanto questa
questo se sia sono stato su sua sue sul sulla suo tra tutti un una uno""",
    "pt": """a ao aos as até com como da das de do dos e é ela ele em entre era essa esse esta este eu foi foram há isso já
mais mas mesmo muito na não nas no nos o os ou para pela pelas pelo pelos por quando que quem se sem ser será seu sua
são também tem um uma""",
    "nl": """aan als bij dan dat de der deze die dit door een en er het hij hun ik in is kan maar meer met naar niet nog of om
ook op over te tot uit van voor was wat wordt worden zich zijn""",
    "sv": """att av de den det detta där efter ett en från för har hur inte kan man med men mer mot när och om på samt sin
ska som så till under upp ut var vi vid är över""",
    "ru": """а без бы был была были было быть в во вот все всех вы где да для до его ее если есть еще же за и из или им их к
как ко когда который которые ли мы на над не него нее нет ни но о об он она они от по под при с со так также то только
у уже чем что это этого этой я год года году""",
}  # fmt: skip


@lru_cache(maxsize=32)
def stop_words(language: str) -> frozenset[str]:
    """The stop words of a language in lower case, English ones where it has no list of its own."""
    return frozenset(_WORDS.get(language, _WORDS["en"]).split())
