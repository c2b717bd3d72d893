import { createLedgerView, type LedgerView, zeroHash } from '@vain/protocol'
import { createMemoryLog, createSyntheticRun, type SyntheticRun } from '@vain/testkit'
import { expect } from 'chai'
import { collectStore } from '../../src/retention/collectStore.ts'

const terms = { maxAge: 3, moveSeconds: 100 }
const policy = { keepRounds: 1, storeLimitMiB: 0 }

describe('collectStore', function () {
  this.timeout(60_000)
  let played: SyntheticRun
  let whole: LedgerView
  before(async () => {
    played = await createSyntheticRun([{}])
    whole = played.chain.view()
  })

  /** A collection by what the node shows, one reading after another, beside what was played. */
  async function collect(readings: readonly (() => LedgerView)[], { isHere = true } = {}) {
    const sweeps: { keep: readonly string[]; isDry?: boolean }[] = []
    const log = createMemoryLog()
    const heads = [...whole.runs.values()].map(({ machine }) => machine.head)
    let seen = 0
    const result = await collectStore(
      {
        log,
        async see() {
          const view = readings[seen++]?.() ?? whole
          return { view, words: { membership: whole.membership, heads }, now: 3e9 }
        },
        store: {
          read: async (cid, maxBytes) =>
            isHere ? played.content.get(cid, { maxBytes, timeoutMs: 1 }) : undefined,
          async sweep(options) {
            sweeps.push(options)
            return { blocks: 5, sizeBytes: 5, removedBlocks: 0, removedBytes: 0 }
          },
        },
      },
      terms,
      policy,
    ).catch((thrown: unknown) => thrown)
    return { result, sweeps, seen, log }
  }

  it('default: keeps what the whole view names', async () => {
    const { sweeps } = await collect([() => whole])
    expect(sweeps).to.have.length(1)
    expect(sweeps[0]?.keep).to.include(whole.runs.get(1)?.configCid)
    expect(sweeps[0]?.isDry).to.not.equal(true)
  })

  it('error: nothing is removed by a view that lacks registrations, a run, or steps', async () => {
    const run = whole.runs.get(1)
    if (run === undefined) throw new Error('there is a run')
    const late = { ...run, machine: { ...run.machine, head: zeroHash } }
    for (const view of [
      createLedgerView(whole.venue),
      { ...whole, membership: zeroHash },
      { ...whole, runs: new Map() },
      { ...whole, runs: new Map([[1, late]]) },
    ]) {
      const { result, sweeps } = await collect([() => view, () => view])
      expect(result).to.include({ code: 'operator/partial-view' })
      expect(sweeps).to.deep.equal([])
    }
  })

  it('behavior: a view that lags behind, or whose block is gone, is read once more', async () => {
    const late = (): LedgerView => ({ ...whole, runs: new Map() })
    const gone = (): LedgerView => {
      throw new Error('no state of that block')
    }
    for (const first of [late, gone]) {
      const { sweeps, seen } = await collect([first, () => whole])
      expect([sweeps.length, seen]).to.deep.equal([1, 2])
      const twice = await collect([first, first, () => whole])
      expect([twice.sweeps.length, twice.seen]).to.deep.equal([0, 2])
      expect(twice.result).to.be.instanceOf(Error)
    }
  })

  it('behavior: nothing is removed where no run of the ledger is in the store', async () => {
    const { sweeps, log } = await collect([() => whole], { isHere: false })
    expect(sweeps.map(({ isDry }) => isDry)).to.deep.equal([true])
    expect(log.lines.map(({ level }) => level)).to.deep.equal(['warn'])
  })
})
