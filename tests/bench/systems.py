"""What people would take, each answering the same questions from the same weights.

All get words as numbers, so that only the index is measured, and one thread. Queries are
made ready before the clock runs wherever a system lets them be.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import bm25s
import numpy as np
import rank_bm25
import sparse_dot_topn
import tantivy
from scipy.sparse import csr_matrix
from sklearn.metrics.pairwise import linear_kernel

from matchmaker.matching import IndexReader, Query, Text
from matchmaker.matching.generation import write_generation
from tests.bench.corpora import VOCABULARY, Collection, snapshot_of, vectors_of

BEST = 10
Ask = Callable[[int], object]
RANK_BM25_UP_TO = 10_000

OURS = "this engine"
PLAIN = "scikit-learn linear_kernel + argsort"
BM25S = "bm25s (numpy)"
TANTIVY = "tantivy"
TOPN = "sparse_dot_topn"
RANK_BM25 = "rank_bm25"
FLOOR = "read-only pass over the postings"


def published(collection: Collection) -> IndexReader:
    """The collection as the engine keeps it: on disk, memory-mapped."""
    return IndexReader(folder_of(collection))


def folder_of(collection: Collection) -> Path:
    """Where the engine's index of a collection is."""
    return Path(_written(collection).name)


@lru_cache(maxsize=1)
def _written(collection: Collection) -> tempfile.TemporaryDirectory[str]:
    folder = tempfile.TemporaryDirectory()
    write_generation(Path(folder.name), snapshot_of(collection), 0)
    return folder


def queries_of(collection: Collection) -> list[Query]:
    """The queries as the engine takes them."""
    return [Query(Text(), "en", vector) for vector in vectors_of(collection.queries)]


def ours(reader: IndexReader, collection: Collection) -> Ask:
    """This engine, from the query's weights to ids and scores."""
    queries = queries_of(collection)
    return lambda number: reader.search(queries[number], BEST)


def floor(reader: IndexReader, collection: Collection) -> Ask:
    """The least anybody can do who looks at all postings of a query: read them, once."""
    segments = [piece.segment for piece in reader.snapshot.pieces]
    lists = [
        [
            (segment.posting_rows[where], segment.posting_weights[where])
            for segment in segments
            for where in map(segment.postings, segment.shared_terms(vector)[0].tolist())
            if where.stop > where.start
        ]
        for vector in vectors_of(collection.queries)
    ]

    def read(number: int) -> None:
        for rows, weights in lists[number]:
            rows.max()
            weights.max()

    return read


def plain(collection: Collection) -> Ask:
    """A product with the whole matrix, and a sort of all that comes out."""
    queries = [collection.queries[[number]] for number in range(collection.queries.shape[0])]
    items = collection.items

    def ask(number: int) -> object:
        similarities = linear_kernel(queries[number], items).ravel()
        return similarities.argsort()[::-1][:BEST]

    return ask


def sparse_topn(collection: Collection) -> Ask:
    """One row times the transposed matrix, the best ten kept on the way."""
    queries = [csr_matrix(collection.queries[[number]]) for number in range(collection.queries.shape[0])]
    transposed = csr_matrix(collection.items.T.tocsr())

    def ask(number: int) -> object:
        return sparse_dot_topn.sp_matmul_topn(queries[number], transposed, top_n=BEST, sort=True, n_threads=1)

    return ask


def eager_bm25(collection: Collection) -> Ask:
    """bm25s over ready weights by word, with its numpy backend."""
    by_word = collection.items.tocsc()
    retriever = bm25s.BM25(backend="numpy")
    retriever.scores = {
        "data": by_word.data,
        "indices": by_word.indices,
        "indptr": by_word.indptr,
        "num_docs": collection.size,
    }
    retriever.nonoccurrence_array = None
    retriever.vocab_dict = {str(word): word for word in range(VOCABULARY)}
    retriever.unique_token_ids_set = set(range(VOCABULARY))
    queries = [[[str(word) for word in vector.codes // 2]] for vector in vectors_of(collection.queries)]
    return lambda number: retriever.retrieve(
        queries[number], k=BEST, show_progress=False, backend_selection="numpy"
    )


def block_max(collection: Collection) -> Ask:
    """tantivy with its own BM25 weights, block-max pruning, one segment."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("body", stored=False, tokenizer_name="whitespace", index_option="freq")
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(heap_size=1_500_000_000, num_threads=1)
    names = np.array([f"w{word}" for word in range(VOCABULARY)])
    counts = collection.counts
    repeated = np.repeat(counts.indices, counts.data.astype(np.int64))
    ends = np.cumsum(np.add.reduceat(counts.data.astype(np.int64), counts.indptr[:-1]))
    for start, end in zip(np.append(0, ends[:-1]), ends, strict=True):
        writer.add_document(tantivy.Document(body=" ".join(names[repeated[start:end]].tolist())))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    queries = [
        tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Should, tantivy.Query.term_query(schema, "body", f"w{word}", "freq"))
                for word in vector.codes // 2
            ]
        )
        for vector in vectors_of(collection.queries)
    ]
    return lambda number: searcher.search(queries[number], BEST, count=False)


def lists_of_words(collection: Collection) -> Ask:
    """rank_bm25 as its page shows it."""
    counts = collection.counts
    repeated = np.repeat(counts.indices, counts.data.astype(np.int64)).tolist()
    ends = np.cumsum(np.add.reduceat(counts.data.astype(np.int64), counts.indptr[:-1])).tolist()
    texts = [repeated[start:end] for start, end in zip([0, *ends[:-1]], ends, strict=True)]
    ranker = rank_bm25.BM25Okapi(texts)
    queries = [(vector.codes // 2).tolist() for vector in vectors_of(collection.queries)]

    def ask(number: int) -> object:
        return np.argsort(ranker.get_scores(queries[number]))[::-1][:BEST]

    return ask
