import { toHex } from '@vain/base'
import { type Body, encode, openEnvelope, toBitmap } from '@vain/protocol'
import { expect } from 'chai'
import fc from 'fast-check'
import { deployAny } from '../support/chain.ts'
import { fixInputs, makeSign, maskBody, signFor, stageCourts } from '../support/inputs.ts'
import { runNumber } from '../support/round.ts'
import { fresh } from '../support/stage.ts'

const seed = 20_266

async function stageMock() {
  const courts = await stageCourts()
  const inputs = await fixInputs(courts)
  return { courts, inputs, mock: await deployAny('InputsMock', [courts.ledger]) }
}

type Staged = Awaited<ReturnType<typeof stageMock>>

/** What nodes say of bytes: the body and its sender if they are a message of this round. */
function read({ courts, inputs }: Staged, bytes: Uint8Array) {
  const addressOf = (index: number) => courts.operators[index]?.wallet.address.toLowerCase()
  const opened = openEnvelope(courts.venue, bytes, addressOf as never)
  if ('fault' in opened) return undefined
  const { run, round } = opened.body
  return run === runNumber && round === inputs.round ? opened : undefined
}

/** Whether the contract and the nodes say the same of bytes, as every kind of message. */
async function compare(staged: Staged, bytes: Uint8Array): Promise<string> {
  const { inputs, mock } = staged
  const opened = read(staged, bytes)
  const phase = opened?.body.phase
  const place = [runNumber, inputs.round]
  for (const index of [0, 2, 3]) {
    const isMask = await mock.isMask?.(...place, index, toHex(bytes))
    expect(isMask, `mask of ${index}`).to.equal(phase === 3 && opened?.sender === index)
  }
  expect(await mock.isAdvertise?.(...place, toHex(bytes))).to.equal(phase === 1)
  // The contract does not look into a share message: it may accept one more, never one less.
  if (phase === 2) expect(await mock.opens?.(...place, 2, toHex(bytes))).to.equal(true)
  return `${phase}`
}

const change = fc.record({
  kind: fc.constantFrom('flip', 'drop', 'insert', 'cut', 'append'),
  place: fc.nat(),
  value: fc.integer({ min: 1, max: 255 }),
})

function apply(
  bytes: Uint8Array,
  { kind, place, value }: { kind: string; place: number; value: number },
) {
  const all = [...bytes]
  const i = place % bytes.length
  if (kind === 'flip') all[i] = (all[i] ?? 0) ^ value
  else if (kind === 'drop') all.splice(i, 1)
  else if (kind === 'insert') all.splice(i, 0, value)
  else if (kind === 'cut') all.length = i
  else all.push(value)
  return Uint8Array.from(all)
}

/** Order of secp256k1. Source: SEC 2 §2.4.1. */
const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

describe('Inputs', () => {
  it('default: honest messages are what they are to nodes and to the contract', async () => {
    const staged = await fresh(stageMock)
    const { roster, share, masks } = staged.inputs.bundles
    const seen = new Set<string>()
    for (const leaf of [...roster, ...share, ...masks]) seen.add(await compare(staged, leaf))
    expect([...seen].toSorted()).to.deep.equal(['1', '2', '3'])
  })

  it('behavior: whatever is changed in a message, both say the same of it', async () => {
    const staged = await fresh(stageMock)
    const { roster, share, masks } = staged.inputs.bundles
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...[roster, share, masks].flatMap((leaves) => [leaves[2] as Uint8Array])),
        fc.array(change, { minLength: 1, maxLength: 2 }),
        async (leaf, changes) => {
          await compare(staged, changes.reduce(apply, leaf))
        },
      ),
      { seed, numRuns: 150 },
    )
  })

  it('behavior: signed bodies of other shapes, both say the same of them', async () => {
    const staged = await fresh(stageMock)
    const { courts, inputs } = staged
    const sign = makeSign(courts)
    const honest = maskBody(inputs.round, 2, new Uint8Array(32), inputs.vectors)
    const odd: object[] = [
      honest,
      { ...honest, peers: new Uint8Array() },
      { ...honest, peers: toBitmap([65_534]) },
      { ...honest, peers: Uint8Array.of(1, 0) },
      { ...honest, peers: new Uint8Array(8_192).fill(255) },
      { ...honest, peers: new Uint8Array(8_193).fill(255) },
      { ...honest, length: 0 },
      { ...honest, length: 0xffff_ffff },
      { ...honest, length: 2 ** 32 },
      { ...honest, length: -1 },
      { ...honest, root: new Uint8Array(31) },
      { ...honest, ctx: new Uint8Array(33) },
      { ...honest, cid: 'more' },
      { ...honest, run: 2 },
      { ...honest, phase: 4 },
    ]
    const seen: string[] = []
    for (const body of odd) seen.push(await compare(staged, sign(2, body as Body)))
    expect(seen.filter((phase) => phase === '3')).to.have.lengthOf(6)
  })

  it('behavior: bodies of another run or round under a signature for this one, both refuse them', async () => {
    const staged = await fresh(stageMock)
    const { courts, inputs } = staged
    for (const leaves of [inputs.bundles.roster, inputs.bundles.masks]) {
      const { body } = read(staged, leaves[2] as Uint8Array) as { body: Body }
      const message = { run: runNumber, round: inputs.round, phase: body.phase }
      const signed = (change: object) => signFor(courts, message, 2, { ...body, ...change })
      expect(await compare(staged, signed({}))).to.equal(`${body.phase}`)
      for (const change of [{ run: 2 }, { round: inputs.round + 1 }, { run: 2, round: 9 }])
        expect(await compare(staged, signed(change))).to.equal('undefined')
    }
  })

  it('behavior: signatures in other forms, both refuse them', async () => {
    const staged = await fresh(stageMock)
    const leaf = staged.inputs.bundles.masks[2] as Uint8Array
    const end = leaf.length
    const s = BigInt(toHex(leaf.slice(end - 33, end - 1)))
    const high = Uint8Array.from(Buffer.from((order - s).toString(16).padStart(64, '0'), 'hex'))
    const v = leaf[end - 1] as number
    const tail = (from: number, bytes: readonly number[]) =>
      leaf.map((byte, i) => bytes[i - from] ?? byte)
    for (const forged of [
      tail(end - 33, [...high, v === 27 ? 28 : 27]),
      tail(end - 33, [...high]),
      tail(end - 1, [v - 27]),
      tail(end - 1, [v === 27 ? 28 : 27]),
      tail(end - 1, [v + 8]),
      tail(end - 65, Array(32).fill(0)),
      tail(end - 65, Array(32).fill(255)),
      tail(end - 33, Array(32).fill(0)),
    ])
      expect(await compare(staged, forged)).to.equal('undefined')
  })

  it('behavior: operators that do not exist send nothing', async () => {
    const staged = await fresh(stageMock)
    const body = maskBody(staged.inputs.round, 2, new Uint8Array(32), staged.inputs.vectors)
    const signature = new Uint8Array(65).fill(27)
    for (const sender of [10, 11, 65_534, 65_535])
      expect(await compare(staged, encode([sender, encode(body), signature]))).to.equal('undefined')
  })
})
