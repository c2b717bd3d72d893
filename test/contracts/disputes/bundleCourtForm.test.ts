import { toHex } from '@vain/base'
import { merkleRootOfBytes, sha256 } from '@vain/crypto'
import {
  type Artefact,
  artefactHash,
  certificateDigest,
  certifyStep,
  encodeConfiguration,
  type Hex,
  sumForm,
} from '@vain/protocol'
import { expect } from 'chai'
import { id } from 'ethers'
import { as, helpers } from '../support/chain.ts'
import { configurationOf, type Shape } from '../support/configurations.ts'
import { stageCourts, windowSeconds } from '../support/inputs.ts'
import { offences, statuses } from '../support/justice.ts'
import { artefacts, certify, leaderOf, mask, open } from '../support/round.ts'
import { fresh, params, run as spec } from '../support/stage.ts'

const run = 2
const [aborted, certified] = [6n, 4n]

const vector = new Uint8Array(5_000).fill(7)
const tree = merkleRootOfBytes(vector)
const plain: Shape = { grouping: 'whole', laneBits: 32 }
const packed: Shape = { grouping: 'whole', laneBits: 16 }
const grouped: Shape = { grouping: 'groups', laneBits: 32 }

/** What the root of a sum of a shape is the hash of: its form, or the top node of its tree. */
function preimageOf(shape: Shape): Uint8Array {
  const form = sumForm([0], configurationOf(shape), tree)
  if (form !== undefined) return form
  const halves = [vector.subarray(0, 4_096), vector.subarray(4_096)]
  const leaves = halves.map((half) => sha256(Uint8Array.of(0), half))
  return Uint8Array.of(1, ...leaves.flatMap((leaf) => [...leaf]))
}

/** A proposed round of a run whose sums have one shape, with a sum that has another. */
async function stageProposed(claimed: Shape, preimage: Uint8Array) {
  const courts = await stageCourts()
  const { registry, ledger } = courts
  const configuration = encodeConfiguration(configurationOf(claimed))
  const rules = { ...params, turnSeconds: 200, disputeSeconds: windowSeconds }
  const configHash = artefactHash(configuration)
  await registry.createRun({ ...spec, configHash, params: rules }, 'cid')
  await open(courts, { run })
  await mask(courts, [0, 1, 2, 3, 4], { run })
  const before = await ledger.headOf(run)
  const { wallet } = await leaderOf(courts, run)
  const sum = { root: toHex(sha256(preimage)), content: id('content') }
  const { reveals, model } = artefacts
  await as(ledger, wallet).propose(run, 1, reveals, sum, model)
  const proposal = { before, leader: wallet.address, reveals, sum, model }
  return { courts, configuration, proposal, preimage }
}

type Staged = Awaited<ReturnType<typeof stageProposed>>

const stageHidden = () => stageProposed(plain, preimageOf(packed))
const stageGrouped = () => stageProposed(plain, preimageOf(grouped))
const stagePlain = () => stageProposed(plain, preimageOf(plain))
const stageLeaf = () => stageProposed(plain, Uint8Array.of(0, ...vector.subarray(0, 4_096)))
const stageEmpty = () => stageProposed(plain, new Uint8Array())
const stagePacked = () => stageProposed(packed, preimageOf(packed))

const report = (
  { courts, configuration, proposal, preimage }: Staged,
  change: {
    readonly round?: number
    readonly configuration?: Uint8Array
    readonly proposal?: object
    readonly preimage?: Uint8Array
    readonly later?: readonly string[]
  } = {},
) =>
  courts.bundles.reportForm?.(
    run,
    change.round ?? 1,
    change.configuration ?? configuration,
    { ...proposal, ...change.proposal },
    change.preimage ?? preimage,
    change.later ?? [],
  )

const sentenceOf = async ({ courts, proposal }: Staged) =>
  courts.slasher.sentenceOf(await courts.bundles.caseOf?.(run, 1), proposal.leader)

/** Certifies the round, and gives the step that did. */
async function certifyIt({ courts }: Staged): Promise<Hex> {
  const { ledger, venue } = courts
  const head = (await ledger.headOf(run)) as Hex
  const epoch = Number((await ledger.cursorOf(run)).epoch)
  await certify(courts, [], { run })
  const [log] = await ledger.queryFilter(ledger.getEvent('Certified'))
  const randao = log && ledger.interface.parseLog(log)?.args.randao
  const evaluation = artefacts.evaluation as Artefact
  const digest = certificateDigest(venue, { run, round: 1, epoch, head, evaluation })
  return certifyStep({ round: 1, digest, nonSigners: [], randao })
}

describe('BundleCourt.reportForm', () => {
  for (const [what, stage] of [
    ['narrow lanes', stageHidden],
    ['groups', stageGrouped],
  ] as const)
    it(`behavior: a sum in the form of ${what}, in a run of plain sums, convicts its leader`, async () => {
      const staged = await fresh(stage)
      await expect(report(staged)).to.emit(staged.courts.bundles, 'Malformed')
      const { status, offence } = await sentenceOf(staged)
      expect(status).to.equal(statuses.pending)
      expect(offence).to.equal(BigInt(offences.malformedBundle))
      await expect(report(staged)).to.be.revertedWithCustomError(
        staged.courts.bundles,
        'NothingLeftToDo',
      )
    })

  it('behavior: a certified round falls with it, in its dispute window', async () => {
    const staged = await fresh(stageHidden)
    const { ledger } = staged.courts
    const later = [await certifyIt(staged)]
    expect((await ledger.cursorOf(run)).state).to.equal(certified)
    await report(staged, { later })
    expect((await ledger.cursorOf(run)).state).to.equal(aborted)
    expect((await sentenceOf(staged)).status).to.equal(statuses.pending)
  })

  it('behavior: after the window its leader falls alone', async () => {
    const staged = await fresh(stageHidden)
    const { ledger } = staged.courts
    const later = [await certifyIt(staged)]
    await helpers.time.increase(windowSeconds)
    await report(staged, { later })
    expect((await ledger.cursorOf(run)).state).to.equal(certified)
    expect((await sentenceOf(staged)).status).to.equal(statuses.pending)
  })

  it('behavior: the hash of nothing is no sum either', async () => {
    const staged = await fresh(stageEmpty)
    await report(staged)
    expect((await sentenceOf(staged)).status).to.equal(statuses.pending)
  })

  it('behavior: nobody is convicted of the form that its run has', async () => {
    for (const stage of [stagePlain, stageLeaf, stagePacked]) {
      const staged = await fresh(stage)
      await expect(report(staged)).to.be.revertedWithCustomError(
        staged.courts.bundles,
        'WellFormed',
      )
    }
  })

  it('error: another configuration, preimage, leader or round, and steps that are missing', async () => {
    const staged = await fresh(stageHidden)
    const { bundles } = staged.courts
    const other = encodeConfiguration(configurationOf(plain, 'another run'))
    for (const change of [{ configuration: other }, { preimage: preimageOf(grouped) }])
      await expect(report(staged, change)).to.be.revertedWithCustomError(bundles, 'WrongPreimage')
    const stranger = staged.courts.operators[0]?.wallet.address
    for (const change of [
      { round: 2 },
      { proposal: { leader: stranger } },
      { proposal: { sum: { ...staged.proposal.sum, content: id('other') } } },
      { proposal: { before: id('head') } },
      { later: [id('step')] },
    ])
      await expect(report(staged, change)).to.be.revertedWithCustomError(bundles, 'NotInHistory')
    await report(staged)
  })
})
