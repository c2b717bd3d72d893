import { fromHex, toHex } from '@vain/base'
import { blsVerify } from '@vain/crypto'
import {
  certificateDigest,
  cidOfContent,
  type Envelope,
  type Evaluate,
  type Hex,
  phases,
  type RoundRequest,
  type RoundResponse,
  signEnvelope,
  zeroHash,
} from '@vain/protocol'
import { createSyntheticNetwork, type SyntheticNetwork } from '@vain/testkit'
import { expect } from 'chai'
import { createDrive, type Drive } from '../support/driveRound.ts'
import { createStubTrainer, type SyntheticNode, startNode } from '../support/syntheticNode.ts'
import { temporaryFolder } from '../support/temporaryFolder.ts'

describe('createValidator', () => {
  const folder = temporaryFolder()
  let network: SyntheticNetwork
  let nodes: SyntheticNode[]
  let drive: Drive
  let count = 0

  beforeEach(async () => {
    network = await createSyntheticNetwork()
    const own = `${folder}/${count++}`
    nodes = network.members.map(({ index }) => startNode(network, index, { folder: own }))
    drive = createDrive(network, nodes)
    drive.open()
    for (const call of ['roster', 'share', 'mask'] as const) await drive.collect(call)
    await drive.fixReveals(await drive.ask('reveal'))
  })
  afterEach(() => Promise.all(nodes.map((node) => node.stop())))

  const first = (): SyntheticNode => nodes[0] as SyntheticNode
  const attest = (evaluation?: RoundRequest['evaluation']): RoundRequest => ({
    ...drive.at,
    phase: phases.attest,
    ...(evaluation ? { evaluation } : {}),
  })
  const refused = (reason: string): RoundResponse => ({ kind: 'refuse', reason })

  it('default: evaluates a round it has derived again, and signs its certificate', async () => {
    await drive.propose()
    drive.settle()
    const evaluations = await drive.ask('evaluate')
    expect(evaluations).to.have.length(4)
    const body = evaluations[1]?.body as Evaluate
    expect(body).to.include({ correct: 81, total: 100, lossMicro: 500_000 })
    expect(toHex(body.modelRoot)).to.equal(drive.round().proposal?.model.root)
    const bundle = await drive.publish(evaluations)
    const answer = await first().answer(attest(bundle))
    const { run, round, epoch, proposal } = drive.round()
    const digest = certificateDigest(network.chain.venue, {
      ...{ run, round, epoch, evaluation: bundle },
      head: proposal?.head ?? expect.fail(),
    })
    const key = network.operators[0]?.operator.blsKey as Uint8Array
    expect(
      answer.kind === 'signature' && blsVerify(key, fromHex(digest), answer.signature),
    ).to.equal(true)
  })

  it('error: a forged sum gets no evaluation and no signature', async () => {
    await drive.propose((sum) => {
      sum[7] = (sum[7] as number) + 1
    })
    const evaluate = { ...drive.at, phase: phases.evaluate }
    expect(await first().answer(evaluate)).to.deep.equal(refused('sum: wrong-sum'))
    expect(await first().answer(attest({ root: zeroHash, content: zeroHash }))).to.deep.equal(
      refused('sum: wrong-sum'),
    )
    const found = first().log.lines.find(({ message }) => message === 'a round is faulty')
    expect(found?.fields).to.include({ artefact: 'sum', reason: 'wrong-sum', offset: 28 })
  })

  it('error: a second certificate of a round is not signed, also after a restart', async () => {
    await drive.propose()
    drive.settle()
    const evaluations = await drive.ask('evaluate')
    const whole = await drive.publish(evaluations)
    const part = await drive.publish(evaluations.slice(0, 3))
    expect(await first().askOnce(attest())).to.deep.equal({ kind: 'wait' })
    const answer = await first().answer(attest(part))
    if (answer.kind !== 'signature') throw new Error(answer.kind)
    const signed = { kind: 'signed', evaluation: part, signature: answer.signature }
    expect(await first().answer(attest(whole))).to.deep.equal(signed)
    expect(await first().answer(attest())).to.deep.equal(signed)
    await first().restart()
    expect(await first().answer(attest(whole))).to.deep.equal(signed)
    expect(await first().answer(attest(part))).to.deep.equal(answer)
    // The same evaluations in another place are another certificate.
    expect(await first().answer(attest({ ...part, content: whole.content }))).to.deep.equal(signed)
  })

  it('error: two bundles at the same time', async () => {
    await drive.propose()
    drive.settle()
    const evaluations = await drive.ask('evaluate')
    const pick = (index: number): Envelope => evaluations[index] as Envelope
    const bundles = await Promise.all(
      [evaluations, evaluations.slice(0, 3), [0, 1, 3].map(pick)].map(drive.publish),
    )
    const answers = await Promise.all(bundles.map((bundle) => first().answer(attest(bundle))))
    expect(answers.map(({ kind }) => kind).sort()).to.deep.equal(['signature', 'signed', 'signed'])
    const given = answers.map((answer) => ('signature' in answer ? toHex(answer.signature) : ''))
    expect(new Set(given).size).to.equal(1)
  })

  it('error: a bundle without its own evaluation, or with an altered one', async () => {
    await drive.propose()
    drive.settle()
    const evaluations = await drive.ask('evaluate')
    const without = await drive.publish(evaluations.slice(1))
    const missing = refused('my evaluation is missing or altered')
    expect(await first().answer(attest(without))).to.deep.equal(missing)
    const [own, ...others] = evaluations as [Envelope, ...Envelope[]]
    const key = network.operators[0]?.keys.staking
    const better = { ...(own.body as Evaluate), correct: 99 }
    // Signed by the validator itself, as a copy of its key elsewhere could.
    const altered = signEnvelope(network.chain.venue, 0, better, key as NonNullable<typeof key>)
    const forged = await drive.publish([altered, ...others])
    expect(await first().answer(attest(forged))).to.deep.equal(missing)
    expect(await first().answer(attest({ ...forged, root: zeroHash }))).to.deep.equal(
      refused('evaluations: root-mismatch'),
    )
    expect(first().node().store.validator.signed(drive.at)).to.equal(undefined)
  })

  it('behavior: a bundle that nobody has yet is waited for', async () => {
    await drive.propose()
    await drive.ask('evaluate')
    const nowhere: Hex = `0x${'01'.repeat(32)}`
    expect(await first().askOnce(attest({ root: nowhere, content: nowhere }))).to.deep.equal({
      kind: 'wait',
    })
  })

  it('behavior: an artefact that comes late is waited for', async () => {
    const cid = cidOfContent(drive.round().roster?.content ?? zeroHash)
    const everyone = [network.content, ...nodes.map(({ content }) => content)]
    const bytes = await network.content.get(cid, { maxBytes: 1 << 20, timeoutMs: 1 })
    for (const content of everyone) content.remove(cid)
    await drive.propose()
    const evaluate = { ...drive.at, phase: phases.evaluate }
    expect(await first().askOnce(evaluate)).to.deep.equal({ kind: 'wait' })
    await network.content.put(bytes)
    expect(await first().answer(evaluate)).to.include({ kind: 'message' })
  })

  it('behavior: an evaluation that failed is tried again', async () => {
    await first().stop()
    let failures = 2
    const stub = createStubTrainer(0)
    const trainer = {
      ...stub,
      evaluate: (...job: Parameters<typeof stub.evaluate>) => {
        if (failures-- > 0) throw new Error('the engine crashed')
        return stub.evaluate(...job)
      },
    }
    await drive.propose()
    nodes[0] = startNode(network, 0, { folder: `${folder}/${count++}`, trainer })
    const evaluate = { ...drive.at, phase: phases.evaluate }
    expect(await first().answer(evaluate)).to.include({ kind: 'message' })
  })

  it('error: an operator outside the set of the round', async () => {
    const aggregator = startNode(network, 4, {
      folder: `${folder}/${count++}`,
      options: { roles: ['validator'] },
    })
    await drive.propose()
    const evaluate = { ...drive.at, phase: phases.evaluate }
    expect(await aggregator.answer(evaluate)).to.deep.equal(refused('not-in-set'))
    expect(await aggregator.answer(attest())).to.deep.equal(refused('not-in-set'))
    await aggregator.stop()
  })
})
