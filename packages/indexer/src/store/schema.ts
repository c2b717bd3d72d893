/** Number of this layout: an index of another one is built anew. */
export const format = 1

/**
 * Layout of the index. An event is what a contract logged; whatever else is kept of it is owned by it
 * and goes when its block leaves the chain. So the index of a chain is the same whichever blocks were
 * followed on the way. Kept beside it: `checkpoints`, the blocks that it was brought up to, by which a
 * reorganisation is found, and `evaluations`, which belong to the content that a hash names.
 *
 * Addresses and hashes are lower-case hexadecimal, times seconds since 1970.
 */
export const schema = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE checkpoints (
  number INTEGER PRIMARY KEY, hash TEXT NOT NULL, parent TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE TABLE blocks (number INTEGER PRIMARY KEY, hash TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE TABLE events (
  block INTEGER NOT NULL REFERENCES blocks ON DELETE CASCADE,
  log INTEGER NOT NULL,
  hash TEXT NOT NULL,
  contract TEXT NOT NULL,
  address TEXT NOT NULL,
  name TEXT NOT NULL,
  arguments TEXT NOT NULL,
  topics TEXT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (block, log)
) STRICT, WITHOUT ROWID;
CREATE INDEX events_by_name ON events (name, contract, block, log);
CREATE TABLE mentions (
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  block INTEGER NOT NULL,
  log INTEGER NOT NULL,
  PRIMARY KEY (kind, value, block, log),
  FOREIGN KEY (block, log) REFERENCES events ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX mentions_by_event ON mentions (block, log);
CREATE TABLE costs (
  hash TEXT PRIMARY KEY,
  block INTEGER NOT NULL REFERENCES blocks ON DELETE CASCADE,
  sender TEXT NOT NULL,
  gas INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX costs_by_block ON costs (block);
CREATE TABLE evaluations (
  root TEXT PRIMARY KEY, correct INTEGER NOT NULL, total INTEGER NOT NULL, loss REAL NOT NULL
) STRICT, WITHOUT ROWID;
`
