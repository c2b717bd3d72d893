import { fromHex, Secret, toHex } from '@vain/base'
import { addressOf, keccak256, sha256 } from '@vain/crypto'
import { encode, kemKeyBytes, messageDigest } from '@vain/protocol'
import { expect } from 'chai'
import { TypedDataEncoder } from 'ethers'
import fc from 'fast-check'
import { deployAny, ethers } from '../support/chain.ts'
import { fresh } from '../support/stage.ts'

const seed = 20_263

async function mock() {
  return deployAny('MessagesMock')
}

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
// Around every length at which the head of a number grows.
const edges = [0, 1, 23, 24, 255, 256, 65_535, 65_536, 0xffff_ffff]
const uint32 = fc.oneof(fc.constantFrom(...edges), fc.nat({ max: 0xffff_ffff }))
const uint16 = fc.oneof(fc.constantFrom(0, 23, 24, 255, 256, 65_534), fc.nat({ max: 65_534 }))
const text = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.constantFrom(23, 24, 255, 256, 300).chain(bytes),
)

const masks = fc.record({
  run: uint32,
  round: uint32,
  ctx: bytes(32),
  length: uint32,
  root: bytes(32),
  content: bytes(32),
  peers: text,
  edges: bytes(32),
})
const advertises = fc.record({
  run: uint32,
  round: uint32,
  maskKey: bytes(32),
  sealKey: bytes(32),
  kemKey: bytes(kemKeyBytes),
  selfCommitment: bytes(32),
})

/** What one of the library's functions answers. */
async function ask(
  messages: Awaited<ReturnType<typeof mock>>,
  name: string,
  ...args: readonly unknown[]
  // biome-ignore lint/suspicious/noExplicitAny: what ethers decodes is not typed.
): Promise<any> {
  return messages[name]?.(...args)
}

type Fields = Record<string, number | Uint8Array>

/** Fields as the contract takes and gives them. */
const toFields = (fields: Fields): Record<string, bigint | string> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'number' ? BigInt(value) : toHex(value),
    ]),
  )
const fromFields = (fields: Record<string, bigint | string>): Fields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'bigint' ? Number(value) : fromHex(value),
    ]),
  )

/** One small change of bytes that somebody may try. */
const change = fc.record({
  kind: fc.constantFrom('flip', 'drop', 'insert', 'cut', 'append', 'set'),
  place: fc.nat(),
  value: fc.integer({ min: 1, max: 255 }),
})
function apply(
  data: Uint8Array,
  { kind, place, value }: { kind: string; place: number; value: number },
): Uint8Array {
  const i = data.length === 0 ? 0 : place % data.length
  const all = [...data]
  if (kind === 'flip') all[i] = (all[i] ?? 0) ^ value
  else if (kind === 'set') all[i] = value
  else if (kind === 'drop') all.splice(i, 1)
  else if (kind === 'insert') all.splice(i, 0, value)
  else if (kind === 'cut') all.length = i
  else all.push(value)
  return Uint8Array.from(all)
}

describe('Messages', () => {
  const bodies = [
    { name: 'Mask', phase: 3, fields: masks },
    { name: 'Advertise', phase: 1, fields: advertises },
  ] as const

  for (const { name, phase, fields } of bodies) {
    const arbitrary = fields as fc.Arbitrary<Fields>
    const expectedOf = (value: Fields): Uint8Array => encode({ phase, ...value })

    it(`default: ${name} has the bytes of DAG-CBOR and comes back from them`, async () => {
      const messages = await fresh(mock)
      await fc.assert(
        fc.asyncProperty(arbitrary, async (value) => {
          const data = toHex(expectedOf(value))
          expect(await ask(messages, `encode${name}`, toFields(value))).to.equal(data)
          const [ok, parsed] = await ask(messages, `parse${name}`, data)
          expect(ok).to.equal(true)
          expect(parsed.toObject()).to.deep.equal(toFields(value))
        }),
        { seed, numRuns: 60 },
      )
    })

    it(`behavior: what parses as ${name} encodes back to itself, whatever was changed`, async () => {
      const messages = await fresh(mock)
      let accepted = 0
      await fc.assert(
        fc.asyncProperty(
          arbitrary,
          fc.array(change, { minLength: 1, maxLength: 3 }),
          async (value, changes) => {
            const data = changes.reduce(apply, expectedOf(value))
            const [ok, parsed] = await ask(messages, `parse${name}`, toHex(data))
            if (!ok) return
            accepted++
            expect(toHex(expectedOf(fromFields(parsed.toObject())))).to.equal(toHex(data))
          },
        ),
        { seed, numRuns: 120 },
      )
      // Changes within a hash are another message: both answers were seen.
      expect(accepted).to.be.within(5, 115)
    })

    it(`behavior: another phase, another key order and further keys are no ${name}`, async () => {
      const messages = await fresh(mock)
      const [value] = fc.sample(arbitrary, { seed, numRuns: 1 }) as never as [Fields]
      const { run, ...rest } = value
      for (const body of [
        { phase: phase + 1, ...value },
        { phase, ...value, more: 1 },
        { phase, ...rest },
        { phase, ...value, run: 2 ** 32 },
        { phase, ...value, run: 'one' },
        [run, rest],
      ]) {
        const [ok] = await ask(messages, `parse${name}`, toHex(encode(body)))
        expect(ok, JSON.stringify(body)).to.equal(false)
      }
    })

    it(`behavior: any bytes at all get an answer from parse${name}`, async () => {
      const messages = await fresh(mock)
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (data) => {
          const [ok] = await ask(messages, `parse${name}`, toHex(data))
          expect(ok).to.equal(false)
        }),
        { seed, numRuns: 40 },
      )
    })
  }

  it('behavior: a key of ML-KEM has 1,184 bytes', async () => {
    const messages = await fresh(mock)
    const [value] = fc.sample(advertises, { seed, numRuns: 1 }) as never as [Fields]
    for (const length of [0, 23, 255, 256, 1_183, kemKeyBytes, 1_185]) {
      const body = { phase: 1, ...value, kemKey: new Uint8Array(length) }
      const [ok] = await ask(messages, 'parseAdvertise', toHex(encode(body)))
      expect(ok, `${length}`).to.equal(length === kemKeyBytes)
    }
  })

  const envelopes = fc.record({ sender: uint16, body: text, signature: bytes(65) })

  it('default: an envelope has the bytes of DAG-CBOR and comes back from them', async () => {
    const messages = await fresh(mock)
    await fc.assert(
      fc.asyncProperty(envelopes, async ({ sender, body, signature }) => {
        const data = toHex(encode([sender, body, signature]))
        const parts = [toHex(body), toHex(signature)]
        expect(await ask(messages, 'encodeEnvelope', sender, ...parts)).to.equal(data)
        const parsed = await ask(messages, 'parseEnvelope', data)
        expect([...parsed]).to.deep.equal([true, BigInt(sender), ...parts])
      }),
      { seed, numRuns: 60 },
    )
  })

  it('behavior: what parses as an envelope encodes back to itself, whatever was changed', async () => {
    const messages = await fresh(mock)
    let accepted = 0
    await fc.assert(
      fc.asyncProperty(
        envelopes,
        fc.array(change, { minLength: 1, maxLength: 3 }),
        async ({ sender, body, signature }, changes) => {
          const data = changes.reduce(apply, encode([sender, body, signature]))
          const [ok, from, inner, signed] = await ask(messages, 'parseEnvelope', toHex(data))
          if (!ok) return
          accepted++
          expect(toHex(encode([Number(from), fromHex(inner), fromHex(signed)]))).to.equal(
            toHex(data),
          )
        },
      ),
      { seed, numRuns: 120 },
    )
    expect(accepted).to.be.within(5, 115)
  })

  it('behavior: numbers that are not in their shortest form are refused', async () => {
    const messages = await fresh(mock)
    const rest = toHex(encode([0, new Uint8Array(2), new Uint8Array(65)])).slice(6)
    const parse = async (head: string) =>
      (await ask(messages, 'parseEnvelope', `0x83${head}${rest}`))[0]
    expect(await parse('00')).to.equal(true)
    for (const head of ['1800', '190000', '1a00000000', '1b0000000000000000', '20', 'f6', '1f'])
      expect(await parse(head), head).to.equal(false)
    // One that would be shortened to 16 bits if nobody looked.
    expect(await parse('1a00010000')).to.equal(false)
  })

  it('behavior: a signature has 65 bytes', async () => {
    const messages = await fresh(mock)
    for (const length of [0, 64, 66]) {
      const data = encode([1, new Uint8Array(2), new Uint8Array(length)])
      expect((await ask(messages, 'parseEnvelope', toHex(data)))[0]).to.equal(false)
    }
  })

  it('behavior: a length beyond the end costs no memory', async () => {
    const messages = await fresh(mock)
    // A list whose second item claims 4,294,967,295 bytes.
    const data = '0x83005affffffff00'
    const gas = await ethers.provider.estimateGas({
      to: await messages.getAddress(),
      data: messages.interface.encodeFunctionData('parseEnvelope', [data]),
    })
    expect(gas).to.be.below(60_000n)
  })

  it('vector: the digest is that of EIP-712 as ethers and the nodes compute it', async () => {
    const messages = await fresh(mock)
    const ledger = addressOf(new Secret(keccak256(new Uint8Array(1))))
    const types = {
      RoundMessage: [
        { name: 'run', type: 'uint32' },
        { name: 'round', type: 'uint32' },
        { name: 'phase', type: 'uint8' },
        { name: 'sender', type: 'uint16' },
        { name: 'body', type: 'bytes32' },
      ],
    }
    const verifyingContract = toHex(ledger)
    const domain = { name: 'vAIn', version: '1', chainId: 31_337, verifyingContract }
    await fc.assert(
      fc.asyncProperty(
        uint32,
        uint32,
        fc.integer({ min: 1, max: 6 }),
        uint16,
        text,
        async (run, round, phase, sender, body) => {
          const hash = sha256(body)
          const value = { run, round, phase, sender, body: toHex(hash) }
          const digest = await messages.digest?.(
            verifyingContract,
            run,
            round,
            phase,
            sender,
            toHex(hash),
          )
          expect(digest).to.equal(TypedDataEncoder.hash(domain, types, value))
          const venue = { chainId: 31_337n, ledger: verifyingContract }
          const message = { run, round, phase, sender, bodyHash: hash }
          expect(digest).to.equal(toHex(messageDigest(venue, message)))
        },
      ),
      { seed, numRuns: 20 },
    )
  })
})
