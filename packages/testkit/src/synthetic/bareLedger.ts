import { fromText, toHex } from '@vain/base'
import { sha256 } from '@vain/crypto'
import { type Artefact, type Hex, type RoundParams, type RunSpec, roles } from '@vain/protocol'
import { createSyntheticChain, type LedgerCall, type SyntheticChain } from './syntheticChain.ts'
import { createOperator } from './syntheticOperator.ts'

/** A ledger with run 1, whose rounds have artefacts and signatures that stand for none. */
export type BareLedger = {
  readonly chain: SyntheticChain
  readonly run: 1
  /** What a leader, or whoever it is open to, calls next in a round that goes well. */
  next(call: BareCall): LedgerCall
  /** Plays a round from its opening until it may be followed by another. */
  playRound(end: 'certified' | 'aborted' | 'overturned'): void
}

type BareCall = 'open' | 'mask' | 'propose' | 'certify' | 'abort'

const wordOf = (name: string): Hex => toHex(sha256(fromText(name)))
const artefactOf = (name: string): Artefact => ({
  root: wordOf(`${name} root`),
  content: wordOf(`${name} content`),
})

const signature = new Uint8Array(48)

/**
 * Contracts whose events come from the real machine, for what looks at the ledger alone: a round of a
 * hundred members takes less than a millisecond.
 *
 * @param members - trainers, with the indices from 0; three validators and two aggregators follow
 */
export function createBareLedger(members: number, params: RoundParams): BareLedger {
  const chain = createSyntheticChain('bare', () => true)
  const place = { chainId: chain.venue.chainId, keyBook: chain.keyBook }
  const duties = [
    ...Array.from({ length: members }, () => roles.trainer),
    ...[roles.validator, roles.validator, roles.validator, roles.aggregator, roles.aggregator],
  ]
  for (const [index, role] of duties.entries())
    chain.register(createOperator('bare', index, role, place).operator)
  chain.snapshot(1, () => 100n)
  const run = 1
  chain.createRun(run, specOf(params), 'bafy')

  function next(call: BareCall): LedgerCall {
    const { round } = cursorOf(chain)
    const artefact = (name: string): Artefact => artefactOf(`${round} ${name}`)
    const survivors = Array.from({ length: members }, (_, index) => index)
    switch (call) {
      case 'open':
        return { call }
      case 'mask': {
        const [roster, share, masks] = [artefact('roster'), artefact('share'), artefact('masks')]
        return { call, round, roster, share, masks, survivors }
      }
      case 'propose': {
        const [reveals, sum, model] = [artefact('reveals'), artefact('sum'), artefact('model')]
        return { call, round, reveals, sum, model }
      }
      case 'certify':
        return { call, round, evaluation: artefact('evaluation'), nonSigners: [], signature }
      case 'abort':
        return { call, round }
    }
  }

  function play(call: LedgerCall): void {
    chain.send(run, chain.leader(run), call)
  }

  return {
    ...{ chain, run, next },
    playRound(end) {
      play(next('open'))
      if (end === 'aborted') {
        chain.pass(params.trainSeconds + params.phaseTurns * params.turnSeconds)
        play(next('abort'))
        return
      }
      for (const call of ['mask', 'propose', 'certify'] as const) play(next(call))
      const { round } = cursorOf(chain)
      if (end === 'overturned') {
        play({ call: 'dispute', round, until: chain.now() + params.disputeSeconds })
        play({ call: 'settle', round, stands: false })
      } else chain.pass(params.disputeSeconds)
    },
  }
}

function cursorOf(chain: SyntheticChain): { readonly round: number } {
  return chain.view().runs.get(1)?.machine.cursor ?? { round: 0 }
}

const specOf = (params: RoundParams): RunSpec => ({
  configHash: wordOf('configuration'),
  trainProgramHash: wordOf('train'),
  evaluateProgramHash: wordOf('evaluate'),
  dataPolicyHash: wordOf('policy'),
  genesisModelRoot: wordOf('genesis'),
  params,
})
