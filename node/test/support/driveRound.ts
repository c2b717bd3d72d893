import { toHex, VainError } from '@vain/base'
import { addVectors, merkleRootOfBytes } from '@vain/crypto'
import {
  type Artefact,
  addressBook,
  advanceModel,
  bundleRoot,
  type CheckRefs,
  currentRound,
  type Envelope,
  encodeBundle,
  encodeRevealArtefact,
  fromWords,
  openEnvelope,
  phases,
  publishArtefact,
  type RoundRequest,
  type RoundResponse,
  type RoundView,
  revealRoot,
  toSigned,
  vectorWords,
} from '@vain/protocol'
import type { LedgerCall, SyntheticChain, SyntheticNetwork } from '@vain/testkit'
import type { SyntheticNode } from './syntheticNode.ts'

/** What is collected before the chain hears of any of it. */
type Collected = 'roster' | 'share' | 'mask'

/** The aggregator's side of a round, one step at a time. */
export type Drive = {
  readonly at: { readonly run: number; readonly round: number }
  round(): RoundView
  open(): void
  /** Any call of whoever leads now. */
  send(call: LedgerCall): void
  /** The envelopes among some answers. */
  opened(answers: readonly RoundResponse[]): Envelope[]
  /** A request as the leader makes it, with the bundles it has published so far. */
  request(phase: keyof typeof phases): RoundRequest
  /** Envelopes of the nodes that give one. */
  ask(phase: keyof typeof phases, from?: readonly SyntheticNode[]): Promise<Envelope[]>
  /** Puts a bundle of envelopes into the store and names it. */
  publish(envelopes: readonly Envelope[]): Promise<Artefact>
  /** Publishes roster or shares, or puts them on chain with the masks. */
  fix(what: Collected, envelopes: readonly Envelope[]): Promise<void>
  /** Collects and fixes a phase, and lets the set of survivors become final. */
  collect(what: Collected, from?: readonly SyntheticNode[]): Promise<Envelope[]>
  /** Passes the blocks after which the set of survivors, or a proposal, is final. */
  settle(): void
  /** @param check - after which they were revealed, as the leader publishes it */
  fixReveals(
    reveals: readonly Envelope[],
    recovers?: readonly Envelope[],
    check?: CheckRefs,
  ): Promise<void>
  /** Opens the sum of the inputs kept by the nodes in U2 and proposes it, or something else. */
  propose(forge?: (sum: Int32Array) => void): Promise<void>
}

const phaseOf = { roster: 'advertise', share: 'share', mask: 'mask' } as const

/** Drives the current round of the network's run on a chain; artefacts go to the network's store. */
export function createDrive(
  network: SyntheticNetwork,
  nodes: readonly SyntheticNode[],
  chain: SyntheticChain = network.chain,
): Drive {
  const { run, content } = network
  const bundles: { roster?: Artefact; share?: Artefact; reveals?: Artefact } = {}
  const round = (): RoundView => {
    const view = chain.view().runs.get(run)
    const found = view && currentRound(view)
    if (found === undefined) throw new VainError('testkit/no-round', 'no round is open', {})
    return found
  }
  const required = (name: keyof typeof bundles): Artefact => {
    const found = bundles[name]
    if (found === undefined) throw new VainError('testkit/no-bundle', 'it is not there', { name })
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
  const request: Drive['request'] = (phase) => ({
    run,
    round: round().round,
    phase: phases[phase],
    ...(phase === 'share' || phase === 'mask' ? { roster: required('roster') } : {}),
    ...(phase === 'mask' ? { share: required('share') } : {}),
  })
  const ask: Drive['ask'] = async (phase, from = nodes) =>
    opened(await Promise.all(from.map((node) => node.answer(request(phase)))))
  const publish: Drive['publish'] = (envelopes) =>
    publishArtefact(content, bundleRoot(bytesOf(envelopes)), encodeBundle(envelopes))
  const fix: Drive['fix'] = async (what, envelopes) => {
    const bundle = await publish(envelopes)
    if (what !== 'mask') bundles[what] = bundle
    else
      send({
        call: 'mask',
        round: round().round,
        roster: required('roster'),
        share: required('share'),
        masks: bundle,
        survivors: envelopes.map(({ sender }) => sender),
      })
  }
  return {
    at: { run, round: 1 },
    round,
    send,
    settle,
    opened,
    request,
    ask,
    publish,
    fix,
    open: () => send({ call: 'open' }),
    async collect(what, from) {
      const envelopes = await ask(phaseOf[what], from)
      await fix(what, envelopes)
      if (what === 'mask') settle()
      return envelopes
    },
    async fixReveals(reveals, recovers = [], check) {
      const bytes = encodeRevealArtefact(reveals, recovers, check)
      const root = revealRoot(bytesOf(reveals), bytesOf(recovers), check)
      bundles.reveals = await publishArtefact(content, root, bytes)
    },
    async propose(forge) {
      const total = new Uint32Array(vectorWords(network.configuration))
      const survivors = round().survivors ?? []
      for (const node of nodes)
        if (survivors.includes(node.index)) addVectors(total, node.update(round().round))
      const sum = toSigned(total)
      forge?.(sum)
      const sums = [{ group: 0, survivors: survivors.length, sum }]
      const { configuration, genesisModel } = network
      const { openHead, members } = round()
      const drawn = { openHead, groups: 1, members: members.length }
      const model = advanceModel(genesisModel, sums, configuration, drawn)
      const result = (words: Int32Array | Float32Array): Promise<Artefact> => {
        const bytes = fromWords(words)
        return publishArtefact(content, toHex(merkleRootOfBytes(bytes)), bytes)
      }
      send({
        call: 'propose',
        round: round().round,
        reveals: required('reveals'),
        sum: await result(sum),
        model: await result(model),
      })
    },
  }
}

const bytesOf = (envelopes: readonly Envelope[]): Uint8Array[] => envelopes.map((it) => it.bytes)
