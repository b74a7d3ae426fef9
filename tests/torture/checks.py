"""What must hold of any database of claimd, however its process or its disk came to an end."""
import sqlite3

# Each finds rows that should not be: (what it means, query).
WRONG = (
    ("articles without a document", "SELECT id FROM article WHERE number NOT IN (SELECT number FROM document)"),
    ("documents without an article", "SELECT number FROM document WHERE number NOT IN (SELECT number FROM article)"),
    ("articles with another number of claims than they say",
     "SELECT id FROM article WHERE claims <> (SELECT count(*) FROM claim WHERE article = number)"),
    ("claims whose words are not those of the text",
     "SELECT c.article, c.ordinal FROM claim AS c JOIN document AS d ON d.number = c.article "
     "WHERE substr(d.text, c.start + 1, c.\"end\" - c.start) <> c.text"),
    ("articles without words in the full-text index",
     "SELECT number FROM document WHERE number NOT IN (SELECT id FROM document_index_docsize)"),
    ("words in the full-text index without an article",
     "SELECT id FROM document_index_docsize WHERE id NOT IN (SELECT number FROM document)"),
    ("articles without a view for alignment",
     "SELECT id FROM article WHERE number NOT IN (SELECT article FROM alignment_view)"),
    ("articles without postings", "SELECT id FROM article WHERE latest AND number NOT IN (SELECT article FROM posting)"),
    ("articles that cannot be searched by what they claim", "SELECT id FROM article WHERE NOT searchable"),
    ("articles whose outlet has no record",
     "SELECT id FROM article WHERE source IS NOT NULL AND outlet NOT IN (SELECT number FROM source)"),
    ("articles that no event speaks of",
     "SELECT id FROM article WHERE id NOT IN (SELECT subject FROM event WHERE kind = 'article_stored')"),
    ("stories without an article", "SELECT id FROM story WHERE number NOT IN (SELECT story FROM article WHERE latest)"),
    ("stories of several articles that were never compared",
     "SELECT story FROM article WHERE latest GROUP BY story HAVING count(*) > 1 "
     "AND story NOT IN (SELECT story FROM compared WHERE until IS NULL)"),
    ("open alignments without a state of now",
     "SELECT id FROM alignment WHERE closed IS NULL AND number NOT IN "
     "(SELECT alignment FROM alignment_version WHERE until IS NULL)"),
    ("open alignments of fewer than two claims",
     "SELECT a.id FROM alignment AS a WHERE a.closed IS NULL AND "
     "(SELECT count(*) FROM alignment_member AS m WHERE m.alignment = a.number AND m.until IS NULL) < 2"),
    ("closed alignments that are told of still",
     "SELECT a.id FROM alignment AS a JOIN alignment_version AS v ON v.alignment = a.number "
     "WHERE a.closed IS NOT NULL AND v.until IS NULL"),
    ("gaps in the numbers of events",
     "SELECT number FROM event WHERE number > 1 AND number - 1 NOT IN (SELECT number FROM event)"),
    ("an event log that does not begin with 1", "SELECT min(number) FROM event HAVING min(number) <> 1"),
    ("references to rows that are not there", "SELECT * FROM pragma_foreign_key_check"),
)


def term_counts_wrong(connection):
    """The counts of terms, with those of the articles that are listed beside them, are the sum over the documents' buckets;
    a crash must not let them drift."""
    def add(counts, query):
        for (terms,) in connection.execute(query):
            for at in range(0, len(terms), 2):
                bucket = int.from_bytes(terms[at:at + 2], "little")
                counts[bucket] = counts.get(bucket, 0) + 1

    wanted = {}
    add(wanted, "SELECT d.terms FROM document AS d JOIN article AS a USING (number) WHERE a.latest")
    found = {}
    for chunk, counts in connection.execute("SELECT chunk, counts FROM term_count"):
        for at in range(0, 2000, 4):
            count = int.from_bytes(counts[at:at + 4], "little")
            if count:
                found[chunk * 500 + at // 4] = count
    add(found, "SELECT terms FROM term_recent")
    return sum(wanted.get(bucket, 0) != found.get(bucket, 0) for bucket in wanted.keys() | found.keys())


def whole(path, deep=True):
    """What is wrong with the file, in words; an empty list is good. Opens it as claimd's next start would: a log that is
    there is taken in. `deep` has every page and every word of the full-text index looked at as well."""
    connection = sqlite3.connect(path)
    wrong = []
    try:
        for meaning, query in WRONG:
            rows = connection.execute(query).fetchmany(3)
            if rows:
                wrong.append(f"{meaning}: {rows}")
        drifted = term_counts_wrong(connection)
        if drifted:
            wrong.append(f"{drifted} counts of terms are not those of the documents")
        if deep:
            answer = connection.execute("PRAGMA integrity_check").fetchone()[0]
            if answer != "ok":
                wrong.append(f"integrity_check: {answer}")
            connection.execute("INSERT INTO document_index (document_index) VALUES ('integrity-check')")
        connection.rollback()
    except sqlite3.DatabaseError as error:
        wrong.append(f"the file cannot be read: {error}")
    finally:
        connection.close()
    return wrong


def texts(path):
    """Every stored article: its text by its id."""
    connection = sqlite3.connect(path)
    try:
        return dict(connection.execute("SELECT a.id, d.text FROM article AS a JOIN document AS d USING (number)"))
    finally:
        connection.close()


def number(path, query):
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchone()[0]
    finally:
        connection.close()
