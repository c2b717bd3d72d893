/** Number of this layout: an index of another one is built anew. */
export const format = 2

/** What the two databases call the types of columns. */
export type Dialect = {
  readonly text: string
  readonly integer: string
  readonly real: string
  /** After the last column. */
  readonly end: string
}

/** Strict tables, which are their own indexes. */
export const sqliteDialect: Dialect = {
  text: 'TEXT',
  integer: 'INTEGER',
  real: 'REAL',
  end: 'STRICT, WITHOUT ROWID',
}

/** Texts are in the order of their bytes, as they are in SQLite. */
export const postgresDialect: Dialect = {
  text: 'TEXT COLLATE "C"',
  integer: 'BIGINT',
  real: 'DOUBLE PRECISION',
  end: '',
}

/** Tables of an index, those first that others refer to. */
export const tables = [
  'meta',
  'checkpoints',
  'evaluations',
  'blocks',
  'events',
  'mentions',
  'searched',
  'costs',
] as const

/**
 * Layout of the index, statement by statement. An event is what a contract logged; whatever else is
 * kept of it is owned by it and goes when its block leaves the chain. So the index of a chain is the
 * same whichever blocks were followed on the way. Kept beside it: `checkpoints`, the blocks that it was
 * brought up to, by which a reorganisation is found, and `evaluations`, which belong to the content that
 * a hash names. `searched` has the words by which a proposal is found, lower case.
 *
 * Addresses and hashes are lower-case hexadecimal, times seconds since 1970.
 */
export function schemaIn({ text, integer, real, end }: Dialect): readonly string[] {
  const place = `block ${integer} NOT NULL, log ${integer} NOT NULL`
  const ofEvent = 'FOREIGN KEY (block, log) REFERENCES events ON DELETE CASCADE'
  const ofBlock = `block ${integer} NOT NULL REFERENCES blocks ON DELETE CASCADE`
  return [
    `CREATE TABLE meta (name ${text} PRIMARY KEY, value ${text} NOT NULL) ${end}`,
    `CREATE TABLE checkpoints (number ${integer} PRIMARY KEY, hash ${text} NOT NULL,
       parent ${text} NOT NULL, at ${integer} NOT NULL) ${end}`,
    `CREATE TABLE evaluations (root ${text} PRIMARY KEY, correct ${integer} NOT NULL,
       total ${integer} NOT NULL, loss ${real} NOT NULL) ${end}`,
    `CREATE TABLE blocks (number ${integer} PRIMARY KEY, hash ${text} NOT NULL,
       at ${integer} NOT NULL) ${end}`,
    `CREATE TABLE events (${ofBlock}, log ${integer} NOT NULL, hash ${text} NOT NULL,
       contract ${text} NOT NULL, address ${text} NOT NULL, name ${text} NOT NULL,
       arguments ${text} NOT NULL, topics ${text} NOT NULL, data ${text} NOT NULL,
       PRIMARY KEY (block, log)) ${end}`,
    'CREATE INDEX events_by_name ON events (name, contract, block, log)',
    `CREATE TABLE mentions (kind ${text} NOT NULL, value ${text} NOT NULL, ${place},
       PRIMARY KEY (kind, value, block, log), ${ofEvent}) ${end}`,
    'CREATE INDEX mentions_by_event ON mentions (block, log)',
    `CREATE TABLE searched (${place}, value ${text} NOT NULL,
       PRIMARY KEY (block, log), ${ofEvent}) ${end}`,
    `CREATE TABLE costs (hash ${text} PRIMARY KEY, ${ofBlock}, sender ${text} NOT NULL,
       gas ${integer} NOT NULL) ${end}`,
    'CREATE INDEX costs_by_block ON costs (block)',
  ]
}
