import type { Operator } from './operators.ts'
import { answer, type Chosen, chosenIn, hideIn, post } from './sumPlay.ts'
import { type Challenge, challenge, type SumStage, stageSum } from './sumStage.ts'

/** Four survivors, one of them in the roster by force; the last block has ten words. */
export const plan = { members: 5, dropped: [3], forced: [0, 4], words: 1_050 }

/** Block in which a published sum is wrong. */
export const number = 2

/** Last block of a sum. */
export const lastBlock = 65

/** A sum with one bit turned over. */
export const alter =
  (at: number) =>
  (right: Uint8Array): Uint8Array => {
    const sum = right.slice()
    sum[at] = (sum[at] as number) ^ 0x40
    return sum
  }

export async function stageRight(): Promise<SumStage> {
  return stageSum(plan)
}

export async function stageWrong(): Promise<SumStage> {
  return stageSum({ ...plan, publish: alter(64 * number + 7) })
}

export async function stageShortened(): Promise<SumStage> {
  return stageSum({ ...plan, publish: (right) => right.slice(0, -4) })
}

/** A wrong sum of a round whose updates a committee of five checked. */
export async function stageChecked(): Promise<SumStage> {
  return stageSum({ ...plan, places: 5, publish: alter(64 * number + 7) })
}

/** A wrong sum of a round in which members with indices of two bytes dropped. */
export async function stageCrowd(): Promise<SumStage> {
  return stageSum({ ...plan, strangers: [255, 256, 300], publish: alter(64 * number + 7) })
}

/** A sum that fits one leaf. */
export async function stageShort(): Promise<SumStage> {
  return stageSum({ ...plan, words: 100 })
}

/** A right sum as that of several groups, or of narrower lanes. Source: docs/protocol §5.4. */
export async function stageFormed(): Promise<SumStage> {
  return stageSum({
    ...plan,
    form: (root) => Uint8Array.of(2, 0, 1, 0, 0, 16, ...root),
  })
}

export const balanceOf = async ({ token }: SumStage, { wallet }: Operator): Promise<bigint> =>
  token.balanceOf(wallet)

/** A game up to the choice of a survivor in whose net a liar hid the difference. */
export async function toChosen(stage: SumStage, position = 1): Promise<[Challenge, Chosen]> {
  const game = await challenge(stage, number)
  const opened = await post(stage, game, { lie: hideIn(stage, game, position) })
  return [game, chosenIn(stage, await answer(stage, game, opened))]
}
