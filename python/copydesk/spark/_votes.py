"""Who votes in learning: copies have one vote, and a story that many outlets cut counts its shingles once."""

from typing import TYPE_CHECKING

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from .. import _native
from . import _components, _steps
from ._frames import beside, bucket_of, frame_of

if TYPE_CHECKING:
    from .job import Candidates, Job


class Votes:
    """The votes of all documents, the size of the table of shingles, and the number of texts in each language."""

    def __init__(self, job: "Job", documents: DataFrame, found: "Candidates") -> None:
        self._job = job
        self._facts = job.mapped(documents.select("card"), _steps.facts, _steps.FACT, "facts")
        self.documents = self._facts.count()
        if self.documents == 0:
            raise _native.NoDocumentsError("no document could be read; nothing was written")
        texts = self._facts.where("language is not null").groupBy("language").count()
        self.languages = sorted((row[0], row[1]) for row in texts.collect())
        grouped = self._grouped(self._links(documents, found))
        self._voters = self._of_stories(grouped)
        speaking = self._facts.join(self._voters, "place")
        voters, tokens = speaking.agg(F.count("place"), F.sum("tokens")).collect()[0]
        self.cells_log2 = _native.cells_log2(tokens)
        self.frame = self._plan(grouped, speaking, _native.sample_of_words(voters))

    def _links(self, documents: DataFrame, found: "Candidates") -> DataFrame:
        """The pairs that are copies, and those of an excerpt and a whole."""
        copies = found.copies.where("place <> first").select(
            F.col("place").alias("a"),
            F.col("first").alias("b"),
            F.lit(None).cast("int").alias("shared"),
            F.lit(0).alias("capped"),
        )
        pairs = found.pairs.select("a", "b", F.col("shared").cast("int").alias("shared"), "capped")
        both = beside(copies.unionAll(pairs), documents, "card")
        return self._job.mapped(both, _steps.links, _steps.LINK, "links")

    def _grouped(self, links: DataFrame) -> DataFrame:
        """Of each document its tokens, the first of its copies, and the first document of its story."""
        job = self._job
        copies = _components.connected(job, links.where("share < 0"), "one-vote")
        whole = links.where("share >= 0")
        whole = whole.select(bucket_of("a", job.buckets), "a", "b", "share")
        whole = job.grouped(whole, _steps.containers, _steps.EDGE, "containers")
        edges = copies.select(F.col("place").alias("a"), F.col("root").alias("b")).unionAll(whole)
        stories = _components.connected(job, edges, "one-story")
        of = self._facts.select("place", "tokens")
        of = of.join(copies.withColumnRenamed("root", "copy"), "place", "left")
        of = of.join(stories.withColumnRenamed("root", "story"), "place", "left")
        itself = F.col("place")
        return of.withColumns(
            {"copy": F.coalesce("copy", itself), "story": F.coalesce("story", itself)}
        )

    def _of_stories(self, grouped: DataFrame) -> DataFrame:
        """The documents that vote for their stories."""
        rows = grouped.select(bucket_of("story", self._job.buckets), "place", "story", "tokens")
        return self._job.grouped(rows, _steps.voters, _steps.VOTER, "voters")

    def _plan(self, grouped: DataFrame, speaking: DataFrame, sampled: int) -> DataFrame:
        sample = speaking.orderBy("sha256", "place").limit(sampled).select("place")
        sample = sample.withColumn("in_sample", F.lit(1))
        classes = speaking.select("place", "site", "sha256").join(self._sites(), "site", "left")
        votes = grouped.select("place", (F.col("copy") == F.col("place")).cast("int").alias("has_vote"))
        votes = votes.join(classes, "place", "left").join(sample, "place", "left")
        votes = votes.select("place", "has_vote", "number", "sha256", "in_sample")
        return self._job.mapped(votes, _steps.votes, _steps.VOTE, "votes")

    def _sites(self) -> DataFrame:
        """The number of each site, in the order of their first documents."""
        named = self._facts.where("site is not null").groupBy("site")
        first = sorted((row[1], row[0]) for row in named.agg(F.min("place")).collect())
        values = [[site for _, site in first], list(range(len(first)))]
        return frame_of(self._job.spark, "site string, number long", values)
