"""The ordinary signs of scripts and alphabets: what a right reading of bytes is known by."""

from __future__ import annotations

import re
from collections.abc import Sequence

EAST_ASIAN = ("cp932", "euc-jp", "gb18030", "big5hkscs", "cp949")
_COMMON_HAN = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严"
    "這個來時們國會發對經過說產種後開電裡實應還與關線內數們見從當體機無現動業長學問題點車東話語處進連運選記權續總務報議員約調計設認證護資質辦廣結給統"
)  # fmt: skip
_COMMON_HANGUL = frozenset(
    "가각간감갑강개거건검것게겠결경계고곳공과관광교구국군권규그근금급기김까나난날남내너네년노논는능니다단달담당대더데도독동되된될두등"
    "들때또라락란람래러런럼력련령로론료루류르른를름리린립마만많말망매머면명모목무문물미민및바박반받발방배백법변별병보복본부북분불비사산"
    "살상새색생서석선설성세센소속손송수술숙순스습승시식신실심십싶써아악안않알암앞액약양어언얼업없었에여역연열였영예오온올와왔외요용우운"
    "울원월위유육으은을음응의이익인일임입있자작장재저적전절점접정제조족존종좋주준중즉증지직진질집차착참창책처천철청체초총최추축출충취측"
    "치친크키타태택터토통투특파판편평포표품프피하학한할함합항해했행향허험혁현협형호혼화확환활황회획효후훈흐힘양뢰습"
)
# Letters and marks beyond ASCII that the languages of a codec use; only small letters where the codecs of one
# script exchange them with capitals.
_MARKS = "«»“”„‘’–—…€°§·ºª©®№\u00a0\u00ad"
_CENTRAL = "ąćęłńóśźżáčďéěíňřšťúůýžĄĆĘŁŃÓŚŹŻÁČĎÉĚÍŇŘŠŤÚŮÝŽőűŐŰâăîşţÂĂÎŞŢäöüßÄÖÜđĐôÔ"
_LATIN = (
    ("cp1252", "àâäáãåæçèéêëìíîïñòóôöõøùúûüßœÀÂÄÁÅÆÇÈÉÊÍÖØÓÚÜÑ¿¡"),
    ("cp1254", "çğıöşüâîûÇĞİÖŞÜ"),
    ("cp1250", _CENTRAL),
    ("iso8859-2", _CENTRAL),
    ("cp1257", "ąčęėįšųūžĄČĘĖĮŠŲŪŽāēģīķļņĀĒĢĪĶĻŅõäöüÕÄÖÜ"),
)
_OTHER = (  # with the ten commonest letters
    ("cp1251", "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґў", "оеаинтсрвл"),
    ("koi8-r", "абвгдежзийклмнопрстуфхцчшщъыьэюяё", "оеаинтсрвл"),
    ("cp1253", "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋ", "αοιετσνρηυ"),
    ("cp1255", "אבגדהוזחטיךכלםמןנסעףפץצקרשת", "יוהלאמתרבש"),
    ("cp1256", "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءآأإؤئپچژگ،؟", "اليمنوتربد"),
    ("cp874", "".join(map(chr, (*range(0x0E01, 0x0E3B), *range(0x0E3F, 0x0E5C)))), "านรอกเงมย่"),
)
_LATIN_LETTERS = tuple((name, frozenset(letters + _MARKS), frozenset[str]()) for name, letters in _LATIN)
_OTHER_LETTERS = tuple(
    (name, frozenset(letters + _MARKS), frozenset(common)) for name, letters, common in _OTHER
)
_DENSE = re.compile(rb"(?:[\x80-\xff][^\x80-\xff]?){3,}")
_WORD = re.compile(rb"[A-Za-z\x80-\xff]+")
_KNOWN = 0.85  # share of a text's signs that its alphabet has


def ordinary_share(beyond: Sequence[str], *, japanese: bool) -> float:
    """How ordinary the signs beyond ASCII are, 0 to 1, as text of one of the languages of East Asia."""
    return max(0.0, sum(_weight(char, japanese) for char in beyond) / len(beyond)) if beyond else 0.0


def _weight(char: str, japanese: bool) -> float:
    if "\u3041" <= char <= "\u30ff":
        return 1.0 if japanese else 0.1
    if "\u4e00" <= char <= "\u9fff":
        return 1.0 if char in _COMMON_HAN else 0.5 if japanese else 0.3
    if "\uac00" <= char <= "\ud7a3":
        return 1.0 if char in _COMMON_HANGUL else 0.1
    if "\u3000" <= char <= "\u3020" or "\uff00" <= char <= "\uff5e":
        return 1.0
    return -0.5 if "\ue000" <= char <= "\uf8ff" or "\uff61" <= char <= "\uff9f" else 0.2


def is_dense(sample: bytes) -> bool:
    """True for text of a script other than Latin: most bytes beyond ASCII stand close to two more."""
    high = sum(byte > 0x7F for byte in sample)
    inside = sum(byte > 0x7F for match in _DENSE.finditer(sample) for byte in match[0])
    return inside * 10 > high * 6


def _stands_alone(sample: bytes) -> bool:
    """True where most words beyond ASCII hold no ASCII letter; Turkish words can be dense, and do."""
    beyond = [word for word in _WORD.findall(sample) if not word.isascii()]
    return 2 * sum(not re.search(rb"[A-Za-z]", word) for word in beyond) > len(beyond)


def codec_by_letters(sample: bytes) -> str | None:
    """The codec of one byte a letter under which nearly all signs beyond ASCII are letters of its alphabet.

    Where several fit, the one whose commonest letters are common here, else the first in the order West,
    Turkish, Central Europe, Baltic. None where none fits.
    """
    best, name_of_best = 0.0, None
    other = is_dense(sample) and _stands_alone(sample)
    for name, letters, common in _OTHER_LETTERS if other else _LATIN_LETTERS:
        beyond = [char for char in sample.decode(name, "replace") if char > "\x7f"]
        share = sum(char in letters for char in beyond) / len(beyond) if beyond else 0.0
        if share < _KNOWN:
            continue
        score = share + sum(char in common for char in beyond) / len(beyond)
        if score > best + 0.001:
            best, name_of_best = score, name
    return name_of_best
