import type { DatabaseSync } from 'node:sqlite'
import type { Block } from '@vain/chain'
import type { Batch, NewEvent, StoredEvaluation } from './rows.ts'

/** What changes an index. Each is one transaction: all of it is done, or nothing. */
export type StoreWriter = {
  append(batch: Batch): void
  /** Takes back everything of blocks after this one, which is the head from here on; all without one. */
  revertTo(block: Block | undefined): void
  putEvaluation(root: string, evaluation: StoredEvaluation): void
}

/** Checkpoints that are kept: a reorganisation that reaches deeper is found by blocks with events. */
const maxCheckpoints = 512

export function createWriter(database: DatabaseSync): StoreWriter {
  const insert = createInserts(database)
  const dropCheckpoints = database.prepare(
    `DELETE FROM checkpoints WHERE number <=
       (SELECT number FROM checkpoints ORDER BY number DESC LIMIT 1 OFFSET ${maxCheckpoints})`,
  )
  return {
    append: ({ end, events, costs }) =>
      within(database, () => {
        for (const event of events) insert.event(event)
        for (const [hash, { block, sender, gasUsed }] of costs)
          insert.cost.run(hash, block, sender, gasUsed)
        insert.checkpoint(end)
        dropCheckpoints.run()
      }),
    revertTo: (block) =>
      within(database, () => {
        // Whatever is owned by a block goes with it.
        database.prepare('DELETE FROM blocks WHERE number > ?').run(block?.number ?? -1)
        database.prepare('DELETE FROM checkpoints WHERE number > ?').run(block?.number ?? -1)
        if (block !== undefined) insert.checkpoint(block)
        database.exec(`INSERT INTO meta (name, value) VALUES ('reorgs', '1')
          ON CONFLICT DO UPDATE SET value = CAST(value AS INTEGER) + 1`)
      }),
    putEvaluation(root, { correct, total, loss }) {
      insert.evaluation.run(root, correct, total, loss)
    },
  }
}

function createInserts(database: DatabaseSync) {
  const block = database.prepare('INSERT OR IGNORE INTO blocks VALUES (?, ?, ?)')
  const event = database.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const mention = database.prepare('INSERT OR IGNORE INTO mentions VALUES (?, ?, ?, ?)')
  const checkpoint = database.prepare('INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?, ?)')
  return {
    checkpoint({ number, hash, parentHash, timestamp }: Block): void {
      checkpoint.run(number, hash, parentHash, timestamp)
    },
    cost: database.prepare('INSERT OR IGNORE INTO costs VALUES (?, ?, ?, ?)'),
    evaluation: database.prepare('INSERT OR REPLACE INTO evaluations VALUES (?, ?, ?, ?)'),
    event({ log, contract, name, arguments: args, mentions }: NewEvent): void {
      const { at, address, topics, data } = log
      block.run(at.block, at.blockHash, at.timestamp)
      event.run(
        ...[at.block, at.logIndex, at.transaction, contract, address, name],
        ...[JSON.stringify(args), JSON.stringify(topics), data],
      )
      for (const { kind, value } of mentions) mention.run(kind, value, at.block, at.logIndex)
    },
  }
}

function within(database: DatabaseSync, work: () => void): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    work()
    database.exec('COMMIT')
  } catch (error) {
    database.exec('ROLLBACK')
    throw error
  }
}
