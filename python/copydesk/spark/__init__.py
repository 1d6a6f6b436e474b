"""The same job on Apache Spark and on Sail, with the same tables as on one machine.

>>> import copydesk.spark
>>> copydesk.spark.run(["stories"], "out")  # doctest: +SKIP

`run` writes the tables of a corpus, `learn` returns its learned state, `clean` adds clean texts to a DataFrame. Only the
DataFrame API of PySpark is used (`mapInArrow`, joins, `groupBy().applyInArrow`), so any engine with that API will do. The
rules and decisions are those of the Rust library, which must be installed on every executor: nothing is decided here.
"""

from .frames import clean
from .job import learn, run

__all__ = ["clean", "learn", "run"]
