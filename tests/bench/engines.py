"""Lablore beside SQLite's full-text search (FTS5, BM25) on the same text and questions.

    python3 tests/bench/engines.py target/release/lablore FILE…

Each FILE is SQuAD-like, as for `lablore eval-retrieval`. FTS5 indexes the distinct paragraphs with its English stemmer;
Chinese characters are kept apart, so that each is a word, since FTS5 has no tokenizer for them. A question asks for any
of its words. Times are of one thread; those of FTS5 hold Python's call of it (some microseconds).
"""

import json
import re
import sqlite3
import statistics
import subprocess
import sys
import time

HAN = re.compile("([\u3400-\u9fff\uf900-\ufaff])")
WORD = re.compile(r"\w+")


def spaced(text):
    return HAN.sub(r" \1 ", text)


def questions_of(path):
    """The distinct paragraphs, and each question with the number of its paragraph."""
    paragraphs, questions = {}, []
    with open(path, encoding="utf-8") as file:
        for article in json.load(file)["data"]:
            for paragraph in article["paragraphs"]:
                number = paragraphs.setdefault(paragraph["context"], len(paragraphs) + 1)
                questions += [(asked["question"], number) for asked in paragraph["qas"]]
    return list(paragraphs), questions


def fts5(paragraphs, questions):
    base = sqlite3.connect(":memory:")
    base.execute('CREATE VIRTUAL TABLE text USING fts5(body, tokenize = "porter unicode61")')
    base.executemany("INSERT INTO text(rowid, body) VALUES (?, ?)", enumerate(map(spaced, paragraphs), 1))
    base.commit()
    ranks, times = [], []
    for question, right in questions:
        words = " OR ".join(f'"{word}"' for word in dict.fromkeys(WORD.findall(spaced(question))))
        begun = time.perf_counter()
        rows = base.execute("SELECT rowid FROM text WHERE text MATCH ? ORDER BY rank LIMIT 10", (words,)).fetchall()
        times.append(time.perf_counter() - begun)
        found = [row for (row,) in rows]
        ranks.append(found.index(right) + 1 if right in found else None)
    share = lambda most: sum(rank is not None and rank <= most for rank in ranks) / len(ranks)
    reciprocal = sum(1 / rank for rank in ranks if rank) / len(ranks)
    return share(1), share(5), reciprocal, statistics.median(times) * 1e6


def main(binary, paths):
    print("| set | engine | hit@1 | hit@5 | MRR@10 | median µs |")
    print("| --- | --- | ---: | ---: | ---: | ---: |")
    for path in paths:
        name = path.rsplit("/", 1)[-1]
        told = subprocess.run([binary, "eval-retrieval", "--json", path], check=True, capture_output=True).stdout
        own = json.loads(told)
        rows = [("Lablore", (own["hit@1"], own["hit@5"], own["MRR@10"], own["median_us"]))]
        rows.append((f"SQLite {sqlite3.sqlite_version} FTS5", fts5(*questions_of(path))))
        for engine, (first, five, reciprocal, micros) in rows:
            print(f"| {name} | {engine} | {first:.3f} | {five:.3f} | {reciprocal:.3f} | {micros:.0f} |")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])
