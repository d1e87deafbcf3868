"""How hard a text is to read: the words in a sentence, and the grade by Flesch and Kincaid (1975).

Syllables are counted by rule. Over the 37,493 words of all pages that the CMU pronouncing dictionary has, the rules
count 0.2 % more syllables than it does (2026-11-30); `pyphen` counts 5 % fewer, almost a grade. `textstat` downloads
its dictionary while it runs, and the packages with the dictionary in them are under the GPL.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from style.prose import CODE, Text

_WORD = re.compile(rf"[A-Za-z][A-Za-z']*|\d[\d.,]*|{CODE}")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(
    r"[^laeiouy]es?$(?<!ces)(?<!ges)(?<!ses)(?<!zes)(?<!xes)(?<!ches)(?<!shes)"  # file, files, but not boxes
    r"|[aeiouy]les?$"  # rule, rules, but not table
    r"|[^aeioutdy]ed$"  # changed, but not edited
    r"|[^aeiouy]e(?=(ly|ment|ness|less|ful)s?$)"  # safely
)
_DIVIDED = re.compile(r"i(?=a(?!ge|l\b)|o(?!n|us)|u)|[^gq]ua|eo(?!u)|[yo]ing|eing|sm$")
_KNOWN = {
    **dict.fromkeys(("aiwg", "bundled", "client", "clients", "create", "elsewhere", "layer", "layers", "layout"), 2),
    **dict.fromkeys(("layouts", "our", "ours", "people", "safety", "several", "something", "somewhere"), 2),
    **dict.fromkeys(("behavior", "behaviors", "created", "everything"), 3),
}
_CODE_SYLLABLES = 2


def syllables(word: str) -> int:
    """Return about how many syllables a word has; a number counts as one, an abbreviation by its letters."""
    if word == CODE:
        return _CODE_SYLLABLES
    if word.isupper() and len(word) > 1:
        return len(word) + 2 * word.count("W")
    word = word.lower().removesuffix("'s")
    if word in _KNOWN:
        return _KNOWN[word]
    count = len(_VOWELS.findall(word)) - bool(_SILENT.search(word)) + len(_DIVIDED.findall(word))
    return max(1, count)


def averages(texts: Iterable[Text]) -> tuple[float, float]:
    """Return the average number of words in a sentence and the Flesch-Kincaid grade, each with one decimal."""
    sentences = [
        words
        for text in texts
        if text.flowing
        for _, sentence in text.sentences()
        if (words := _WORD.findall(sentence))
    ]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return 0.0, 0.0
    length = len(words) / len(sentences)
    grade = 0.39 * length + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    return round(length, 1), round(grade, 1)
