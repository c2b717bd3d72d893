import { fromHex, toHex, VainError } from '@vain/base'
import { addWords, merkleRootOfBytes } from '@vain/crypto'
import {
  addressBook,
  applySum,
  bundleRoot,
  currentRound,
  type Envelope,
  encodeBundle,
  encodeRevealArtefact,
  fromWords,
  type Hex,
  openEnvelope,
  phases,
  type RoundResponse,
  type RoundView,
  revealRoot,
  toSigned,
} from '@vain/protocol'
import type { LedgerCall, SyntheticChain, SyntheticNetwork } from '@vain/testkit'
import type { SyntheticNode } from './syntheticNode.ts'

/** The aggregator's side of a round, one step at a time. */
export type Drive = {
  readonly at: { readonly run: number; readonly round: number }
  round(): RoundView
  open(): void
  /** Any call of whoever leads now. */
  send(call: LedgerCall): void
  /** The envelopes among some answers. */
  opened(answers: readonly RoundResponse[]): Envelope[]
  /** Envelopes of the nodes that give one. */
  ask(phase: keyof typeof phases, from?: readonly SyntheticNode[]): Promise<Envelope[]>
  fix(call: 'roster' | 'share' | 'mask', envelopes: readonly Envelope[]): Promise<void>
  /** Collects and fixes a phase, and lets the set of survivors become final. */
  collect(call: 'roster' | 'share' | 'mask', from?: readonly SyntheticNode[]): Promise<Envelope[]>
  /** Passes the blocks after which the set of survivors is final. */
  settle(): void
  fixReveals(reveals: readonly Envelope[], recovers?: readonly Envelope[]): Promise<void>
  /** Opens the sum of the inputs kept by the nodes in U2 and proposes it, or something else. */
  propose(forge?: (sum: Int32Array) => void): Promise<void>
  /** Puts a bundle of evaluations into the store and names it. */
  publish(evaluations: readonly Envelope[]): Promise<{ root: Uint8Array; cid: string }>
}

const phaseOf = { roster: 'advertise', share: 'share', mask: 'mask' } as const

/** Drives round 1 of the network's run on a chain; artefacts go to the network's store. */
export function createDrive(
  network: SyntheticNetwork,
  nodes: readonly SyntheticNode[],
  chain: SyntheticChain = network.chain,
): Drive {
  const { run, content } = network
  const round = (): RoundView => {
    const view = chain.view().runs.get(run)
    const found = view && currentRound(view)
    if (found === undefined) throw new VainError('testkit/no-round', 'no round is open', {})
    return found
  }
  const send: Drive['send'] = (call) => chain.send(run, chain.leader(run), call)
  const settle = (): void => chain.pass(chain.view().runs.get(run)?.spec.params.finalityBlocks ?? 0)
  const opened: Drive['opened'] = (answers) =>
    answers.flatMap((answer) => {
      if (answer.kind !== 'message') return []
      const envelope = openEnvelope(chain.venue, answer.envelope, addressBook(chain.view()))
      return 'fault' in envelope ? [] : [envelope]
    })
  const ask: Drive['ask'] = async (phase, from = nodes) => {
    const answers = await Promise.all(
      from.map((node) => node.answer({ run, round: round().round, phase: phases[phase] })),
    )
    return opened(answers)
  }
  const fix: Drive['fix'] = async (call, envelopes) => {
    send({
      call,
      round: round().round,
      root: rootOf(envelopes),
      indices: envelopes.map(({ sender }) => sender),
      cid: await content.put(encodeBundle(envelopes)),
    })
  }
  return {
    at: { run, round: 1 },
    round,
    send,
    settle,
    opened,
    ask,
    fix,
    open: () => send({ call: 'open' }),
    async collect(call, from) {
      if (call === 'mask') chain.pass(6)
      const envelopes = await ask(phaseOf[call], from)
      await fix(call, envelopes)
      if (call === 'mask') settle()
      return envelopes
    },
    async fixReveals(reveals, recovers = []) {
      const bytes = (envelopes: readonly Envelope[]) => envelopes.map((it) => it.bytes)
      send({
        call: 'reveal',
        round: round().round,
        root: revealRoot(bytes(reveals), bytes(recovers)),
        indices: reveals.map(({ sender }) => sender),
        cid: await content.put(encodeRevealArtefact(reveals, recovers)),
      })
    },
    async propose(forge) {
      const total = new Uint32Array(network.configuration.parameters + 1)
      const { masks } = round()
      for (const node of nodes)
        if (masks?.indices.includes(node.index)) addWords(total, node.update(round().round))
      const sum = toSigned(total)
      forge?.(sum)
      const { numbers } = network.configuration
      const model = applySum(network.genesisModel, sum, masks?.indices.length ?? 0, numbers)
      const [sumBytes, modelBytes] = [fromWords(sum), fromWords(model)]
      send({
        call: 'propose',
        round: round().round,
        sumRoot: toHex(merkleRootOfBytes(sumBytes)),
        modelRoot: toHex(merkleRootOfBytes(modelBytes)),
        sumCid: await content.put(sumBytes),
        modelCid: await content.put(modelBytes),
      })
    },
    publish: async (evaluations) => ({
      root: fromHex(rootOf(evaluations)),
      cid: await content.put(encodeBundle(evaluations)),
    }),
  }
}

const rootOf = (envelopes: readonly Envelope[]): Hex => bundleRoot(envelopes.map((it) => it.bytes))
