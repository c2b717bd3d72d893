import { id } from 'ethers'
import type { Figure } from '../../../scripts/bench/figure.ts'
import { gasOf, helpers } from '../support/chain.ts'
import {
  appealSeconds,
  type Justice,
  offences,
  type Statement,
  signed,
  signedByAll,
  stageValidators,
  statementOf,
} from '../support/justice.ts'
import type { Operator } from '../support/operators.ts'
import { bitmapOf } from '../support/round.ts'
import { gas } from './gas.ts'

const validatorCount = 256

/** Gas of what proves a double signature, with 256 validators in the set, and of what punishes it. */
export async function benchSlashing(): Promise<Figure[]> {
  const justice = await stageValidators(Array.from({ length: validatorCount }, () => 1_000n))
  return [...(await benchProofs(justice)), ...(await benchSentences(justice))]
}

async function benchProofs(justice: Justice): Promise<Figure[]> {
  const { signatures, slasher, set, operators } = justice
  const epoch = Number(await set.latest())
  const [alice] = operators as [Operator]
  const pair = [statementOf('one'), statementOf('two')] as const
  const own = await Promise.all(pair.map((statement) => signed(justice, alice, statement)))
  const figures = [gas('report', await gasOf(signatures.report(1, 3, 0, ...own)))]
  for (const [missing, round] of [
    [0, 4],
    [85, 5],
  ] as const) {
    // Others are missing in one than in the other.
    const first = Array.from({ length: missing }, (_, position) => position)
    const second = first.map((position) => validatorCount - 1 - position)
    const evidence = [
      await aggregate(justice, statementOf('one', { round, epoch }), first),
      await aggregate(justice, statementOf('two', { round, epoch }), second),
    ]
    const used = await gasOf(signatures.reportAggregates(1, round, ...evidence, 0))
    figures.push(gas(`reportAggregates/validators=${validatorCount},missing=${missing}`, used))
  }
  const everyone = bitmapOf(operators.map((_, position) => position))
  const next = slasher.sentenceNext(await signatures.caseOf(1, 4), epoch, everyone, validatorCount)
  return [...figures, gas(`sentenceNext/validators=${validatorCount}`, await gasOf(next))]
}

/** What all but the validators at the positions `missing` signed. */
async function aggregate(
  justice: Justice,
  statement: Statement,
  missing: readonly number[],
): Promise<unknown> {
  const signers = justice.operators.filter((_, position) => !missing.includes(position))
  return {
    signed: await signedByAll(justice, signers, statement),
    nonSigners: bitmapOf(missing),
  }
}

async function benchSentences({ slasher, operators }: Justice): Promise<Figure[]> {
  const [first, second, third, reporter] = operators as [Operator, Operator, Operator, Operator]
  const sentence = ({ wallet }: Operator): Promise<number> =>
    gasOf(slasher.sentence(id('case'), wallet, offences.malformedBundle, reporter.wallet))
  const sentenced = await sentence(first)
  await sentence(second)
  await sentence(third)
  const pardoned = await gasOf(slasher.pardon(id('case'), third.wallet))
  await helpers.time.increase(appealSeconds)
  // The first one also makes the balances of treasury and reporter.
  await slasher.execute(id('case'), first.wallet)
  const executed = await gasOf(slasher.execute(id('case'), second.wallet))
  return [gas('sentence', sentenced), gas('pardon', pardoned), gas('execute', executed)]
}
