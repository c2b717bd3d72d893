import { concatBytes, toHex } from '@vain/base'
import { merkleRootOfBytes, sha256 } from '@vain/crypto'
import { rootPreimage, toPlace, unfitPlace, type VectorPlace, vectorPlace } from '@vain/protocol'
import { expect } from 'chai'
import { as, helpers } from '../support/chain.ts'
import {
  answerTo,
  askResult,
  askVector,
  type Challenge,
  helperOf,
  kinds,
  opened,
  purseOf,
  refute,
  statusOf,
} from '../support/challenges.ts'
import {
  courtBond,
  fixInputs,
  fixResult,
  modelBytes,
  stageCourts,
  sumBytes,
  words,
} from '../support/inputs.ts'
import { statuses } from '../support/justice.ts'
import { fresh } from '../support/stage.ts'

/** A round with inputs and a result, not certified. */
async function stageRound() {
  const courts = await stageCourts()
  const inputs = await fixInputs(courts)
  const result = await fixResult(courts, inputs.round)
  return { courts, inputs, result }
}

describe('DataCourt: lengths and forms', () => {
  it('behavior: a sum or a model that has not as many words as the challenger says', async () => {
    const { courts, inputs, result } = await fresh(stageRound)
    const before = await purseOf(courts, helperOf(courts))
    const claims = [1, 1_024, words - 2, words + 1, 4 * words]
    for (const [kind, bytes] of [
      [kinds.sum, sumBytes],
      [kinds.model, modelBytes],
    ] as const)
      for (const claimed of claims) {
        const challenge = await opened(courts, askResult(courts, inputs, result, kind, 0, claimed))
        expect(challenge.words).to.equal(claimed)
        const place = toPlace(unfitPlace(bytes, claimed) as VectorPlace)
        await expect(refute(courts, challenge, '0x', place)).to.emit(courts.data, 'Answered')
        expect(await statusOf(courts, challenge)).to.equal(statuses.none)
      }
    const won = BigInt(2 * claims.length) * courtBond
    expect(await purseOf(courts, helperOf(courts))).to.equal(before + won)
  })

  it('error: no leaf of a sum shows that its length is another than it is', async () => {
    const { courts, inputs, result } = await fresh(stageRound)
    const challenge = await opened(courts, askResult(courts, inputs, result, kinds.sum, 0))
    for (const number of [0, 1, 2])
      await expect(
        refute(courts, challenge, '0x', toPlace(vectorPlace(sumBytes, number))),
      ).to.be.revertedWithCustomError(courts.data, 'WrongAnswer')
    const other = toPlace(vectorPlace(modelBytes, 2))
    await expect(refute(courts, challenge, '0x', other)).to.be.revertedWithCustomError(
      courts.data,
      'NotInBundle',
    )
    const vector = await opened(courts, askVector(courts, inputs, 2, 1))
    await expect(refute(courts, vector, '0x', other)).to.be.revertedWithCustomError(
      courts.data,
      'WrongAnswerKind',
    )
    await helpers.time.increaseTo(challenge.deadline + 1n)
    await expect(refute(courts, challenge, '0x', other)).to.be.revertedWithCustomError(
      courts.data,
      'TooLate',
    )
  })

  it('behavior: whoever asks under a wrong length does not stand in the way of the right one', async () => {
    const { courts, inputs, result } = await fresh(stageRound)
    await opened(courts, askResult(courts, inputs, result, kinds.sum, 0, words + 1))
    await opened(courts, askResult(courts, inputs, result, kinds.sum, 0))
    await expect(askResult(courts, inputs, result, kinds.sum, 0)).to.be.revertedWithCustomError(
      courts.data,
      'AlreadyOpen',
    )
  })

  it('behavior: a sum in a form of its own is answered with the form', async () => {
    const courts = await fresh(stageCourts)
    const inputs = await fixInputs(courts)
    const form = concatBytes(Uint8Array.of(2, 0, 1, 0, 0, 16), merkleRootOfBytes(sumBytes))
    const result = await fixResult(courts, inputs.round, sha256(form))
    const ask = (claimed: number): Promise<Challenge> =>
      opened(courts, askResult(courts, inputs, result, kinds.sum, 1, claimed))
    const challenge = await ask(words)
    const { leaf, path } = answerTo(inputs, challenge)
    const show = (by: string) =>
      as(courts.data, helperOf(courts).wallet).answer?.(challenge, by, leaf, path)
    await expect(show('0x')).to.be.revertedWithCustomError(courts.data, 'NotInBundle')
    for (const wrong of [toHex(form.with(0, 3)), toHex(form.slice(6)), `${toHex(form)}00`])
      await expect(show(wrong), wrong).to.be.revertedWithCustomError(courts.data, 'WrongAnswer')
    await expect(show(toHex(form))).to.emit(courts.data, 'Answered')
    const longer = await ask(words + 1)
    const place = toPlace(unfitPlace(sumBytes, words + 1) as VectorPlace)
    await expect(refute(courts, longer, '0x', place)).to.be.revertedWithCustomError(
      courts.data,
      'NotInBundle',
    )
    await expect(refute(courts, longer, toHex(form), place)).to.emit(courts.data, 'Answered')
  })

  it('error: a node of a tree, or what is under a model, is no form', async () => {
    const { courts, inputs, result } = await fresh(stageRound)
    // Its right half is a tree of one leaf, which is not leaf 0 of the sum.
    const top = rootPreimage(sumBytes)
    const challenge = await opened(courts, askResult(courts, inputs, result, kinds.sum, 0, 952))
    const last = sumBytes.slice(8_192)
    await expect(
      as(courts.data, helperOf(courts).wallet).answer?.(challenge, toHex(top), toHex(last), []),
    ).to.be.revertedWithCustomError(courts.data, 'WrongAnswer')
    const model = await opened(courts, askResult(courts, inputs, result, kinds.model, 0))
    const { leaf, path } = answerTo(inputs, model)
    await expect(
      as(courts.data, helperOf(courts).wallet).answer?.(model, toHex(top), leaf, path),
    ).to.be.revertedWithCustomError(courts.data, 'WrongAnswerKind')
  })
})
