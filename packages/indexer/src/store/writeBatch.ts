import type { Block } from '@vain/chain'
import type { Change, Database, Value } from './database/database.ts'
import type { Batch, NewEvent, StoredEvaluation } from './rows.ts'

/** What changes an index. Each is one transaction: all of it is done, or nothing. */
export type StoreWriter = {
  append(batch: Batch): Promise<void>
  /** Takes back everything of blocks after this one, which is the head from here on; all without one. */
  revertTo(block: Block | undefined): Promise<void>
  putEvaluation(root: string, evaluation: StoredEvaluation): Promise<void>
}

/** Checkpoints that are kept: a reorganisation that reaches deeper is found by blocks with events. */
const maxCheckpoints = 512

const dropCheckpoints: Change = {
  text: `DELETE FROM checkpoints WHERE number <=
    (SELECT number FROM checkpoints ORDER BY number DESC LIMIT 1 OFFSET ${maxCheckpoints})`,
}

export function createWriter(database: Pick<Database, 'write'>): StoreWriter {
  return {
    append: ({ end, events, costs }) =>
      database.write([
        ...toInserts(events),
        {
          into: 'costs',
          rows: [...costs].map(([hash, { block, sender, gasUsed }]) => [
            ...[hash, block, sender, gasUsed],
          ]),
          otherwise: 'ON CONFLICT DO NOTHING',
        },
        toCheckpoint(end),
        dropCheckpoints,
      ]),
    revertTo: (block) =>
      database.write([
        // Whatever is owned by a block goes with it.
        { text: 'DELETE FROM blocks WHERE number > $1', values: [block?.number ?? -1] },
        { text: 'DELETE FROM checkpoints WHERE number > $1', values: [block?.number ?? -1] },
        ...(block === undefined ? [] : [toCheckpoint(block)]),
        {
          text: `INSERT INTO meta (name, value) VALUES ('reorgs', '1') ON CONFLICT (name) DO UPDATE
            SET value = CAST(CAST(meta.value AS INTEGER) + 1 AS TEXT)`,
        },
      ]),
    putEvaluation: (root, { correct, total, loss }) =>
      database.write([
        {
          into: 'evaluations',
          rows: [[root, correct, total, loss]],
          otherwise: `ON CONFLICT (root) DO UPDATE SET
            correct = excluded.correct, total = excluded.total, loss = excluded.loss`,
        },
      ]),
  }
}

function toCheckpoint({ number, hash, parentHash, timestamp }: Block): Change {
  return {
    into: 'checkpoints',
    rows: [[number, hash, parentHash, timestamp]],
    otherwise: `ON CONFLICT (number) DO UPDATE SET
      hash = excluded.hash, parent = excluded.parent, at = excluded.at`,
  }
}

function toInserts(events: readonly NewEvent[]): Change[] {
  const ifNew = { otherwise: 'ON CONFLICT DO NOTHING' }
  const blocks = new Map(events.map(({ log: { at } }) => [at.block, at]))
  return [
    {
      into: 'blocks',
      rows: [...blocks].map(([number, at]) => [number, at.blockHash, at.timestamp]),
      ...ifNew,
    },
    { into: 'events', rows: events.map(toRow) },
    { into: 'mentions', rows: events.flatMap(toMentions), ...ifNew },
    { into: 'searched', rows: events.flatMap(toSearched) },
  ]
}

function toRow({ log, contract, name, arguments: args }: NewEvent): Value[] {
  const { at, address, topics, data } = log
  return [
    ...[at.block, at.logIndex, at.transaction, contract, address, name],
    ...[JSON.stringify(args), JSON.stringify(topics), data],
  ]
}

const toMentions = ({ log: { at }, mentions }: NewEvent): Value[][] =>
  mentions.map(({ kind, value }) => [kind, value, at.block, at.logIndex])

const toSearched = ({ log: { at }, searched }: NewEvent): Value[][] =>
  searched === undefined ? [] : [[at.block, at.logIndex, searched]]
