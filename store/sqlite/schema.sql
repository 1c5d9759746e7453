-- A ledger of observations, version 1. docs/format/ledger.md explains it.

-- Every name and phrase that comes back, once.
CREATE TABLE text (
	id    INTEGER PRIMARY KEY,
	value TEXT NOT NULL UNIQUE
) STRICT;

-- What is observed where, and how often.
CREATE TABLE series (
	id        INTEGER PRIMARY KEY,
	indicator INTEGER NOT NULL REFERENCES text,
	area      INTEGER NOT NULL REFERENCES text,
	freq      INTEGER NOT NULL, -- the letter's code: 65 is A, annual
	UNIQUE (indicator, area, freq)
) STRICT;

-- How an observation came about: what many rows of one import share.
CREATE TABLE origin (
	id       INTEGER PRIMARY KEY,
	status   TEXT NOT NULL,
	decimals INTEGER NOT NULL,
	grade    TEXT NOT NULL,
	source   INTEGER NOT NULL REFERENCES text,
	reporter INTEGER NOT NULL REFERENCES text,
	method   INTEGER NOT NULL REFERENCES text,
	UNIQUE (status, decimals, grade, source, reporter, method)
) STRICT;

-- One import or form: all of it is here or nothing.
CREATE TABLE batch (
	n          INTEGER PRIMARY KEY, -- from 1
	id         TEXT NOT NULL UNIQUE,
	origin     TEXT NOT NULL,
	reporter   TEXT NOT NULL,
	note       TEXT NOT NULL,
	supersedes INTEGER REFERENCES batch, -- the batch it withdraws
	known      INTEGER NOT NULL,         -- microseconds since 1970-01-01T00:00:00Z
	first      INTEGER NOT NULL,         -- seq of its first observation
	count      INTEGER NOT NULL,
	head       BLOB NOT NULL             -- of the hash chain, after this batch
) STRICT;

-- Clustered by cell, so that a scan meets all observations of a cell side by side, oldest first.
CREATE TABLE observation (
	series INTEGER NOT NULL REFERENCES series,
	period INTEGER NOT NULL, -- Ord of the period
	seq    INTEGER NOT NULL, -- position in the ledger, from 1
	origin INTEGER NOT NULL REFERENCES origin,
	value  REAL, -- NULL where the status says there is none
	page   TEXT, -- NULL where empty
	note   TEXT, -- NULL where empty
	PRIMARY KEY (series, period, seq)
) STRICT, WITHOUT ROWID;

-- Nothing is changed or erased.
CREATE TRIGGER text_update BEFORE UPDATE ON text
	BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER text_delete BEFORE DELETE ON text
	BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER series_update BEFORE UPDATE ON series
	BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER series_delete BEFORE DELETE ON series
	BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER origin_update BEFORE UPDATE ON origin
	BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER origin_delete BEFORE DELETE ON origin
	BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER batch_update BEFORE UPDATE ON batch
	BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER batch_delete BEFORE DELETE ON batch
	BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER observation_update BEFORE UPDATE ON observation
	BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER observation_delete BEFORE DELETE ON observation
	BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
