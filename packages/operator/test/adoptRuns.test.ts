import { type Clock, VainError } from '@vain/base'
import type { ChainState } from '@vain/chain'
import { cidOf } from '@vain/net/artefacts'
import {
  artefactHash,
  type Configuration,
  encodeConfiguration,
  plainSettings,
} from '@vain/protocol'
import { createFakeClock, createMemoryLog } from '@vain/testkit'
import { expect } from 'chai'
import { adoptRuns } from '../src/adoptRuns.ts'

const someBytes = (size: number, byte: number) => new Uint8Array(size).fill(byte)
const parts = [someBytes(9, 1), someBytes(8, 2), someBytes(7, 3), someBytes(8, 4)] as const

async function createArtefacts() {
  const hashed = async (bytes: Uint8Array) => ({ hash: someBytes(32, 0), cid: await cidOf(bytes) })
  const configuration: Configuration = {
    ...plainSettings,
    ...{ v: 1, name: 'x', task: 'classification', parameters: 2 },
    ...{ trainProgram: await hashed(parts[0]), evaluateProgram: await hashed(parts[1]) },
    ...{ dataPolicy: await hashed(parts[2]) },
    genesisModel: { root: someBytes(32, 0), cid: await cidOf(parts[3]) },
    training: { epochs: 1, batchSize: 1, evaluateBatchSize: 1, learningRateMicro: 1 },
    numbers: { clipMicro: 1, scaleBits: 1, maxWeight: 1, laneBits: 32, rotate: false },
  }
  const config = encodeConfiguration(configuration)
  const all = await Promise.all(
    [config, ...parts].map(async (one) => [await cidOf(one), one] as const),
  )
  return { config, configCid: await cidOf(config), all: new Map(all) }
}

const stateOf = (runs: readonly object[]): ChainState =>
  ({ view: { runs: new Map(runs.map((run, i) => [i + 1, { run: i + 1, ...run }])) } }) as never

describe('adoptRuns', () => {
  let artefacts: Awaited<ReturnType<typeof createArtefacts>>
  before(async () => {
    artefacts = await createArtefacts()
  })

  function start(clock: Clock = createFakeClock()) {
    const { configCid, config } = artefacts
    const run = { configCid, spec: { configHash: artefactHash(config) } }
    const [stored, asked]: [string[], string[]] = [[], []]
    const gateway = new Map<string, Uint8Array>()
    let listener: (state: ChainState) => void = () => undefined
    const follower = {
      view: stateOf([]),
      onChange: (next: typeof listener) => {
        listener = next
        return () => undefined
      },
    }
    const content = {
      put: async (bytes: Uint8Array) => {
        const cid = await cidOf(bytes)
        stored.push(cid)
        return cid
      },
      hasLocally: async (cid: string) => stored.includes(cid),
    }
    const fetch = async (url: string, cid: string, { maxBytes }: { maxBytes: number }) => {
      asked.push(`${url} ${cid}`)
      const bytes = url === 'http://good' ? gateway.get(cid) : undefined
      if (bytes === undefined) throw new VainError('net/refused', 'it has not got it', {})
      expect(bytes.length).to.be.at.most(maxBytes)
      return bytes
    }
    const log = createMemoryLog()
    const stop = adoptRuns({ log, clock, follower, content, fetch }, ['http://bad', 'http://good'])
    const move = (...runs: object[]): void => {
      follower.view = stateOf(runs)
      listener(follower.view)
    }
    return { run, stored, asked, gateway, log, stop, move }
  }

  async function until(predicate: () => boolean): Promise<void> {
    while (!predicate()) await new Promise((resolve) => setImmediate(resolve))
  }

  it('default: takes a new run from the first gateway that has it, its configuration last', async () => {
    const { run, stored, asked, gateway, stop, move } = start()
    for (const [cid, bytes] of artefacts.all) gateway.set(cid, bytes)
    move(run)
    await until(() => stored.length === 5)
    expect(new Set(stored)).to.deep.equal(new Set(artefacts.all.keys()))
    expect(stored.at(-1)).to.equal(artefacts.configCid)
    const before = asked.length
    // The same configuration is there already.
    move(run, run)
    await stop()
    expect(asked.length).to.equal(before)
  })

  it('behavior: what no gateway has yet is asked for again, after a while', async () => {
    const clock = createFakeClock()
    const { run, stored, asked, gateway, stop, move } = start(clock)
    move(run)
    await until(() => clock.sleepers() === 1)
    expect(asked).to.have.length(2)
    move(run)
    expect(asked).to.have.length(2)
    for (const [cid, bytes] of artefacts.all) gateway.set(cid, bytes)
    await clock.advance(30_000)
    await until(() => stored.length === 5)
    await stop()
  })

  it('error: a configuration that is not the one on chain is refused, and nothing of it stored', async () => {
    const { run, stored, gateway, log, stop, move } = start()
    for (const [cid, bytes] of artefacts.all) gateway.set(cid, bytes)
    move({ ...run, spec: { configHash: '0x00' } })
    await until(() => log.lines.some(({ level }) => level === 'warn'))
    await stop()
    expect(stored).to.deep.equal([])
  })
})
