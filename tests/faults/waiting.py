"""Rows of the fault table that wait for something, and rows whose promise is kept in another way than they say."""

from __future__ import annotations

_FETCH = "sources that are fetched"

WAITING: dict[str, str] = {
    "SECU-14": _FETCH,
    "SECU-15": _FETCH,
}
"""What each row waits for, by its id."""

NOTES: dict[str, str] = {
    "DRIF-03": "a deploy or a sync reports it and ends with 0, `aiwg status` lists it; `aiwg sync --check` ends with 5",
    "DRIF-05": "`--force` restores it; a deploy or a sync ends with 0, `aiwg sync --check` with 5",
    "DRIF-07": "kept and reported, and the deploy ends with 0, because nothing blocks it",
    "DRIF-18": "`--dry-run` ends with 0, or with 4 where the run would; `aiwg sync --check` with 5, conflicts too",
    "WATC-01": "a lock that stays longer than 10 seconds was left by a crash, and is waited for no longer",
    "WATC-03": "the watch continues by polling, and names the setting that raises the limit",
    "WATC-04": "the watch continues by polling, and names the setting that raises the limit",
    "WATC-08": "aiwg goes on watching a source that returns within 5 seconds",
    "MERG-05": "an edited entry of aiwg's counts as deleted by the user, and the user's entry stays",
    "SECU-03": "zero-width characters that a script needs are accepted too: joiners in Persian, spaces in Khmer",
    "SECU-04": "one selector after an ideograph asks for a form of it, and is accepted",
    "SECU-06": "names of artifacts are ASCII; aiwg checks commands, hosts, file names and words",
    "SECU-08": "the deploy writes the rest, names it and ends with 0; `aiwg trust` ends with 7 without an answer",
    "SECU-18": "adapters are data, and one writer checks every path; an absolute place is read about, never written",
}
"""Where the tool does something else than the row says, or says more exactly what, by its id."""
