-- The journal of settlements, since version 2. docs/methods/settlement.md explains it.

-- Entries, closes of periods and marks of disputes, in the order they were recorded.
CREATE TABLE record (
	n     INTEGER PRIMARY KEY, -- from 1
	id    TEXT NOT NULL UNIQUE,
	known INTEGER NOT NULL,    -- microseconds since 1970-01-01T00:00:00Z
	body  TEXT NOT NULL,       -- canonical JSON of the record
	head  BLOB NOT NULL        -- of the journal's hash chain, after this record
) STRICT;

CREATE TRIGGER record_update BEFORE UPDATE ON record
	BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER record_delete BEFORE DELETE ON record
	BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

-- The lines of entries, for whoever looks into the file with SQL.
CREATE VIEW posting AS
	SELECT record.n, record.id, record.known,
		record.body ->> '$.entry.kind' AS kind,
		record.body ->> '$.entry.period' AS period,
		line.key + 1 AS line,
		line.value ->> '$.account' AS account,
		line.value ->> '$.party' AS party,
		line.value ->> '$.fen' AS fen,
		ifnull(line.value ->> '$.outside', 0) AS outside,
		ifnull(line.value ->> '$.purpose', '') AS purpose
	FROM record, json_each(record.body, '$.entry.lines') AS line;
