import { type Body, type Mask, toBitmap } from '@vain/protocol'
import { expect } from 'chai'
import { helpers } from '../support/chain.ts'
import { laterOf } from '../support/history.ts'
import {
  type Courts,
  type Forgery,
  fixInputs,
  type Inputs,
  memberOf,
  stageCourts,
} from '../support/inputs.ts'
import { statuses } from '../support/justice.ts'
import { runNumber } from '../support/round.ts'
import { fresh } from '../support/stage.ts'

async function reportMismatch(courts: Courts, inputs: Inputs, first: number, second: number) {
  const { round, step } = inputs
  const later = await laterOf(courts, inputs)
  const pair = [memberOf(inputs, first), memberOf(inputs, second)]
  return courts.bundles.reportMismatch?.(runNumber, round, step, later, ...pair)
}

async function statusOf(courts: Courts, { round, step }: Inputs): Promise<bigint> {
  const caseId = await courts.bundles.caseOf?.(runNumber, round)
  return (await courts.slasher.sentenceOf(caseId, step.leader)).status
}

/** Replaces the mask message of survivor 2, which has rank 2. */
const inMasks =
  (
    make: (
      honest: Extract<Body, { phase: 3 }>,
      sign: (body: Body, by?: number) => Uint8Array,
    ) => Uint8Array,
  ): NonNullable<Forgery['forge']> =>
  (bundles, { sign }, bodies) => {
    const honest = bodies.masks.get(2) as Extract<Body, { phase: 3 }>
    const leaf = make(honest, (body, by) => sign(2, body, by))
    return { ...bundles, masks: bundles.masks.with(2, leaf) }
  }

describe('BundleCourt.reportMismatch', () => {
  it('default: two contexts or two lengths in one bundle convict', async () => {
    for (const forge of [
      inMasks((body, sign) => sign({ ...body, ctx: new Uint8Array(32) })),
      inMasks((body, sign) => sign({ ...body, length: body.length + 1 })),
    ]) {
      const courts = await fresh(stageCourts)
      const inputs = await fixInputs(courts, { forge })
      await reportMismatch(courts, inputs, 4, 2)
      expect(await statusOf(courts, inputs)).to.equal(statuses.pending)
    }
  })

  it('default: an edge between two survivors that only one of them has convicts', async () => {
    const courts = await fresh(stageCourts)
    const forge = inMasks((body, sign) => sign({ ...body, peers: toBitmap([0, 1, 3]) }))
    const inputs = await fixInputs(courts, { forge })
    for (const [first, second] of [
      [0, 2],
      [2, 3],
      [1, 4],
    ] as const)
      await expect(reportMismatch(courts, inputs, first, second)).to.be.revertedWithCustomError(
        courts.bundles,
        'WellFormed',
      )
    const before = await helpers.takeSnapshot()
    for (const [first, second] of [
      [2, 4],
      [4, 2],
    ] as const) {
      await reportMismatch(courts, inputs, first, second)
      expect(await statusOf(courts, inputs)).to.equal(statuses.pending)
      await before.restore()
    }
  })

  it('behavior: edges to the dropped, and edges that neither end has, are no fault', async () => {
    const courts = await fresh(stageCourts)
    const none: NonNullable<Forgery['forge']> = (bundles, { sign }, bodies) => ({
      ...bundles,
      masks: [...bodies.masks].map(([sender, body]) =>
        // 0 and 1 have no edge, and of the two edges to the dropped 4 there is only one.
        sign(sender, { ...(body as Mask), peers: toBitmap(peersOf[sender] as number[]) }),
      ),
    })
    const peersOf: Record<number, number[]> = {
      0: [2, 3, 4],
      1: [2, 3],
      2: [0, 1, 3],
      3: [0, 1, 2],
    }
    const inputs = await fixInputs(courts, { forge: none, survivors: [0, 1, 2, 3] })
    for (const first of inputs.survivors)
      for (const second of inputs.survivors)
        await expect(reportMismatch(courts, inputs, first, second)).to.be.revertedWithCustomError(
          courts.bundles,
          'WellFormed',
        )
  })

  it('error: messages of an honest bundle, or one twice', async () => {
    const courts = await fresh(stageCourts)
    const inputs = await fixInputs(courts)
    for (const first of inputs.survivors)
      for (const second of inputs.survivors)
        await expect(reportMismatch(courts, inputs, first, second)).to.be.revertedWithCustomError(
          courts.bundles,
          'WellFormed',
        )
  })

  it('error: messages that are no survivor’s own', async () => {
    const courts = await fresh(stageCourts)
    const inputs = await fixInputs(courts, { forge: inMasks((body, sign) => sign(body, 3)) })
    await expect(reportMismatch(courts, inputs, 1, 2)).to.be.revertedWithCustomError(
      courts.bundles,
      'NotAMessageOf',
    )
    const { round, step } = inputs
    const outsider = { ...memberOf(inputs, 1), index: 7 }
    await expect(
      courts.bundles.reportMismatch?.(runNumber, round, step, [], outsider, outsider),
    ).to.be.revertedWithCustomError(courts.bundles, 'NotASurvivor')
  })
})
