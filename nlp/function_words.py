"""Words that carry no meaning of their own: a gloss never lists them as unknown."""

from __future__ import annotations

from collections.abc import Mapping

_TEXTS = {
    "en": "a an the of and or in on for to by at as is are was were be been with from that this these those "
    "which who what how do does did it its not has have had can will would between into about new more",
    "de": "der die das den dem des ein eine einer eines einem einen und oder aber sondern denn von vom zu "
    "zum zur im in ins mit für auf nach ist sind war waren wäre wären bin bist sei seien gewesen wird "
    "werden wurde wurden würde würden worden werde bei beim als auch nicht an am aus durch unter "
    "zwischen wie was wer wen wem wessen welche welcher welches welchen sich es über um da dass daß "
    "damit wenn ob weil seit bis vor hat haben hatte hatten habe hätte hätten gehabt kann können "
    "konnte könnte könnten soll sollen sollte sollten muss müssen musste möchte möchten will wollen "
    "wollte darf dürfen mag er sie ich du wir ihr ihre ihren ihrem ihrer ihres sein seine seinen "
    "seinem seiner seines mich mir dich dir ihn ihm uns euch ihnen unser unsere mein meine dein deine "
    "dies diese dieser dieses diesem diesen jene jener man so nur noch schon sehr mehr hier dort dann "
    "nun gab gibt geben davon daran dazu darauf daher jedoch etwa wo wann warum wieviel viele",
    "fr": "le la les l un une des et ou mais donc car ni de du d au aux en dans pour par sur sous chez vers "
    "est sont était étaient été être étant sera seront serait sois soit suis es sommes êtes fut "
    "furent avec sans entre que qu qui quoi dont où quel quelle quels quelles lequel laquelle "
    "lesquels ne n pas se s son sa ses leur leurs ce c cette ces cet ceux celui celle celles cela ça "
    "plus à a ai as avons avez ont avait avaient aura auront aurait avoir ayant eu eut il ils elle "
    "elles je j tu nous vous on me m te t moi toi lui eux mon ma mes ton ta tes notre nos votre vos y "
    "si comme quand lorsque lorsqu puis alors aussi très peu bien tout toute tous toutes même mêmes "
    "autre autres peut peuvent pouvait pourrait doit doivent devait devrait faut fait font faire "
    "faisait veut veulent va vont combien comment pourquoi",
    "es": "el la los las una un unos unas y e o u de del en con por para es son era eran fue fueron ser "
    "sido siendo será serán sería estar está están estaba estaban que qué quién quien quienes cuál "
    "cuáles cual cuales cuándo cuando dónde donde cómo como cuánto cuántos cuánta cuántas al se sus "
    "su lo le les me te nos os mi mis tu tus nuestro nuestra más entre sobre sin no ni ha han he "
    "hemos había habían haber habrá hay hubo sea sean este esta estos estas ese esa esos esas esto "
    "eso aquel aquella a ante tras desde hasta si sí pero sino porque pues ya muy también tan tanto "
    "todo toda todos todas otro otra otros otras él ella ellos ellas yo usted ustedes uno algo mismo "
    "misma puede pueden podía podría debe deben debía debería tiene tienen tenía tener hace hacer "
    "hizo quiere quieren va van según aún aun así",
    "ja": "関する 対する 向ける 於ける よる ため 化 的 等 及び 並びに 又 など",
    "zh": "与 和 的 在 了 对 将 及 为 等 于 中 上 以 从 其 是 有 着 过 地 得 "
    "之 而 且 或 把 被 向 由 也 都 就 还 又 再 很 更 最 这 那 该 此 所 "
    "个 们 吗 呢 吧 啊 一个 一些 一种 以及 并 并且 但 但是 因为 所以 如果 "
    "虽然 通过 根据 关于 对于 與 對 將 為 於 從 過 著 還 這 該 個 們 嗎 "
    "一個 一種 並 並且 因為 雖然 通過 根據 關於 對於 可 可以 会 會 要 能 到 "
    "它 下 里 裡 时 時 后 後 第",
    "ko": "의 과 와 은 는 이 가 을 를 에 에서 로 으로 및 한 하는 할 하고 했다 한다 등 위한 대한 간",
}
FUNCTION_WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split()) for language, words in _TEXTS.items()
}
