import { fileURLToPath } from 'node:url'
import { type OpenedChallenge, openDataCourt, openSumCourt } from '@vain/chain'
import { cidOfContent, type Hex } from '@vain/protocol'
import { systemClock } from '@vain/service'
import { createMemoryLog, type MemoryLog } from '@vain/testkit'
import { expect } from 'chai'
import { readConfig } from '../../src/config.ts'
import { type Defence, openDefence } from '../../src/defend/index.ts'
import {
  type CourtStage,
  challengesOf,
  createCourtStage,
  type Evidence,
  evidenceOf,
  moveSeconds,
  parameters,
} from '../support/courtStage.ts'

/** Words of the sum; the model has one less. */
const words = parameters + 1

const sample = fileURLToPath(new URL('../../../docs/samples/aggregator.json', import.meta.url))

describe('a round in court', function () {
  this.timeout(240_000)
  let stage: CourtStage
  let evidence: Evidence
  let defence: Defence | undefined
  let log: MemoryLog

  before(async () => {
    stage = await createCourtStage()
    evidence = await evidenceOf(stage)
  })
  after(() => stage?.stop())

  beforeEach(() => {
    log = createMemoryLog()
  })
  afterEach(() => defence?.stop())

  const start = (): void => {
    defence = stage.defend(log)
  }
  const said = (message: string) => log.lines.filter((line) => line.message === message)
  const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
    for (let tries = 0; !(await holds()); tries++) {
      if (tries === 300) throw new Error(`in vain; ${JSON.stringify(log.lines)}`)
      await systemClock.sleep(200)
    }
  }
  const purse = (): Promise<bigint> => stage.chain.reader.balanceOf(stage.aggregator.address)
  const state = async (): Promise<string> => (await stage.chain.reader.cursorOf(1)).state
  /** The challenge that was opened last. */
  async function last(): Promise<OpenedChallenge> {
    const head = Number(await stage.chain.rpc.request('eth_blockNumber', []))
    await stage.follower.waitFor(({ block }) => block.number >= head, { timeoutMs: 20_000 })
    return (await challengesOf(stage)).at(-1) as OpenedChallenge
  }
  const askMessage = (member: number) =>
    stage.asker.askMessage(evidence.ofInputs, evidence.inputs, member)
  const askSum = (number: number, claimed: number = words) => {
    const { ofResult, inputs, result } = evidence
    return stage.asker.askResult(ofResult, inputs, result, {
      ...{ kind: 'sum', words: claimed, number },
    })
  }

  it('default: what was asked before the start is answered, for the bonds, and the round stands', async () => {
    const { ofInputs, ofResult, inputs, result, member } = evidence
    await askMessage(1)
    await stage.asker.askVector(ofInputs, inputs, member(2), 1)
    await askSum(0)
    const model = { kind: 'model', words: words - 1, number: 2 } as const
    await stage.asker.askResult(ofResult, inputs, result, model)
    // One that says that the sum is twice as long.
    await askSum(0, 2 * words)
    expect(await state()).to.equal('disputed')
    const [before, bond] = [await purse(), await stage.reader.bond()]
    start()
    await until(async () => (await purse()) === before + 5n * bond)
    await until(() => said('answered a challenge').length === 5)
    const answers = said('answered a challenge').map(({ fields }) => fields)
    const asked = ['message', 'vector', 'sum', 'model', 'sum']
    expect(answers.map((fields) => fields.asked)).to.have.members(asked)
    expect(answers[0]).to.include({ run: 1, round: 1, isOwn: true, bond: `${bond}` })
    for (const { challenge } of await challengesOf(stage)) {
      expect(await stage.reader.isOpen(challenge)).to.equal(false)
      expect(challenge.deadline).to.be.above(stage.follower.view.block.timestamp)
    }
    expect(await state()).to.be.oneOf(['certified', 'final'])
    expect(said('a challenge cannot be answered')).to.deep.equal([])
  })

  it('behavior: what is missing is said and not answered; it is once it is back, after a restart', async () => {
    const cid = cidOfContent(evidence.result.sum.content)
    const bytes = await stage.content.get(cid, { maxBytes: 1e6, timeoutMs: 1_000 })
    stage.content.remove(cid)
    const { get } = stage.content
    let looks = 0
    stage.content.get = (wanted, limits) => {
      if (wanted === cid) looks++
      return get(wanted, limits)
    }
    start()
    await askSum(1)
    const { challenge } = await last()
    const before = await purse()
    await until(() => said('a challenge cannot be answered').length > 0)
    expect(said('data is asked for in court').at(-1)?.fields).to.include({
      ...{ run: 1, round: 1, asked: 'sum', number: 1, isOwn: true },
      deadline: challenge.deadline,
    })
    expect(said('a challenge cannot be answered')[0]?.fields).to.include({
      ...{ asked: 'sum', artefact: 'sum', reason: 'missing' },
    })
    // It is tried again, said once, and nothing is sent.
    await until(() => looks >= 3)
    stage.content.get = get
    expect(said('a challenge cannot be answered')).to.have.length(1)
    expect(await stage.reader.isOpen(challenge)).to.equal(true)
    expect(await purse()).to.equal(before)
    await defence?.stop()
    await stage.content.put(bytes)
    log = createMemoryLog()
    start()
    await until(async () => !(await stage.reader.isOpen(challenge)))
    expect(await purse()).to.equal(before + challenge.bond)
  })

  it('behavior: it is found while it works, and after the time is over nothing is sent', async () => {
    start()
    await askMessage(2)
    await until(() => said('answered a challenge').length === 1)
    stage.content.remove(cidOfContent(evidence.result.sum.content))
    await askSum(2)
    await until(() => said('a challenge cannot be answered').length > 0)
    const { challenge } = await last()
    await stage.chain.pass(moveSeconds + 1)
    await until(() => said('the time to answer a challenge is over').length > 0)
    expect(said('the time to answer a challenge is over')[0]?.level).to.equal('error')
    await stage.asker.convict(challenge)
    expect(await stage.reader.isOpen(challenge)).to.equal(false)
  })

  it('default: the sample names the contracts of a new network', () => {
    const { ledger, dataCourt, sumCourt } = readConfig(['--config', sample])
    const { deployment } = stage.chain
    expect({ ledger, dataCourt, sumCourt }).to.deep.equal({
      ledger: deployment.ledger,
      dataCourt: deployment.institutions.dataCourt,
      sumCourt: deployment.institutions.sumCourt,
    })
  })

  it('error: another contract, or none, is no court', async () => {
    const { rpc, deployment } = stage.chain
    const { ledger, institutions } = deployment
    const other: Hex = `0x${'12'.repeat(20)}`
    for (const address of [ledger, institutions.signatureCourt, other]) {
      const opening = openDataCourt(rpc, deployment, address)
      expect(await opening.catch((error) => error)).to.include({ code: 'chain/no-court' })
      const other = openSumCourt(rpc, deployment, address)
      expect(await other.catch((error) => error)).to.include({ code: 'chain/no-court' })
    }
    const elsewhere = openDataCourt(rpc, { ...deployment, ledger: other }, institutions.dataCourt)
    expect(await elsewhere.catch((error) => error)).to.include({ code: 'chain/no-court' })
  })

  it('behavior: without the address of a court it warns that nobody answers', async () => {
    const settings = { dataCourt: '', sumCourt: '', fetchTimeoutMs: 1_000 }
    const none = await openDefence({ log } as never, settings, new AbortController().signal)
    await none.stop()
    expect(log.lines.map(({ level, fields }) => [level, fields.option])).to.deep.equal([
      ['warn', 'dataCourt'],
      ['warn', 'sumCourt'],
    ])
    expect(log.lines[0]?.message).to.include('challenges are not answered')
  })
})
