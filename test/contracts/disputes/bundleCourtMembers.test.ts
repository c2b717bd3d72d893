import { fromText, toHex } from '@vain/base'
import { type Body, encode } from '@vain/protocol'
import { expect } from 'chai'
import { id } from 'ethers'
import { ethers, helpers } from '../support/chain.ts'
import { laterOf } from '../support/history.ts'
import {
  type Bundles,
  type Courts,
  type Forgery,
  fixInputs,
  type Inputs,
  leafOf,
  rawEnvelope,
  stageCourts,
} from '../support/inputs.ts'
import { statuses } from '../support/justice.ts'
import { runNumber } from '../support/round.ts'
import { fresh } from '../support/stage.ts'

const roster = 0
const share = 1

async function reportMember(courts: Courts, inputs: Inputs, bundle: number, number: number) {
  const { round, step, bundles } = inputs
  const leaves = bundle === roster ? bundles.roster : bundles.share
  const later = await laterOf(courts, inputs)
  const place = [bundle, leaves.length, leafOf(leaves, number)]
  return courts.bundles.reportMember?.(runNumber, round, step, later, ...place)
}

async function reportOrder(
  courts: Courts,
  inputs: Inputs,
  bundle: number,
  first: number,
  second: number,
) {
  const { round, step, bundles } = inputs
  const leaves = bundle === roster ? bundles.roster : bundles.share
  const later = await laterOf(courts, inputs)
  const pair = [bundle, leaves.length, leafOf(leaves, first), leafOf(leaves, second)]
  return courts.bundles.reportOrder?.(runNumber, round, step, later, ...pair)
}

async function statusOf(courts: Courts, { round, step }: Inputs): Promise<bigint> {
  const caseId = await courts.bundles.caseOf?.(runNumber, round)
  return (await courts.slasher.sentenceOf(caseId, step.leader)).status
}

const replaced = (leaves: readonly Uint8Array[], number: number, leaf: Uint8Array) =>
  leaves.map((other, i) => (i === number ? leaf : other))

/** A body that no type allows. */
const odd = (fields: object): Body => fields as Body

describe('BundleCourt.reportMember', () => {
  const name = (bundle: number) => (bundle === roster ? 'roster' : 'share')

  for (const bundle of [roster, share]) {
    const forgeries: Record<
      string,
      (bundles: Bundles, honest: Body, sign: (body: Body, by?: number) => Uint8Array) => Uint8Array
    > = {
      'bytes that are no envelope': () => fromText('no envelope'),
      'a signature by somebody else': (_, body, sign) => sign(body, 1),
      'a message of another round': (_, body, sign) => sign({ ...body, round: body.round + 1 }),
      'a message of another phase': (bundles) => bundles.masks[2] as Uint8Array,
      'a sender that is no operator': (_, body) =>
        rawEnvelope(200, encode(body), new Uint8Array(65).fill(1)),
    }
    if (bundle === roster)
      forgeries['a body with one field more'] = (_, body, sign) => sign(odd({ ...body, open: 1 }))
    for (const [what, make] of Object.entries(forgeries))
      it(`behavior: the ${name(bundle)} bundle with ${what} convicts`, async () => {
        const courts = await fresh(stageCourts)
        const forge: NonNullable<Forgery['forge']> = (bundles, { sign }, bodies) => {
          const honest = bodies[name(bundle)].get(2) as Body
          const leaf = make(bundles, honest, (body, by) => sign(2, body, by))
          return { ...bundles, [name(bundle)]: replaced(bundles[name(bundle)], 2, leaf) }
        }
        const inputs = await fixInputs(courts, { forge })
        for (const number of [0, 1, 3, 4])
          await expect(reportMember(courts, inputs, bundle, number)).to.be.revertedWithCustomError(
            courts.bundles,
            'WellFormed',
          )
        await reportMember(courts, inputs, bundle, 2)
        expect(await statusOf(courts, inputs)).to.equal(statuses.pending)
      })
  }

  it('behavior: an honest leader is not convicted, whichever size is claimed', async () => {
    const courts = await fresh(stageCourts)
    const inputs = await fixInputs(courts)
    const { round, step, bundles } = inputs
    let accepted = 0
    for (const bundle of [roster, share])
      for (let size = 1; size <= 9; size++)
        for (let number = 0; number < size; number++)
          for (const [real, leaf] of bundles[name(bundle)].entries()) {
            const claim = { ...leafOf(bundles[name(bundle)], real), envelope: toHex(leaf), number }
            const terms = [runNumber, round, step, [], bundle, size, claim]
            const report = courts.bundles.reportMember?.staticCall(...terms)
            await expect(report).to.revert(ethers)
            accepted++
          }
    expect(accepted).to.equal(450)
  })

  it('error: bytes that stand in no bundle', async () => {
    const courts = await fresh(stageCourts)
    const inputs = await fixInputs(courts)
    const { round, step, bundles } = inputs
    for (const bundle of [roster, share]) {
      const leaves = bundles[name(bundle)]
      const claim = { ...leafOf(leaves, 2), envelope: toHex(fromText('no envelope')) }
      const terms = [runNumber, round, step, [], bundle, leaves.length, claim]
      const report = courts.bundles.reportMember?.staticCall(...terms)
      await expect(report).to.be.revertedWithCustomError(courts.bundles, 'NotInBundle')
    }
  })
})

describe('BundleCourt: history of members and their order', () => {
  it('error: a step that is not of this run and round', async () => {
    const courts = await fresh(stageCourts)
    const forge: NonNullable<Forgery['forge']> = (bundles) => ({
      ...bundles,
      roster: replaced(bundles.roster.toReversed(), 2, fromText('no envelope')),
    })
    const inputs = await fixInputs(courts, { forge })
    const { step, round, bundles } = inputs
    const [first, odd, last] = [0, 2, 4].map((number) => leafOf(bundles.roster, number))
    for (const [other, number, later] of [
      [{ ...step, leader: courts.operators[0]?.wallet.address }, round, []],
      [{ ...step, before: id('other') }, round, []],
      [step, round + 1, []],
      [step, round, [id('later')]],
    ]) {
      const place = [runNumber, number, other, later, roster, bundles.roster.length]
      for (const report of [
        () => courts.bundles.reportMember?.staticCall(...place, odd),
        () => courts.bundles.reportOrder?.staticCall(...place, first, last),
      ])
        await expect(report()).to.be.revertedWithCustomError(courts.bundles, 'NotInHistory')
    }
  })
})

describe('BundleCourt.reportOrder', () => {
  it('default: a sender twice or out of order convicts', async () => {
    for (const [bundle, name] of [
      [roster, 'roster'],
      [share, 'share'],
    ] as const)
      for (const order of [
        [0, 1, 1, 3, 4],
        [0, 1, 3, 2, 4],
        [4, 1, 2, 3, 0],
      ]) {
        const courts = await fresh(stageCourts)
        const forge: NonNullable<Forgery['forge']> = (bundles) => ({
          ...bundles,
          [name]: order.map((i) => bundles[name][i] as Uint8Array),
        })
        const inputs = await fixInputs(courts, { forge })
        let convictions = 0
        for (let first = 0; first < 5; first++)
          for (let second = first + 1; second < 5; second++) {
            const isWrong = (order[first] as number) >= (order[second] as number)
            const snapshot = await helpers.takeSnapshot()
            if (!isWrong)
              await expect(
                reportOrder(courts, inputs, bundle, first, second),
              ).to.be.revertedWithCustomError(courts.bundles, 'WellFormed')
            else {
              await reportOrder(courts, inputs, bundle, first, second)
              expect(await statusOf(courts, inputs)).to.equal(statuses.pending)
              convictions++
            }
            await snapshot.restore()
          }
        expect(convictions).to.be.above(0)
      }
  })

  it('error: an honest bundle, in either order', async () => {
    const courts = await fresh(stageCourts)
    const inputs = await fixInputs(courts)
    for (const bundle of [roster, share]) {
      await expect(reportOrder(courts, inputs, bundle, 1, 3)).to.be.revertedWithCustomError(
        courts.bundles,
        'WellFormed',
      )
      for (const [first, second] of [
        [3, 1],
        [2, 2],
      ] as const)
        await expect(reportOrder(courts, inputs, bundle, first, second))
          .to.be.revertedWithCustomError(courts.bundles, 'NotInOrder')
          .withArgs(first, second)
    }
  })

  it('error: places swapped under another size', async () => {
    const courts = await fresh(stageCourts)
    const inputs = await fixInputs(courts)
    const { round, step, bundles } = inputs
    // Leaf 4 of 5 is leaf 8 of 9 too; no size puts it before another one.
    for (let size = 1; size <= 17; size++)
      for (let place = 0; place < size; place++) {
        const last = { ...leafOf(bundles.roster, 4), number: place }
        for (const other of [0, 3]) {
          const claim = { ...leafOf(bundles.roster, other), number: place + 1 }
          const pair = [runNumber, round, step, [], roster, size, last, claim]
          await expect(courts.bundles.reportOrder?.staticCall(...pair)).to.revert(ethers)
        }
      }
  })
})
