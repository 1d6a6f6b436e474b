"""Clean corpora of scraped news and find the stories that are the same.

>>> import copydesk
>>> copydesk.clean("The ferry left at noon .\\n\\nADVERTISEMENT\\n\\nIt came back at dusk.").text
'The ferry left at noon.\\n\\nIt came back at dusk.'

Texts: `clean`, `clean_html`, `clean_many`, `fingerprint`, `match`. Corpora: `learn`, `cluster`, `run`.
Clusters of machines: `copydesk.spark`.
"""

from ._native import (
    CleanArticle,
    CopydeskError,
    DamagedError,
    Edit,
    Fingerprint,
    LearnedState,
    Match,
    NoDocumentsError,
    OutputError,
    UsageError,
    __version__,
    fingerprint,
    match,
)
from .corpus import RunResult, cluster, learn, run
from .texts import clean, clean_html, clean_many

__all__ = [
    "CleanArticle",
    "CopydeskError",
    "DamagedError",
    "Edit",
    "Fingerprint",
    "LearnedState",
    "Match",
    "NoDocumentsError",
    "OutputError",
    "RunResult",
    "UsageError",
    "__version__",
    "clean",
    "clean_html",
    "clean_many",
    "cluster",
    "fingerprint",
    "learn",
    "match",
    "run",
]
