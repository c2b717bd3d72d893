import type { RoundView } from '@vain/protocol'
import { followLog, type LogLine } from '../../e2e/logTail.ts'
import type { TestNetwork } from '../../e2e/network.ts'

/** The phases of a round, in their order. Source: docs/protocol §3. */
export const chaosPhases = [
  ...(['advertise', 'share', 'mask', 'reveal', 'recover', 'evaluate', 'attest'] as const),
]

export type ChaosPhase = (typeof chaosPhases)[number]

/** Which phase rounds are in, from the chain and from what aggregators say. */
export type PhaseWatch = {
  /** Phase of a round that is open; `over` once it is certified or aborted. */
  phaseOf(round: number): ChaosPhase | 'over'
  /** Resolves when a round is in a phase, or beyond it. @returns the one that it is in */
  reached(round: number, phase: ChaosPhase): Promise<ChaosPhase | 'over'>
}

/** What an aggregator says when a phase begins that the chain does not show. */
const sayings: Readonly<Record<string, ChaosPhase>> = {
  'published the roster': 'share',
  'published the shares': 'mask',
  'survivors vanished, others stand in': 'recover',
  'published the evaluations': 'attest',
}

const lookAgainMs = 10
const longestMs = 300_000

export function watchPhases(network: TestNetwork): PhaseWatch {
  const logs = network.members
    .filter(({ app }) => app === 'aggregator')
    .map(({ name }) => followLog(network.folder.logFile(name)))
  const said = new Set<string>()

  function note({ msg, round }: LogLine): void {
    const phase = sayings[msg]
    if (phase !== undefined) said.add(`${round} ${phase}`)
  }

  function phaseOf(number: number): ChaosPhase | 'over' {
    for (const next of logs) next().forEach(note)
    const has = (phase: ChaosPhase): boolean => said.has(`${number} ${phase}`)
    const round = roundOf(network, number)
    if (round?.certificate !== undefined || round?.aborted !== undefined) return 'over'
    if (round?.proposal !== undefined) return has('attest') ? 'attest' : 'evaluate'
    if (round?.survivors !== undefined) return has('recover') ? 'recover' : 'reveal'
    if (has('mask')) return 'mask'
    return has('share') ? 'share' : 'advertise'
  }

  return {
    phaseOf,
    async reached(number, phase) {
      const wanted = chaosPhases.indexOf(phase)
      const end = Date.now() + longestMs
      while (Date.now() < end) {
        const now = phaseOf(number)
        if (now === 'over' || chaosPhases.indexOf(now) >= wanted) return now
        await new Promise((resolve) => setTimeout(resolve, lookAgainMs))
      }
      throw new Error(`round ${number} did not reach ${phase}`)
    },
  }
}

/** A round by its number, once it is on the chain. */
export function roundOf(network: TestNetwork, number: number): RoundView | undefined {
  return network.run().rounds.find(({ round }) => round === number)
}
