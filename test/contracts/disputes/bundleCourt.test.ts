import { fromText, toHex } from '@vain/base'
import { type Body, encode, toBitmap } from '@vain/protocol'
import { expect } from 'chai'
import { id } from 'ethers'
import fc from 'fast-check'
import { as, ethers, helpers } from '../support/chain.ts'
import { laterOf } from '../support/history.ts'
import {
  type Courts,
  type Forgery,
  fixInputs,
  fixResult,
  type Inputs,
  leafOf,
  rawEnvelope,
  signFor,
  stageCourts,
  windowSeconds,
} from '../support/inputs.ts'
import { offences, statuses } from '../support/justice.ts'
import { certify, runNumber } from '../support/round.ts'
import { fresh } from '../support/stage.ts'
import { placesOf, treeOf } from '../support/tree.ts'

const seed = 20_264

/** A leaf of a bundle with its hash's prefix. */
const preimageOf = (leaf: Uint8Array): string => toHex(Uint8Array.from([0, ...leaf]))

/** The survivor's leaf as evidence, rank by rank. */
function nodeOf(inputs: Inputs, rank: number) {
  const { path } = leafOf(inputs.bundles.masks, rank)
  return {
    level: 0,
    number: rank,
    preimage: preimageOf(inputs.bundles.masks[rank] as Uint8Array),
    path,
  }
}

/** Reports a node of the mask bundle by operator 9. */
async function reportMasks(courts: Courts, inputs: Inputs, node: unknown) {
  const { round, step } = inputs
  const reporter = courts.operators[9]?.wallet
  const court = reporter ? as(courts.bundles, reporter) : courts.bundles
  return court.reportMasks?.(runNumber, round, step, await laterOf(courts, inputs), node)
}

async function statusOf(courts: Courts, { round, step }: Inputs): Promise<bigint> {
  const caseId = await courts.bundles.caseOf?.(runNumber, round)
  return (await courts.slasher.sentenceOf(caseId, step.leader)).status
}

const replaced = (leaves: readonly Uint8Array[], number: number, leaf: Uint8Array) =>
  leaves.map((other, i) => (i === number ? leaf : other))

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
    return { ...bundles, masks: replaced(bundles.masks, 2, leaf) }
  }

/** A body that no type allows. */
const odd = (fields: object): Body => fields as Body

describe('BundleCourt.reportMasks', () => {
  it('default: a message that is not by its sender convicts the leader', async () => {
    const courts = await fresh(stageCourts)
    const forge = inMasks((body, sign) => sign(body, 3))
    const inputs = await fixInputs(courts, { forge })
    const { leader } = inputs.step
    const caseId = await courts.bundles.caseOf?.(runNumber, inputs.round)
    const reporter = courts.operators[9]?.wallet.address
    await expect(reportMasks(courts, inputs, nodeOf(inputs, 2)))
      .to.emit(courts.bundles, 'Malformed')
      .withArgs(runNumber, inputs.round, leader)
      .to.emit(courts.slasher, 'Sentenced')
      .withArgs(caseId, leader, offences.malformedBundle, reporter, 2_000, (at: bigint) => at > 0n)
  })

  const forgeries: Record<string, Forgery> = {
    'bytes that are no envelope': { forge: inMasks(() => fromText('no envelope at all')) },
    'an empty leaf': { forge: inMasks(() => new Uint8Array()) },
    'an envelope with something after it': {
      forge: inMasks((body, sign) => Uint8Array.from([...sign(body), 0])),
    },
    'a signature that is none': {
      forge: inMasks((body) => rawEnvelope(2, encode(body), new Uint8Array(65))),
    },
    'a message of another survivor': {
      forge: (bundles) => ({
        ...bundles,
        masks: replaced(bundles.masks, 2, bundles.masks[3] as Uint8Array),
      }),
    },
    'a message of another round': {
      forge: inMasks((body, sign) => sign({ ...body, round: body.round + 1 })),
    },
    'a message of another run': {
      forge: inMasks((body, sign) => sign({ ...body, run: 2 })),
    },
    'a signature for this round under a body of another one': {
      forge: (bundles, { courts, round }, bodies) => {
        const body = { ...(bodies.masks.get(2) as Body), round: round + 1 }
        const leaf = signFor(courts, { run: runNumber, round, phase: 3 }, 2, body)
        return { ...bundles, masks: replaced(bundles.masks, 2, leaf) }
      },
    },
    'a signature for this run under a body of another one': {
      forge: (bundles, { courts, round }, bodies) => {
        const body = { ...(bodies.masks.get(2) as Body), run: 2 }
        const leaf = signFor(courts, { run: runNumber, round, phase: 3 }, 2, body)
        return { ...bundles, masks: replaced(bundles.masks, 2, leaf) }
      },
    },
    'a message of another phase': {
      forge: (bundles, _, bodies) => {
        expect(bodies.share.size).to.equal(5)
        return { ...bundles, masks: replaced(bundles.masks, 2, bundles.share[2] as Uint8Array) }
      },
    },
    'a body with one field more': {
      forge: inMasks((body, sign) => sign(odd({ ...body, more: 1 }))),
    },
    'a body with one field less': {
      forge: inMasks(({ edges: _, ...body }, sign) => sign(odd(body))),
    },
    'a bitmap of peers that ends in a zero byte': {
      forge: inMasks((body, sign) => sign({ ...body, peers: Uint8Array.of(1, 0) })),
    },
    'a bitmap of peers that is too long': {
      forge: inMasks((body, sign) => sign({ ...body, peers: new Uint8Array(8_193).fill(1) })),
    },
  }
  for (const [name, forgery] of Object.entries(forgeries))
    it(`behavior: convicts for ${name}, and for no other message`, async () => {
      const courts = await fresh(stageCourts)
      const inputs = await fixInputs(courts, forgery)
      for (const rank of [0, 1, 3, 4])
        await expect(
          reportMasks(courts, inputs, nodeOf(inputs, rank)),
        ).to.be.revertedWithCustomError(courts.bundles, 'WellFormed')
      await reportMasks(courts, inputs, nodeOf(inputs, 2))
      expect(await statusOf(courts, inputs)).to.equal(statuses.pending)
    })

  it('behavior: convicts for a survivor that is no operator', async () => {
    const courts = await fresh(stageCourts)
    const forge: NonNullable<Forgery['forge']> = ({ masks, ...bundles }, { sign }, bodies) => {
      const others = masks.filter((_, rank) => rank !== 2)
      return { ...bundles, masks: [...others, sign(200, bodies.masks.get(2) as Body, 2)] }
    }
    const inputs = await fixInputs(courts, { forge, claimed: [0, 1, 3, 4, 200] })
    for (const rank of [0, 1, 2, 3])
      await expect(reportMasks(courts, inputs, nodeOf(inputs, rank))).to.be.revertedWithCustomError(
        courts.bundles,
        'WellFormed',
      )
    await reportMasks(courts, inputs, nodeOf(inputs, 4))
    expect(await statusOf(courts, inputs)).to.equal(statuses.pending)
  })

  it('behavior: convicts for any number of messages but that of the survivors', async () => {
    for (const actual of [1, 2, 3, 4, 6, 7, 8, 9, 16]) {
      const courts = await fresh(stageCourts)
      const forge: NonNullable<Forgery['forge']> = (bundles) => ({
        ...bundles,
        masks: Array.from({ length: actual }, (_, i) => bundles.masks[i % 5] as Uint8Array),
      })
      const inputs = await fixInputs(courts, { forge })
      const places = placesOf(treeOf(inputs.bundles.masks), 5)
      const misfits = places.filter(({ width, isLeaf }) => isLeaf !== (width === 1))
      expect(misfits, `${actual} messages`).to.not.be.empty
      for (const { node } of misfits) {
        const snapshot = await helpers.takeSnapshot()
        await reportMasks(courts, inputs, node)
        expect(await statusOf(courts, inputs)).to.equal(statuses.pending)
        await snapshot.restore()
      }
    }
  })

  it('behavior: no place of an honest bundle convicts, whatever its size', async () => {
    for (const survivors of [
      [0, 1, 2, 3, 4],
      [0, 1, 2, 4],
      [1, 2, 3, 4],
    ]) {
      const courts = await fresh(stageCourts)
      const inputs = await fixInputs(courts, { survivors })
      const places = placesOf(treeOf(inputs.bundles.masks), survivors.length)
      expect(places).to.have.lengthOf(2 * survivors.length - 1)
      for (const { node } of places)
        await expect(reportMasks(courts, inputs, node)).to.be.revertedWithCustomError(
          courts.bundles,
          'WellFormed',
        )
    }
  })

  it('behavior: no evidence convicts an honest leader, however it is put together', async () => {
    const courts = await fresh(stageCourts)
    const inputs = await fixInputs(courts)
    const { masks, roster: advertises } = inputs.bundles
    const tree = treeOf(masks)
    const preimages = [
      ...placesOf(tree, 5).map(({ node }) => node.preimage),
      ...[...masks, ...advertises].map(preimageOf),
      ...masks.map(toHex),
      '0x',
      '0x00',
      '0x01',
    ]
    const paths = placesOf(tree, 5).flatMap(({ node }) => [node.path, node.path.slice(1)])
    const evidence = fc.record({
      level: fc.oneof(fc.nat({ max: 4 }), fc.constant(300)),
      number: fc.nat({ max: 8 }),
      preimage: fc.constantFrom(...preimages),
      path: fc.constantFrom(...paths),
    })
    const later = await laterOf(courts, inputs)
    await fc.assert(
      fc.asyncProperty(evidence, async (node) => {
        const report = courts.bundles.reportMasks?.staticCall(
          ...[runNumber, inputs.round, inputs.step, later, node],
        )
        await expect(report).to.revert(ethers)
      }),
      { seed, numRuns: 300 },
    )
  })

  it('behavior: a certified round is overturned with it, in its window only', async () => {
    for (const late of [false, true]) {
      const courts = await fresh(stageCourts)
      const inputs = await fixInputs(courts, { forge: inMasks((body, sign) => sign(body, 3)) })
      await fixResult(courts, inputs.round)
      await certify(courts)
      if (late) await helpers.time.increase(windowSeconds)
      const report = reportMasks(courts, inputs, nodeOf(inputs, 2))
      if (late) await expect(report).not.to.emit(courts.ledger, 'Settled')
      else await expect(report).to.emit(courts.ledger, 'Settled')
      expect((await courts.ledger.cursorOf(runNumber)).state).to.equal(late ? 4 : 6)
      expect(await statusOf(courts, inputs)).to.equal(statuses.pending)
    }
  })

  it('behavior: a leader that was sentenced before the certificate has the round overturned after', async () => {
    const courts = await fresh(stageCourts)
    const inputs = await fixInputs(courts, { forge: inMasks((body, sign) => sign(body, 3)) })
    await reportMasks(courts, inputs, nodeOf(inputs, 2))
    await fixResult(courts, inputs.round)
    await certify(courts)
    await expect(reportMasks(courts, inputs, nodeOf(inputs, 2))).not.to.emit(
      courts.slasher,
      'Sentenced',
    )
    expect((await courts.ledger.cursorOf(runNumber)).state).to.equal(6)
  })

  it('error: the same leader twice for one round', async () => {
    const courts = await fresh(stageCourts)
    const inputs = await fixInputs(courts, { forge: inMasks((body, sign) => sign(body, 3)) })
    await reportMasks(courts, inputs, nodeOf(inputs, 2))
    await expect(reportMasks(courts, inputs, nodeOf(inputs, 2))).to.be.revertedWithCustomError(
      courts.bundles,
      'NothingLeftToDo',
    )
  })

  it('error: a step that is not of this run and round', async () => {
    const courts = await fresh(stageCourts)
    const inputs = await fixInputs(courts, { forge: inMasks((body, sign) => sign(body, 3)) })
    const { step, round } = inputs
    const innocent = courts.operators[0]?.wallet.address
    for (const [other, number, later] of [
      [{ ...step, leader: innocent }, round, []],
      [{ ...step, masks: step.roster }, round, []],
      [{ ...step, survivors: toHex(toBitmap([0, 1, 2, 3])) }, round, []],
      [{ ...step, before: id('other') }, round, []],
      [step, round + 1, []],
      [step, round, [id('later')]],
    ])
      await expect(
        courts.bundles.reportMasks?.(runNumber, number, other, later, nodeOf(inputs, 2)),
      ).to.be.revertedWithCustomError(courts.bundles, 'NotInHistory')
  })

  it('error: bytes that are not in the bundle, or not there', async () => {
    const courts = await fresh(stageCourts)
    const inputs = await fixInputs(courts)
    const node = nodeOf(inputs, 2)
    for (const other of [
      { ...node, preimage: preimageOf(fromText('forged')) },
      { ...node, number: 3 },
      { ...node, preimage: nodeOf(inputs, 3).preimage },
    ])
      await expect(reportMasks(courts, inputs, other)).to.be.revertedWithCustomError(
        courts.bundles,
        'NotInBundle',
      )
    await expect(reportMasks(courts, inputs, { ...node, number: 5 })).to.be.revertedWithCustomError(
      courts.bundles,
      'BadPath',
    )
  })

  it('error: the last leaf as the node over itself', async () => {
    const courts = await fresh(stageCourts)
    const inputs = await fixInputs(courts)
    // Of five leaves, the last one stands alone on levels 0, 1 and 2.
    for (const level of [1, 2])
      await expect(reportMasks(courts, inputs, { ...nodeOf(inputs, 4), level, number: 4 >> level }))
        .to.be.revertedWithCustomError(courts.bundles, 'NoInnerNode')
        .withArgs(level, 4 >> level, 5)
  })
})
