import { fromHex } from '@vain/base'
import { blsVerify } from '@vain/crypto'
import {
  type Artefact,
  certificateDigest,
  phases,
  type RoundRequest,
  type RoundResponse,
} from '@vain/protocol'
import { createSyntheticNetwork, type SyntheticNetwork } from '@vain/testkit'
import { expect } from 'chai'
import { createDrive, type Drive } from '../support/driveRound.ts'
import {
  type Branches,
  createBranches,
  type SyntheticNode,
  startNode,
} from '../support/syntheticNode.ts'
import { temporaryFolder } from '../support/temporaryFolder.ts'

/** A validator signs what the chain does not undo. Source: docs/protocol §7.4. */
describe('attest on a chain that changes', () => {
  const folder = temporaryFolder()
  const finalityBlocks = 3
  let here: SyntheticNetwork
  let nodes: SyntheticNode[]
  let branches: Branches
  /** The same round on two branches, up to the survivors. */
  let drives: readonly [Drive, Drive]
  let there: SyntheticNetwork
  let count = 0

  beforeEach(async () => {
    const network = () => createSyntheticNetwork({ params: { finalityBlocks } })
    here = await network()
    there = await network()
    branches = createBranches(here.chain)
    const own = `${folder}/${count++}`
    nodes = here.members.map(({ index }) =>
      startNode(here, index, { folder: own, ...(index === 0 ? { chain: branches } : {}) }),
    )
    const drive = createDrive(here, nodes)
    const other = createDrive({ ...there, content: here.content }, nodes, there.chain)
    drive.open()
    other.open()
    for (const what of ['roster', 'share', 'mask'] as const) {
      const envelopes = await drive.collect(what)
      await other.fix(what, envelopes)
    }
    other.settle()
    drives = [drive, other]
    const reveals = await drive.ask('reveal')
    const recover = { ...drive.at, phase: phases.recover, vanished: [1] }
    const recovers = drive.opened(await Promise.all(nodes.map((node) => node.answer(recover))))
    await drive.fixReveals(reveals)
    // As good a proposal, and another one.
    await other.fixReveals(reveals, recovers)
    await drive.propose()
    await other.propose()
  })
  afterEach(() => Promise.all(nodes.map((node) => node.stop())))

  const first = (): SyntheticNode => nodes[0] as SyntheticNode
  const attest = (evaluation: Artefact): RoundRequest => ({
    ...drives[0].at,
    phase: phases.attest,
    evaluation,
  })
  const wait: RoundResponse = { kind: 'wait' }

  /** Whether an answer holds a signature of the proposal on a branch. */
  function signs(answer: RoundResponse, drive: Drive, evaluation: Artefact): boolean {
    const { run, round, epoch, proposal } = drive.round()
    const head = proposal?.head ?? expect.fail()
    const place = { run, round, epoch, head, evaluation }
    const digest = certificateDigest(here.chain.venue, place)
    const key = here.operators[0]?.operator.blsKey as Uint8Array
    return 'signature' in answer && blsVerify(key, fromHex(digest), answer.signature)
  }

  it('behavior: signs once the block of the proposal is final', async () => {
    const [drive] = drives
    const bundle = await drive.publish(await drive.ask('evaluate'))
    for (let depth = 0; depth < finalityBlocks; depth++) {
      expect(await first().askOnce(attest(bundle))).to.deep.equal(wait)
      expect(first().node().store.validator.signed(drive.at)).to.equal(undefined)
      here.chain.pass(1)
    }
    expect(signs(await first().answer(attest(bundle)), drive, bundle)).to.equal(true)
  })

  it('behavior: signs the proposal that stayed, after the chain replaced the first', async () => {
    const [drive, other] = drives
    const bundle = await drive.publish(await drive.ask('evaluate'))
    here.chain.pass(finalityBlocks - 1)
    expect(await first().askOnce(attest(bundle))).to.deep.equal(wait)
    branches.follow(there.chain)
    const again = await other.publish(await other.ask('evaluate'))
    there.chain.pass(finalityBlocks)
    const answer = await first().answer(attest(again))
    expect(signs(answer, other, again)).to.equal(true)
    expect(signs(answer, drive, again)).to.equal(false)
  })

  it('error: a second proposal of a round, however deep, after a signature', async () => {
    const [drive, other] = drives
    const bundle = await drive.publish(await drive.ask('evaluate'))
    here.chain.pass(finalityBlocks)
    const before = await first().answer(attest(bundle))
    expect(signs(before, drive, bundle)).to.equal(true)
    branches.follow(there.chain)
    there.chain.pass(10)
    const again = await other.publish(await other.ask('evaluate'))
    const answers = [await first().answer(attest(again))]
    await first().restart()
    answers.push(await first().answer(attest(again)))
    for (const answer of answers) {
      expect(signs(answer, other, again)).to.equal(false)
      // It says what it has signed, and nothing else.
      expect('signature' in answer && 'signature' in before && answer.signature).to.deep.equal(
        'signature' in before && before.signature,
      )
    }
  })

  it('error: a signature that does not get to the disk does not get out', async () => {
    const [drive] = drives
    const bundle = await drive.publish(await drive.ask('evaluate'))
    here.chain.pass(finalityBlocks)
    const { validator } = first().node().store
    const { saveSigned } = validator
    Object.assign(validator, {
      saveSigned: () => {
        throw new Error('the disk is full')
      },
    })
    expect(await first().askOnce(attest(bundle))).to.deep.equal(wait)
    Object.assign(validator, { saveSigned })
    expect(signs(await first().answer(attest(bundle)), drive, bundle)).to.equal(true)
  })
})
