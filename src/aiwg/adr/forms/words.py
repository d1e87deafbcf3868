"""Words of records in other languages than English, as data: headings, fields, statuses, and titles that name a topic.

A language that is not here is read by its structure: what has a form of its own is checked, words are not.
"""

from __future__ import annotations

import re

from aiwg.core.patterns import lazy_pattern

_TITLES = {
    "context": (
        "kontext | contexte | contexto | contesto | contextă | контекст | 背景 | 上下文 | コンテキスト | kontekst"
    ),
    "context and problem statement": (
        "kontext und problemstellung | contexte et énoncé du problème | contexte et problème | "
        "contexto y planteamiento del problema | contexto e declaração do problema | 背景和问题陈述 | "
        "背景と課題"
    ),
    "decision": (
        "entscheidung | beschluss | décision | decisión | decisão | decisione | besluit | "
        "beslissing | решение | 决定 | 决策 | 決定 | decyzja"
    ),
    "decision outcome": (
        "entscheidungsergebnis | résultat de la décision | resultado de la decisión | resultado "
        "da decisão | 决策结果 | 決定事項"
    ),
    "consequences": (
        "konsequenzen | folgen | auswirkungen | conséquences | consecuencias | consequências | "
        "conseguenze | gevolgen | последствия | 后果 | 影响 | 結果 | konsekwencje"
    ),
    "considered options": (
        "betrachtete optionen | betrachtete alternativen | options envisagées | opciones "
        "consideradas | opções consideradas | 考虑的选项 | 検討した選択肢"
    ),
    "status": "stand | statut | estado | stato | статус | 状态 | ステータス",
    "date": "datum | fecha | data | дата | 日期 | 日付",
}
_STATUSES = {
    "proposed": (
        "vorgeschlagen | entwurf | proposée? | propuest[oa] | propost[oa] | предложено | 提议 | 提案 "
        "| voorgesteld | zaproponowan[ya]"
    ),
    "accepted": (
        "angenommen | akzeptiert | beschlossen | entschieden | acceptée? | approuvée? | "
        "aceptad[oa] | aprobad[oa] | aceit[oa] | aprovad[oa] | accettat[oa] | принято | 已接受 | 已采纳 "
        "| 承認済み | 承認 | geaccepteerd | zaakceptowan[ya]"
    ),
    "rejected": (
        "abgelehnt | verworfen | rejetée? | rechazad[oa] | rejeitad[oa] | respint[oa] | отклонено "
        "| 已拒绝 | 却下 | afgewezen | odrzucon[ya]"
    ),
    "superseded": (
        "ersetzt | abgelöst | remplacée? | reemplazad[oa] | sustituid[oa] | substituíd[oa] | "
        "sostituit[oa] | заменено | 已取代 | 已替代 | 置き換え | vervangen | zastąpion[ya]"
    ),
    "deprecated": "veraltet | obsolète | obsolet[oa] | устарело | 已弃用 | 廃止 | verouderd | przestarzał[ya]",
}
_FOREIGN_WORDS = (
    "al als as au auf aux avec com comme como con da dans das del della dem den der des di die do dos "
    "du een ein eine einen el em en et für gli het il l la las le les lo los met mit nel nicht niet "
    "nous nuestro o op os par para per por pour statt sur um uma un una und une van vers von voor wir "
    "y zum zur"
)
_ENGLISH_WORDS = "a an and as by for from in instead not of on our per the to use via we with"

STATUSES = {kind: tuple(words.split(" | ")) for kind, words in _STATUSES.items()}
"""Patterns of the words that begin a status elsewhere, by its kind."""

BY = "by|with|durch|par|por|da|door|przez|на|为|由"
"""What stands between Superseded and the record that does it."""

_TOPICS = lazy_pattern(
    r"(?:auswahl|entscheidung|konzept|strategie|vergleich|bewertung|architektur\w*)$"
    r"|^(?:choix|sélection|comparaison|évaluation|stratégie|elección|selección|comparación|estrategia|escolha|seleção"
    r"|scelta)\b|(?:选型|选择|比较|選定|比較|方案|選択)$",
    re.IGNORECASE,
)
_FOREIGN, _ENGLISH = frozenset(_FOREIGN_WORDS.split()), frozenset(_ENGLISH_WORDS.split())
_BY_TITLE = {name: english for english, names in _TITLES.items() for name in names.split(" | ")}


def english_title(bare: str) -> str:
    """Return the English name of a heading or a field in lower case; as it is when it is not known elsewhere."""
    return _BY_TITLE.get(bare, bare)


def is_foreign(title: str) -> bool:
    """Say whether a title is most likely in another language than English."""
    if title.isascii():
        words = set(title.lower().split())
        return len(words & _FOREIGN) > len(words & _ENGLISH)
    letters = [char for char in title if char.isalpha()]
    if any(ord(char) > 0x24F for char in letters):
        return True
    words = {word.lower() for word in re.findall(r"[^\W\d_]+", title)}
    english = len(words & _ENGLISH)
    return len(words & _FOREIGN) > english or (any(ord(char) > 0x7F for char in letters) and not english)


def is_topic(title: str) -> bool:
    """Say whether a title in another language names a topic by one of the words that do."""
    return _TOPICS.search(title.strip()) is not None
