import { toHex } from '@vain/base'
import type { Challenge } from '@vain/chain'
import { openEnvelope, phases, type RoundView, selfCommitment } from '@vain/protocol'
import type { SyntheticRun } from '@vain/testkit'
import { readMaskBundle } from '../../src/defend/findLeaf.ts'
import { type Sources, sourcesOf } from '../../src/defend/sources.ts'
import { openStore, type Store } from '../../src/store/index.ts'
import { chainPort } from './stage.ts'

/** A round of a synthetic run, seen by an aggregator that has all its artefacts. */
export type Scene = {
  readonly run: SyntheticRun
  readonly round: RoundView
  readonly store: Store
  readonly sources: Sources
}

/** Words of a vector in a run of `parameters`. */
export const parameters = 2_500

export function sceneOf(run: SyntheticRun, isOwn = true): Scene {
  const store = openStore(undefined)
  const round = run.chain.view().runs.get(1)?.rounds.at(-1)
  if (round === undefined) throw new Error('no round')
  const deps = { chain: chainPort(run), store, network: { content: run.content } }
  const sources = sourcesOf(deps, { fetchTimeoutMs: 1_000 }, round, isOwn)
  if (sources === undefined) throw new Error('no such round')
  return { run, round, store, sources }
}

const none = `0x${'00'.repeat(20)}` as const

const about = ({ run, round }: RoundView): Challenge => ({
  ...{ run, round, kind: 'message', member: 0, number: 0, size: 1, length: 0, root: '0x' },
  ...{
    words: 0,
    accused: none,
    challenger: none,
    bond: 1n,
    deadline: 2_000_000_000,
    isDispute: false,
  },
})

type Asked<K extends Challenge['kind']> = Challenge & { readonly kind: K }

/** What the court opens when a survivor's message is asked for. */
export function messageChallenge({ round }: Scene, member: number): Asked<'message'> {
  const { survivors = [], masks } = round
  const [number, size] = [survivors.indexOf(member), survivors.length]
  const root = masks?.root ?? '0x'
  return { ...about(round), kind: 'message', member, number, size, root }
}

/** The same for piece `number` of a survivor's vector. */
export async function vectorChallenge(
  { round, sources, run }: Scene,
  member: number,
  number: number,
): Promise<Asked<'vector'>> {
  const bundle = await readMaskBundle(sources)
  const envelope = (bundle as readonly Uint8Array[])[round.survivors?.indexOf(member) ?? -1]
  const { operators } = run.chain.view()
  const opened = openEnvelope(
    run.chain.venue,
    envelope as Uint8Array,
    (index) => operators.get(index)?.address,
  )
  if ('fault' in opened || opened.body.phase !== phases.mask) throw new Error('no mask message')
  const root = toHex(opened.body.root)
  return {
    ...about(round),
    ...pieceOf(parameters + 1, number),
    kind: 'vector',
    member,
    root,
  }
}

/** The same for a piece of the sum or the model. */
export function resultChallenge(
  { round }: Scene,
  kind: 'sum' | 'model',
  number: number,
  words: number = kind === 'sum' ? parameters + 1 : parameters,
): Asked<'sum' | 'model'> {
  const root = round.proposal?.[kind].root ?? '0x'
  return { ...about(round), ...pieceOf(words, number), words, kind, root }
}

function pieceOf(words: number, number: number) {
  const size = Math.ceil((4 * words) / 4096)
  const length = number === size - 1 ? 4 * words - 4096 * number : 4096
  return { number, size, length }
}

/** The same for a self seed, which is given. */
export function seedChallenge(
  { round, sources }: Scene,
  member: number,
  seed: Uint8Array,
): Asked<'seed'> {
  const root = toHex(selfCommitment(sources.start, member, seed))
  return { ...about(round), kind: 'seed', member, number: 0, size: 0, root }
}
