import { toHex } from '@vain/base'
import type { Body } from '@vain/protocol'
import { expect } from 'chai'
import { id, keccak256 } from 'ethers'
import { as, helpers } from '../support/chain.ts'
import {
  abortRound,
  accuse,
  answer,
  askerOf,
  askMessage,
  call,
  convictLate,
  heldBy,
  helperOf,
  opened,
  operatorAt,
  purseOf,
  statusOf,
} from '../support/challenges.ts'
import { laterOf, randaoOf } from '../support/history.ts'
import {
  type Courts,
  courtBond,
  type Forgery,
  fixInputs,
  fixResult,
  type Inputs,
  keysOf,
  leafOf,
  memberOf,
  stageCourts,
} from '../support/inputs.ts'
import { appealSeconds, offences, stakeOf, statuses } from '../support/justice.ts'
import { certify, runNumber } from '../support/round.ts'
import { fresh } from '../support/stage.ts'

async function stageMasked() {
  const courts = await stageCourts()
  return { courts, inputs: await fixInputs(courts) }
}

describe('DataCourt: silence', () => {
  it('default: a survivor that shows its seed loses nothing, and whoever shows it gets the bond', async () => {
    for (const late of [false, true])
      for (const index of [0, 3, 4]) {
        const { courts, inputs } = await fresh(stageMasked)
        if (late) await abortRound(courts)
        const challenge = await opened(courts, accuse(courts, inputs, index))
        expect(challenge.accused).to.equal(operatorAt(courts, index).wallet.address)
        const before = await purseOf(courts, helperOf(courts))
        await answer(courts, inputs, challenge)
        expect(await purseOf(courts, helperOf(courts))).to.equal(before + courtBond)
        expect(await heldBy(courts)).to.equal(0)
        expect(await statusOf(courts, challenge)).to.equal(statuses.none)
      }
  })

  it('default: a survivor that is silent is sentenced', async () => {
    for (const late of [false, true]) {
      const { courts, inputs } = await fresh(stageMasked)
      if (late) await abortRound(courts)
      const asker = askerOf(courts)
      const purse = await purseOf(courts, asker)
      const challenge = await opened(courts, accuse(courts, inputs, 3))
      const caseId = await courts.data.caseOf?.(runNumber, inputs.round, challenge.kind)
      await expect(convictLate(courts, challenge))
        .to.emit(courts.slasher, 'Sentenced')
        .withArgs(
          ...[caseId, challenge.accused, offences.silence, asker.wallet.address, 100],
          (at: bigint) => at > 0n,
        )
      expect(await purseOf(courts, asker)).to.equal(purse)
      await helpers.time.increase(appealSeconds)
      await courts.slasher.execute(caseId, challenge.accused)
      expect(await stakeOf(courts, challenge.accused)).to.equal(990)
    }
  })

  it('behavior: the small penalty does not spare a member that leads the great one', async () => {
    const { courts, inputs } = await fresh(stageMasked)
    const silence = await courts.data.caseOf?.(runNumber, inputs.round, 4)
    for (const kind of [0, 1, 2, 3])
      expect(await courts.data.caseOf?.(runNumber, inputs.round, kind)).not.to.equal(silence)
  })

  it('behavior: a round with a result was harmed by nobody’s silence', async () => {
    const { courts, inputs } = await fresh(stageMasked)
    await fixResult(courts, inputs.round)
    await expect(accuse(courts, inputs, 3)).to.be.revertedWithCustomError(courts.data, 'NotFailed')
    const snapshot = await helpers.takeSnapshot()
    await abortRound(courts)
    await expect(accuse(courts, inputs, 3)).to.be.revertedWithCustomError(courts.data, 'NotFailed')
    await snapshot.restore()
    await certify(courts)
    await expect(accuse(courts, inputs, 3)).to.be.revertedWithCustomError(courts.data, 'NotFailed')
  })

  it('behavior: an accusation goes on when the round does', async () => {
    const { courts, inputs } = await fresh(stageMasked)
    const challenge = await opened(courts, accuse(courts, inputs, 3))
    await fixResult(courts, inputs.round)
    await certify(courts)
    expect(challenge.isDispute).to.equal(false)
    await answer(courts, inputs, challenge)
    expect(await heldBy(courts)).to.equal(0)
  })

  it('behavior: a survivor that masked for other shares or another roster is not accused', async () => {
    for (const bundle of ['share', 'roster'] as const) {
      const courts = await fresh(stageCourts)
      const inputs = await fixInputs(courts, {
        forge: (bundles) => ({ ...bundles, [bundle]: bundles[bundle].toReversed() }),
      })
      const number = bundle === 'roster' ? 1 : 3
      const leaf = leafOf(inputs.bundles.roster, number)
      await expect(accuse(courts, inputs, 3, { leaf })).to.be.revertedWithCustomError(
        courts.data,
        'OtherContext',
      )
    }
  })

  it('error: a context that is made of something else', async () => {
    const { courts, inputs } = await fresh(stageMasked)
    for (const binding of [{ modelRoot: id('other') }, { membersRoot: id('other') }])
      await expect(accuse(courts, inputs, 3, { binding })).to.be.revertedWithCustomError(
        courts.data,
        'OtherContext',
      )
  })

  it('error: a seed that is shown too late, or twice', async () => {
    const { courts, inputs } = await fresh(stageMasked)
    const late = await opened(courts, accuse(courts, inputs, 3))
    await helpers.time.setNextBlockTimestamp(late.deadline + 1n)
    await expect(answer(courts, inputs, late)).to.be.revertedWithCustomError(courts.data, 'TooLate')
    const challenge = await opened(courts, accuse(courts, inputs, 4))
    await answer(courts, inputs, challenge)
    const held = await heldBy(courts)
    await expect(answer(courts, inputs, challenge)).to.be.revertedWithCustomError(
      courts.data,
      'NotOpen',
    )
    expect(await heldBy(courts)).to.equal(held)
  })

  it('error: another seed, a leaf in place of a seed', async () => {
    const { courts, inputs } = await fresh(stageMasked)
    const challenge = await opened(courts, accuse(courts, inputs, 3))
    for (const seed of [id('seed'), toHex(inputs.seeds.get(2) as Uint8Array)])
      await expect(courts.data.reveal?.(challenge, seed)).to.be.revertedWithCustomError(
        courts.data,
        'WrongAnswer',
      )
    await expect(courts.data.answer?.(challenge, '0x', '0x', [])).to.be.revertedWithCustomError(
      courts.data,
      'WrongAnswerKind',
    )
  })

  it('error: who is no survivor, or whose message it is not', async () => {
    const courts = await fresh(stageCourts)
    const forge: NonNullable<Forgery['forge']> = (bundles, { sign }, bodies) => ({
      ...bundles,
      masks: bundles.masks.with(2, sign(2, bodies.masks.get(2) as Body, 3)),
    })
    const inputs = await fixInputs(courts, { survivors: [0, 1, 2, 3], forge })
    const leaf = leafOf(inputs.bundles.roster, 4)
    const outsider: Inputs = { ...inputs, survivors: [0, 1, 2, 4] }
    await expect(accuse(courts, outsider, 4, { leaf })).to.be.revertedWithCustomError(
      courts.data,
      'NotASurvivor',
    )
    await expect(accuse(courts, inputs, 2)).to.be.revertedWithCustomError(
      courts.data,
      'NotAMessageOf',
    )
  })

  it('error: the commitment of somebody else, or of nobody in the roster', async () => {
    const { courts, inputs } = await fresh(stageMasked)
    const other = leafOf(inputs.bundles.roster, 1)
    await expect(accuse(courts, inputs, 3, { leaf: other })).to.be.revertedWithCustomError(
      courts.data,
      'NotAMessageOf',
    )
    const forged = { envelope: leafOf(inputs.bundles.share, 3).envelope }
    await expect(accuse(courts, inputs, 3, { leaf: forged })).to.be.revertedWithCustomError(
      courts.data,
      'NotInBundle',
    )
  })

  it('error: an aborted round with another randao', async () => {
    const { courts, inputs } = await fresh(stageMasked)
    await abortRound(courts)
    await expect(accuse(courts, inputs, 3, { randao: id('other') })).to.be.revertedWithCustomError(
      courts.data,
      'NotFailed',
    )
  })

  it('behavior: asked for data and for its seed at once, each stands for itself', async () => {
    const { courts, inputs } = await fresh(stageMasked)
    const seed = await opened(courts, accuse(courts, inputs, 3))
    const message = await opened(courts, askMessage(courts, inputs, 3))
    await answer(courts, inputs, message)
    expect(await courts.data.isOpen?.(seed)).to.equal(true)
    await answer(courts, inputs, seed)
  })
})

/** Members 1, 3 and 0 force their way in; 3 is in the roster by force alone. */
async function stageForced() {
  const courts = await stageCourts()
  const { ledger, venue } = courts
  const forced = [1, 3, 0].map((index) => ({ index, ...keysOf(venue, 1, index) }))
  for (const { index, maskKey, sealKey, kemKey, selfCommitment } of forced)
    await as(ledger, operatorAt(courts, index).wallet).force(
      ...[runNumber, 1, maskKey, sealKey, kemKey, selfCommitment],
    )
  const entries = forced.map(({ index, kemKey, ...words }) => {
    const [maskKey, sealKey, selfCommitment] = Object.values(words).map(toHex)
    return { index, maskKey, sealKey, kemKeyHash: keccak256(kemKey), selfCommitment }
  })
  const before = await ledger.headOf(runNumber)
  const inputs = await fixInputs(courts, { forced: [3] })
  const [event] = await ledger.queryFilter(ledger.getEvent('Opened'))
  const args = event && ledger.interface.parseLog(event)?.args
  const { epoch, membership, members, threshold, randao } = args as never as Record<string, unknown>
  const opening = { before, epoch, membership, members, threshold, randao, entries }
  return { courts, inputs, opening }
}

async function accuseForced(courts: Courts, inputs: Inputs, member: number, opening: object) {
  const later = await laterOf(courts, inputs)
  const terms = [await randaoOf(courts), memberOf(inputs, member), inputs.binding, opening]
  return call(courts, 'accuseForced', runNumber, inputs.round, inputs.step, later, ...terms)
}

describe('DataCourt: silence of those who forced their way in', () => {
  it('default: the entry is what must be opened, also by who is in the bundle as well', async () => {
    for (const member of [1, 3]) {
      const { courts, inputs, opening } = await fresh(stageForced)
      const challenge = await opened(courts, accuseForced(courts, inputs, member, opening))
      await answer(courts, inputs, challenge)
      expect(await statusOf(courts, challenge)).to.equal(statuses.none)
      expect(await heldBy(courts)).to.equal(0)
    }
  })

  it('behavior: a silent one is sentenced', async () => {
    const { courts, inputs, opening } = await fresh(stageForced)
    const challenge = await opened(courts, accuseForced(courts, inputs, 3, opening))
    await convictLate(courts, challenge)
    expect(await statusOf(courts, challenge)).to.equal(statuses.pending)
  })

  it('error: other entries than those of the inbox, all of them and in order', async () => {
    const { courts, inputs, opening } = await fresh(stageForced)
    const [first, second, third] = opening.entries
    for (const entries of [
      [first, second],
      [second, third],
      [third, second, first],
      [first, { ...second, selfCommitment: id('other') }, third],
      [first, { ...second, kemKeyHash: id('other') }, third],
    ])
      await expect(
        accuseForced(courts, inputs, 3, { ...opening, entries }),
      ).to.be.revertedWithCustomError(courts.data, 'WrongOpening')
    for (const change of [{ epoch: 9 }, { before: id('other') }, { threshold: 1 }])
      await expect(
        accuseForced(courts, inputs, 3, { ...opening, ...change }),
      ).to.be.revertedWithCustomError(courts.data, 'WrongOpening')
  })

  it('error: who forced nothing', async () => {
    const { courts, inputs, opening } = await fresh(stageForced)
    await expect(accuseForced(courts, inputs, 2, opening)).to.be.revertedWithCustomError(
      courts.data,
      'NotForced',
    )
  })
})
