import type { OpenedSumCase, SumOpening } from '@vain/chain'
import {
  choose,
  cidOfContent,
  fromHalves,
  type Hex,
  isFault,
  postedSurvivors,
  rootPreimage,
  type SumRecord,
} from '@vain/protocol'
import { systemClock } from '@vain/service'
import { createMemoryLog, type MemoryLog } from '@vain/testkit'
import { expect } from 'chai'
import type { Defence } from '../../src/defend/index.ts'
import { readSumRecord } from '../../src/defend/readSumRecord.ts'
import { sourcesOf } from '../../src/defend/sources.ts'
import {
  type CourtStage,
  createCourtStage,
  type Evidence,
  evidenceOf,
  moveSeconds,
} from '../support/courtStage.ts'

describe('a right sum in court', function () {
  this.timeout(240_000)
  let stage: CourtStage
  let evidence: Evidence
  let preimage: Uint8Array
  let defence: Defence | undefined
  let log: MemoryLog

  before(async () => {
    stage = await createCourtStage()
    evidence = await evidenceOf(stage)
    preimage = rootPreimage((await recordOf(0)).sum)
  })
  after(() => stage?.stop())

  beforeEach(() => {
    log = createMemoryLog()
  })
  afterEach(() => defence?.stop())

  const start = (by?: number): void => {
    defence = stage.standBy(log, by)
  }
  const said = (message: string) => log.lines.filter((line) => line.message === message)
  const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
    for (let tries = 0; !(await holds()); tries++) {
      if (tries === 300) throw new Error(`in vain; ${JSON.stringify(log.lines)}`)
      await systemClock.sleep(200)
    }
  }
  const hears = (message: string): Promise<void> => until(() => said(message).length > 0)
  const purse = (): Promise<bigint> => stage.chain.reader.balanceOf(stage.aggregator.address)

  /** Says that a block is wrong, and gives the game. */
  async function challenge(number: number): Promise<OpenedSumCase> {
    const { history } = evidence
    const { block } = await stage.sums.challenger.challenge(1, 1, number, history, preimage)
    const { opened } = await stage.sums.reader.opened(block, block)
    return opened[0] as OpenedSumCase
  }

  const opener = (): Hex => stage.aggregator.address

  async function openingOf(game: OpenedSumCase, by: Hex = opener()): Promise<SumOpening> {
    const head = Number(await stage.chain.rpc.request('eth_blockNumber', []))
    await stage.follower.waitFor(({ block }) => block.number >= head, { timeoutMs: 20_000 })
    const { number } = stage.follower.view.block
    const found = await stage.sums.reader.openingOf(game, by, number)
    return found ?? expect.fail('no opening')
  }

  async function recordOf(number: number): Promise<SumRecord> {
    const { follower: chain, content } = stage
    const deps = { chain, network: { content }, store: { message: () => undefined } }
    const sources = sourcesOf(deps, { fetchTimeoutMs: 1_000 }, { run: 1, round: 1 }, true)
    const record = await readSumRecord(sources ?? expect.fail('no round'), number)
    return isFault(record) ? expect.fail(`${record.artefact}: ${record.reason}`) : record
  }

  /** The challenger asks for the terms of a survivor. */
  async function pick(game: OpenedSumCase, index: number, by: Hex = opener()): Promise<void> {
    const { number } = game.sumCase
    const record = await recordOf(number)
    const opening = await openingOf(game, by)
    if (opening.stage !== 'survivors') expect.fail(opening.stage)
    const blocks = fromHalves(opening.blocks)
    const posted = postedSurvivors(record, blocks)
    const { chosen, proof } = choose(record, blocks, index)
    await stage.sums.challenger.choose(game.sumCase, by, { ...opening, posted }, chosen, proof)
  }

  it('default: it is opened, its terms are shown, and the challenger loses its bond', async () => {
    const before = await purse()
    // The last block, which the vectors fill in part.
    const game = await challenge(156)
    start()
    await hears('stood by a sum')
    await pick(game, 2)
    // A restart goes on where the game stands.
    await defence?.stop()
    start()
    await hears('showed the terms of a sum')
    expect((await openingOf(game)).stage).to.equal('terms')
    await stage.chain.pass(moveSeconds + 1)
    await hears('a game about a sum is over')
    expect(said('a game about a sum is over')[0]).to.deep.include({ level: 'info' })
    expect(await stage.sums.reader.statusOf(game.id)).to.equal('stands')
    expect(await purse()).to.equal(before + game.sumCase.bond)
    expect((await stage.chain.reader.cursorOf(1)).state).to.be.oneOf(['certified', 'final'])
    expect(said('a sum cannot be defended')).to.deep.equal([])
  })

  it('behavior: one that did not propose it stands by it too, in the second half of the time', async () => {
    const game = await challenge(3)
    const self = stage.addressOf(1)
    const before = await stage.chain.reader.balanceOf(self)
    start(1)
    const { number } = stage.follower.view.block
    await until(() => stage.follower.view.block.number > number + 3)
    expect(log.lines).to.deep.equal([])
    await stage.chain.pass(moveSeconds / 2)
    await hears('stood by a sum')
    expect(said('a sum is said to be wrong')[0]?.fields).to.include({ isOwn: false })
    await pick(game, 0, self)
    await hears('showed the terms of a sum')
    await stage.chain.pass(moveSeconds + 1)
    await hears('a game about a sum is over')
    expect(await stage.sums.reader.statusOf(game.id)).to.equal('stands')
    expect(await stage.chain.reader.balanceOf(self)).to.equal(before + game.sumCase.bond)
  })

  it('behavior: what is missing is said; once it is back the sum is stood by, for two at once', async () => {
    const cid = cidOfContent(evidence.result.sum.content)
    const bytes = await stage.content.get(cid, { maxBytes: 1e6, timeoutMs: 1_000 })
    stage.content.remove(cid)
    const before = await purse()
    const games = [await challenge(0), await challenge(1_000)]
    start()
    await until(() => said('a sum cannot be defended').length === 2)
    expect(said('a sum cannot be defended')[0]?.fields).to.include({
      ...{ run: 1, round: 1, artefact: 'sum', reason: 'missing' },
    })
    expect(await purse()).to.equal(before)
    await stage.content.put(bytes)
    await until(() => said('stood by a sum').length === 2)
    // The game before is over, and nothing is said of it any more.
    expect(said('a sum is said to be wrong')).to.have.length(2)
    await stage.chain.pass(moveSeconds + 1)
    await until(() => said('a game about a sum is over').length === 2)
    for (const { id } of games) expect(await stage.sums.reader.statusOf(id)).to.equal('stands')
    expect(await purse()).to.equal(before + 2n * (games[0]?.sumCase.bond ?? 0n))
  })
})
