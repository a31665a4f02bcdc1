"""The commonest little words of the languages in Latin letters: what tells a page's language in no time."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

_ROWS = """
en the of and to in is that for on with as are be was by from this which have has will not its their were been
de der die und das den von zu mit des auf für im dem ein eine ist sich nicht auch werden als aus bei wird sind
fr le la les de des et du en un une pour dans que qui sur est par au avec aux sont ce pas plus cette ses
es el la los las de y en que del un una para por con se al su es como más lo fue sus entre esta
pt o a os as de e do da em que dos um uma para com no na por não ao se mais das pela como foi
it il la di e che del un una per in della dei con le al sono da i gli nel alla più delle è si
pl i w na z do się nie o że jest dla oraz od to przez po jako za są przy roku który które ich lub
nl de het een van en in is op te dat met voor zijn niet aan er door ook naar bij worden als wordt hebben
sv och i att det en som på är av för med till den har om ett från vi kan de inte vid eller ska
vi và của các có trong được cho là với những này đã một để theo từ tại không về người khi nhà năm việc
id yang dan di untuk dengan dari pada ini dalam itu tidak akan juga oleh sebagai adalah telah kepada lebih
tr ve bir bu için ile de da olarak olan daha en ise gibi sonra kadar çok tarafından her ancak oldu
da og i at er det en af til på som for med der de den har et ikke fra om vi kan eller skal
no og i det er på som for av til en med at har de den et ikke fra om vi kan eller skal etter
fi ja on ei se että oli hän mutta myös kuin ovat tai sen joka mukaan voi kanssa sekä niin ole tämän
cs a v se na je že s z do o pro jako k za by byl ve od které jsou který nebo při podle této
sl je na za se da so pa ki od bo tudi kot po pri ali ter bi iz bila bil bilo še že v z s o lahko med
hu a az és hogy nem is egy meg csak már ez mint volt de el ki van között szerint lesz vagy kell
ro și de în a la cu pe care din nu o pentru mai este un să au prin sau fost între sunt ale
"""


def _read(rows: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in rows.strip().split("\n"):
        language, *words = row.split()
        for word in words:
            found[word] = (*found.get(word, ()), language)
    return found


_LANGUAGES = _read(_ROWS)
WORDS = MappingProxyType(_LANGUAGES)
_ENOUGH = 8.0  # little words that speak for a language before it is believed
_MARGIN = 1.6  # times those of the next one
_SHARE = 0.12  # of all words


def language_by_words(words: Iterable[str]) -> str | None:
    """The language whose little words the text is full of; None where no language is far ahead of all
    others.
    """
    words = list(words)
    counts = speaking_words(words)
    if not counts:
        return None
    best, *others = sorted(counts, key=lambda language: -counts[language])
    ahead = not others or counts[best] >= _MARGIN * counts[others[0]]
    return best if ahead and counts[best] >= max(_ENOUGH, _SHARE * len(words)) else None


def speaking_words(words: Iterable[str]) -> dict[str, float]:
    """How many little words speak for each language; one that several share counts for each by its part."""
    counts: dict[str, float] = {}
    for speaking in [_LANGUAGES[word] for word in words if word in _LANGUAGES]:
        part = 1.0 / len(speaking)
        for language in speaking:
            counts[language] = counts.get(language, 0.0) + part
    return counts
