"""Rows of the fault table that wait for something, and rows whose promise is kept in another way than they say."""

from __future__ import annotations

_WATCH = "`aiwg sync --watch`"
_AUDIT = "`aiwg audit`, and the scan of sources before a deploy"
_FETCH = "sources that are fetched"

WAITING: dict[str, str] = {
    **{f"WATC-{number:02}": _WATCH for number in range(1, 10)},
    **{f"SECU-{number:02}": _AUDIT for number in (1, 2, 3, 4, 5, 6, 7, 9, 13)},
    "SECU-14": _FETCH,
    "SECU-15": _FETCH,
}
"""What each row waits for, by its id."""

NOTES: dict[str, str] = {
    "DRIF-03": "the deploy says so and ends with 0, `aiwg status` lists it; 5 is for `aiwg sync --check`, to come",
    "DRIF-05": "`--force` restores it; the deploy ends with 0, and 5 is for `aiwg sync --check`, to come",
    "DRIF-07": "kept and reported, and the deploy ends with 0: nothing stands in its way",
    "DRIF-18": "`--dry-run` ends with 0, or with 4 where the run would; 5 is for `aiwg sync --check`, to come",
    "MERG-05": "an entry of ours that was edited counts as deleted by the user, and theirs stays",
    "SECU-08": "the rest is deployed with 0 and says what waits; `aiwg trust` ends with 7 if nobody answers",
    "SECU-18": "adapters are data, and one writer checks every path; an absolute place is read about, never written",
}
"""Where the tool does something else than the row says, or says more exactly what, by its id."""
