import { toHex } from '@vain/base'
import { sha256 } from '@vain/crypto'
import {
  type Artefact,
  type Body,
  bundleRoot,
  type CheckRefs,
  type Envelope,
  encodeBundle,
  encodeRevealArtefact,
  type Hex,
  kemCiphertextBytes,
  type Reveal,
  revealRoot,
} from '@vain/protocol'

/** Bytes of a share of a sketch, and of one number of an answer. Source: docs/protocol §4.10. */
const [sealedBytes, numberBytes] = [43_136, 16]

/** Signs a body as a member. */
type Sign = (index: number, body: Body) => Envelope

/**
 * The words of the reveal artefact of a round in which everyone in U2 revealed and nobody had to
 * recover anything; with a check by a committee of so many places, or none.
 */
export function revealsOf(
  reveals: ReadonlyMap<number, Reveal>,
  places: number,
  sign: Sign,
): Artefact {
  const bundle = [...reveals].map(([index, body]) => sign(index, body))
  const check = places === 0 ? undefined : checkOf(reveals, places, sign)
  const bytes = encodeRevealArtefact(bundle, [], check)
  const root = revealRoot(
    bundle.map((envelope) => envelope.bytes),
    [],
    check,
  )
  return { root, content: contentOf(bytes) }
}

/** Bundles of a check that hold what they must in kind and length; the numbers are zeros. */
function checkOf(reveals: ReadonlyMap<number, Reveal>, places: number, sign: Sign): CheckRefs {
  const u2 = [...reveals.keys()]
  const sketches = [...reveals].map(([index, { run, round, ctx }]) => {
    const deal = () => ({
      ciphertext: new Uint8Array(kemCiphertextBytes),
      sealed: new Uint8Array(sealedBytes),
      hash: sha256(Uint8Array.of(index)),
    })
    const deals = Array.from({ length: places }, deal)
    return sign(index, { phase: 8, run, round, ctx, beacon: new Uint8Array(48), deals })
  })
  const fixed = artefactOf(sketches)
  const root = Uint8Array.from(Buffer.from(fixed.root.slice(2), 'hex'))
  const checks = [...reveals].slice(0, places).map(([index, { run, round, ctx }]) => {
    const values = new Uint8Array(135 * numberBytes)
    const openings = u2.map((of) => ({ of, values }))
    return sign(index, { phase: 9, run, round, ctx, sketches: root, openings })
  })
  const answered = artefactOf(checks)
  const check = Uint8Array.from(Buffer.from(answered.root.slice(2), 'hex'))
  const said = [...reveals].slice(0, places).map(([index, { run, round, ctx }]) => {
    const sums = [{ group: 0, values: new Uint8Array(2_560 * numberBytes) }]
    return [
      sign(index, { phase: 10, run, round, ctx, check }),
      sign(index, { phase: 11, run, round, ctx, check, sums }),
    ] as const
  })
  const [settles, sums] = [0, 1].map((i) => artefactOf(said.map((pair) => pair[i] as Envelope)))
  return { sketches: fixed, checks: answered, settles: settles as Artefact, sums: sums as Artefact }
}

const artefactOf = (bundle: readonly Envelope[]): Artefact => ({
  root: bundleRoot(bundle.map(({ bytes }) => bytes)),
  content: contentOf(encodeBundle(bundle)),
})

/** Where it would be found, as far as a contract can tell. */
const contentOf = (bytes: Uint8Array): Hex => toHex(sha256(bytes))
