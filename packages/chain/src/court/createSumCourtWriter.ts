import { type Hex, type PostedTerms, type RoundHistory, sumStages } from '@vain/protocol'
import type { Deployment } from '../deployment.ts'
import type { Wallet } from '../wallet/createWallet.ts'
import type { Receipt } from '../wallet/waitForInclusion.ts'
import { createCourtCaller } from './createCourtCaller.ts'
import type { SumCase, SumOpening } from './sumCase.ts'

type Chosen = Extract<SumOpening, { readonly stage: 'chosen' }>

/**
 * The transactions of one account in a `SumCourt`. Each resolves once a block holds it, and rejects
 * as `Wallet.send` says. Those that take a bond first approve the court for it, if need be.
 */
export type SumCourtWriter = {
  /**
   * Says that block `number` of a round's sum is wrong.
   *
   * @param preimage - of the sum's root, see `rootPreimage` of @vain/protocol
   */
  challenge(
    run: number,
    round: number,
    number: number,
    history: RoundHistory,
    preimage: Uint8Array,
  ): Promise<Receipt>
  /** Stands by the sum: two halves of what each survivor adds to the block. */
  openSurvivors(sumCase: SumCase, survivors: Hex, blocks: readonly Hex[]): Promise<Receipt>
  /** Chooses a survivor of an opening. */
  choose(
    sumCase: SumCase,
    opener: Hex,
    opening: { readonly deadline: number; readonly posted: object },
    chosen: Chosen['chosen'],
    proof: readonly Hex[],
  ): Promise<Receipt>
  /** Shows the terms of the chosen survivor. */
  openTerms(sumCase: SumCase, opening: Chosen, terms: PostedTerms): Promise<Receipt>
  /** Ends an opening whose next move was not made in time, or whose challenge has ended. */
  expire(sumCase: SumCase, opener: Hex, opening: SumOpening): Promise<Receipt>
}

/** Builds the writing half of a `SumCourt` for one account. */
export function createSumCourtWriter(
  wallet: Wallet,
  deployment: Deployment,
  address: Hex,
): SumCourtWriter {
  const { call, approve, bond } = createCourtCaller(wallet, deployment, 'sumCourt', address)
  return {
    async challenge(run, round, number, history, preimage) {
      await approve(await bond())
      return call('challenge', run, round, number, history, preimage)
    },
    async openSurvivors(sumCase, survivors, blocks) {
      await approve(sumCase.bond)
      return call('openSurvivors', sumCase, survivors, blocks)
    },
    choose: (sumCase, opener, { deadline, posted }, chosen, proof) =>
      call('choose', sumCase, opener, deadline, posted, chosen, proof),
    openTerms: (sumCase, { deadline, chosen }, terms) =>
      call('openTerms', sumCase, deadline, chosen, terms),
    expire: (sumCase, opener, { stage, deadline, state }) =>
      call('expire', sumCase, opener, sumStages[stage], deadline, state),
  }
}
