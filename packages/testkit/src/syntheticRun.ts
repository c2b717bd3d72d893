import { VainError } from '@vain/base'
import { addVectors, blsAggregateSignatures } from '@vain/crypto'
import {
  type Artefact,
  advanceModel,
  bundleRoot,
  currentRound,
  decodeResponse,
  type Envelope,
  encodeBundle,
  encodeResponse,
  encodeRevealArtefact,
  type GroupSum,
  openEnvelope,
  phases,
  publishArtefact,
  type Rooted,
  type RoundRequest,
  type RoundState,
  type RoundView,
  revealRoot,
  rootCheckpoint,
  rootSums,
  topologyOf,
  unpackLanes,
  vanishedOf,
  vectorWords,
} from '@vain/protocol'
import { type PlayedCheck, playCheck } from './playCheck.ts'
import type { SyntheticMember } from './synthetic/syntheticMember.ts'
import {
  createSyntheticNetwork,
  type SyntheticNetwork,
  type SyntheticOptions,
} from './synthetic/syntheticNetwork.ts'

type Phase = keyof typeof phases

/** What goes wrong in one round. Nothing by default. */
export type RoundScript = {
  /** Members that do not answer in a phase. `mask`: dropped, `reveal`: vanished. */
  readonly silent?: Partial<Record<Phase, readonly number[]>>
  /** Members that force their way in instead of advertising. */
  readonly forced?: readonly number[]
  /** The round is left in this state until it can be aborted. */
  readonly abortIn?: RoundState
  /** The round is left in this state, live; it must be the last one. */
  readonly stopIn?: RoundState
  /** Validators that sign although their evaluation is not in the bundle. */
  readonly blind?: readonly number[]
  /** Changes each sum before it is proposed: an aggregator that lies. The model follows from it. */
  readonly forgeSum?: (sum: Int32Array) => void
  /** The leader sums up groups that the check condemned, too. */
  readonly isLenient?: boolean
  /** The leader publishes another check bundle than it showed to members: without this one. */
  readonly hiddenAnswer?: number
}

/** A network with a history. */
export type SyntheticRun = SyntheticNetwork & {
  /** Models by version, from the genesis model on. */
  readonly models: readonly Float32Array[]
}

/** Plays rounds as one honest aggregator would, with everything verified by those who take part. */
export async function createSyntheticRun(
  scripts: readonly RoundScript[],
  options: SyntheticOptions = {},
): Promise<SyntheticRun> {
  const network = await createSyntheticNetwork(options)
  const models = [network.genesisModel]
  for (const script of scripts) {
    const model = await playRound(network, models.at(-1) as Float32Array, script)
    if (script.stopIn !== undefined) break
    if (model !== undefined) models.push(model)
    network.chain.pass(10)
  }
  return { ...network, models }
}

/** Plays one round from `open`. Returns its model, or undefined if the script lets it get none. */
export async function playRound(
  network: SyntheticNetwork,
  parent: Float32Array,
  script: RoundScript,
): Promise<Float32Array | undefined> {
  const { chain, run } = network
  for (const index of script.forced ?? []) {
    const round = cursorOf(network).round + 1
    const keys = network.members[index]?.forcedKeys(run, round)
    if (keys !== undefined) chain.send(run, index, { call: 'force', round, ...keys })
  }
  chain.send(run, chain.leader(run), { call: 'open' })
  let model: Float32Array | undefined
  const steps: Record<string, () => Promise<void>> = {
    open: () => mask(network, script),
    masked: async () => {
      model = await propose(network, parent, script)
    },
    proposed: () => certify(network, script),
  }
  for (;;) {
    const { state, round } = cursorOf(network)
    if (state === script.stopIn) return undefined
    if (state === script.abortIn) {
      chain.pass(1_000)
      chain.send(run, undefined, { call: 'abort', round })
      return undefined
    }
    const step = steps[state]
    if (step === undefined) return model
    await step()
  }
}

const cursorOf = ({ chain, run }: SyntheticNetwork) => {
  const view = chain.view().runs.get(run)
  if (view === undefined) throw new VainError('testkit/no-run', 'there is no such run', { run })
  return view.machine.cursor
}

const roundOf = ({ chain, run }: SyntheticNetwork): RoundView => {
  const view = chain.view().runs.get(run)
  const round = view && currentRound(view)
  if (round === undefined) throw new VainError('testkit/no-run', 'no round is open', { run })
  return round
}

/** Answers of a phase, those of silent members left out, as they come over the wire. */
async function ask(
  network: SyntheticNetwork,
  script: RoundScript,
  phase: Phase,
  more: Partial<RoundRequest> = {},
): Promise<Envelope[]> {
  const { run, round } = roundOf(network)
  const envelopes: Envelope[] = []
  for (const member of network.members) {
    if (script.silent?.[phase]?.includes(member.index)) continue
    const answer = await member.answer({ run, round, phase: phases[phase], ...more })
    const heard = decodeResponse(encodeResponse(answer))
    if (heard?.kind !== 'message') continue
    const addresses = network.chain.view().operators
    const opened = openEnvelope(
      network.chain.venue,
      heard.envelope,
      (i) => addresses.get(i)?.address,
    )
    if ('fault' in opened)
      throw new VainError('testkit/fault', 'a member answers nonsense', { fault: opened.fault })
    envelopes.push(opened)
  }
  return envelopes
}

const bytesOf = (envelopes: readonly Envelope[]): Uint8Array[] =>
  envelopes.map((envelope) => envelope.bytes)

/** Bundle of the answers to a phase, as an artefact. */
async function collect(
  network: SyntheticNetwork,
  script: RoundScript,
  phase: Phase,
  more: Partial<RoundRequest> = {},
): Promise<{ readonly artefact: Artefact; readonly senders: readonly number[] }> {
  network.chain.pass(1)
  const envelopes = await ask(network, script, phase, more)
  const root = bundleRoot(bytesOf(envelopes))
  const artefact = await publishArtefact(network.content, root, encodeBundle(envelopes))
  return { artefact, senders: envelopes.map((envelope) => envelope.sender) }
}

async function mask(network: SyntheticNetwork, script: RoundScript): Promise<void> {
  const { chain, run } = network
  const { round } = roundOf(network)
  const advertise = [...(script.silent?.advertise ?? []), ...(script.forced ?? [])]
  const begun = { ...script, silent: { ...script.silent, advertise } }
  const { artefact: roster } = await collect(network, begun, 'advertise')
  const { artefact: share } = await collect(network, script, 'share', { roster })
  const masked = await collect(network, script, 'mask', { roster, share })
  const { artefact: masks, senders: survivors } = masked
  const fixed = { roster, share, masks, survivors }
  chain.send(run, chain.leader(run), { call: 'mask', round, ...fixed })
}

async function collectReveals(
  network: SyntheticNetwork,
  script: RoundScript,
  check: PlayedCheck | undefined,
): Promise<Artefact> {
  const { content } = network
  const reveals = await ask(network, script, 'reveal', check?.named)
  const revealed = new Map(reveals.map(({ sender, body }) => [sender, body as never]))
  const u2 = roundOf(network).survivors ?? []
  const vanished = vanishedOf({ u2 }, { reveals: revealed })
  const silent = { recover: [...vanished, ...(script.silent?.recover ?? [])] }
  const recovers =
    vanished.length === 0
      ? []
      : await ask(network, { silent }, 'recover', { vanished, ...check?.named })
  const refs = check?.refs
  const root = revealRoot(bytesOf(reveals), bytesOf(recovers), refs)
  return await publishArtefact(content, root, encodeRevealArtefact(reveals, recovers, refs))
}

/** Sums of the survivors' updates, group by group, from the updates themselves: the truth. */
function trueSums(network: SyntheticNetwork, script: RoundScript): readonly GroupSum[] {
  const { survivors: all = [], round, ...rest } = roundOf(network)
  const { configuration } = network
  const { groups, plan } = topologyOf({ ...rest, round }, configuration)
  // Nobody stands in for who is summed with nobody.
  const closed = plan.kind === 'singles' ? (script.silent?.reveal ?? []) : []
  return groups.flatMap((members, group): GroupSum[] => {
    const survivors = members.filter((index) => all.includes(index) && !closed.includes(index))
    if (survivors.length === 0) return []
    const total = new Uint32Array(vectorWords(configuration))
    for (const index of survivors) {
      const update = (network.members[index] as SyntheticMember).update(round)
      addVectors(total, update, configuration.numbers.laneBits)
    }
    const sum = unpackLanes(total, configuration)
    script.forgeSum?.(sum)
    return [{ group, survivors: survivors.length, sum }]
  })
}

type Result = { readonly sums: readonly GroupSum[]; readonly model: Float32Array }

async function resultOf(
  network: SyntheticNetwork,
  parent: Float32Array,
  script: RoundScript,
  check: PlayedCheck | undefined,
): Promise<Result> {
  const all = trueSums(network, script)
  const open = all.filter(({ group }) => !check?.condemned.includes(group))
  const sums = check === undefined || script.isLenient ? all : await check.accept(open)
  const round = roundOf(network)
  const { configuration } = network
  const groups = topologyOf(round, configuration).groups.length
  const drawn = { openHead: round.openHead, groups, members: round.members.length }
  return { sums, model: advanceModel(parent, sums, configuration, drawn) }
}

const withSilent = (script: RoundScript, phase: Phase, more: readonly number[]): RoundScript => ({
  ...script,
  silent: { ...script.silent, [phase]: [...(script.silent?.[phase] ?? []), ...more] },
})

/** @returns the model proposed */
async function propose(
  network: SyntheticNetwork,
  parent: Float32Array,
  script: RoundScript,
): Promise<Float32Array> {
  const { chain, content, run, configuration } = network
  // Nobody says anything about a set of survivors that is not final.
  chain.pass(chain.view().runs.get(run)?.spec.params.finalityBlocks ?? 0)
  const isChecked = configuration.aggregation.check !== 'none'
  const check = isChecked
    ? await playCheck(network, roundOf(network), script.hiddenAnswer, (phase, more, hidden = []) =>
        collect(network, withSilent(script, phase, hidden), phase, more),
      )
    : undefined
  const reveals = await collectReveals(network, script, check)
  const result = await resultOf(network, parent, script, check)
  const publish = ({ root, bytes }: Rooted): Promise<Artefact> =>
    publishArtefact(content, root, bytes)
  const sum = await publish(rootSums(result.sums, configuration))
  const model = await publish(rootCheckpoint(result.model))
  const { round } = roundOf(network)
  chain.send(run, chain.leader(run), { call: 'propose', round, reveals, sum, model })
  return result.model
}

async function certify(network: SyntheticNetwork, script: RoundScript): Promise<void> {
  const { chain, content, run } = network
  const { round, epoch } = roundOf(network)
  // Nobody signs a proposal that the chain may still replace.
  chain.pass(chain.view().runs.get(run)?.spec.params.finalityBlocks ?? 0)
  const evaluations = await ask(network, script, 'evaluate')
  const root = bundleRoot(bytesOf(evaluations))
  const evaluation = await publishArtefact(content, root, encodeBundle(evaluations))
  const signatures = new Map<number, Uint8Array>()
  for (const sender of [...evaluations.map((one) => one.sender), ...(script.blind ?? [])]) {
    if (script.silent?.attest?.includes(sender)) continue
    const member = network.members[sender] as SyntheticMember
    const answer = await member.answer({ run, round, phase: phases.attest, evaluation })
    if (answer.kind === 'signature') signatures.set(sender, answer.signature)
  }
  const set = chain.view().sets.get(epoch)?.indices ?? []
  chain.send(run, chain.leader(run), {
    call: 'certify',
    round,
    evaluation,
    nonSigners: set.flatMap((index, position) => (signatures.has(index) ? [] : [position])),
    signature: blsAggregateSignatures([...signatures.values()]),
  })
}
