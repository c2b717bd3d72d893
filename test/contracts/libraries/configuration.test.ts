import { fromText, toHex } from '@vain/base'
import { encode, encodeConfiguration, sumForm } from '@vain/protocol'
import { expect } from 'chai'
import fc from 'fast-check'
import { deployAny } from '../support/chain.ts'
import { configurationOf } from '../support/configurations.ts'
import { fresh } from '../support/stage.ts'

const seed = 20_265

async function mock() {
  return deployAny('ConfigurationMock')
}

const shapes = (['whole', 'groups', 'singles'] as const).flatMap((grouping) =>
  ([16, 32] as const).map((laneBits) => ({ grouping, laneBits })),
)

/** What takes every kind of item that DAG-CBOR has, in every length of head. */
const anything = fc.letrec((tie) => ({
  item: fc.oneof(
    { maxDepth: 3 },
    fc.integer(),
    fc.maxSafeNat(),
    fc.string({ maxLength: 300 }),
    fc.uint8Array({ maxLength: 300 }),
    fc.boolean(),
    fc.constant(null),
    fc.constant(1.5),
    fc.array(tie('item'), { maxLength: 30 }),
    fc.dictionary(fc.string({ maxLength: 4 }), tie('item'), { maxKeys: 30, noNullPrototype: true }),
  ),
}))

describe('Configuration', () => {
  it('default: agrees with the protocol on the form of every kind of sums', async () => {
    const library = await fresh(mock)
    const found = new Set<boolean>()
    for (const shape of shapes) {
      // Words that could be taken for settings.
      for (const name of ['a run', 'laneBits \u0018\u0010 grouping groups', 'x'.repeat(64)]) {
        const configuration = configurationOf(shape, name)
        const bytes = encodeConfiguration(configuration)
        const plain = sumForm([0], configuration, new Uint8Array(32)) === undefined
        expect(await library.hasPlainSums?.(bytes), JSON.stringify(shape)).to.equal(plain)
        found.add(plain)
      }
    }
    expect(found.size).to.equal(2)
  })

  it('property: passes over whatever else is in it', async () => {
    const library = await fresh(mock)
    const { item } = anything
    await fc.assert(
      fc.asyncProperty(item, item, fc.constantFrom(...shapes), async (a, b, shape) => {
        const { numbers, aggregation } = configurationOf(shape)
        const bytes = encode({
          a,
          ...{ numbers: { b, ...numbers }, aggregation: { a: b, ...aggregation } },
        })
        const plain = shape.grouping === 'whole' && shape.laneBits === 32
        expect(await library.hasPlainSums?.(bytes)).to.equal(plain)
      }),
      { seed, numRuns: 60 },
    )
  })

  it('behavior: passes over a tagged item, and stops at a head that DAG-CBOR has not', async () => {
    const library = await fresh(mock)
    const { numbers, aggregation } = configurationOf({ grouping: 'whole', laneBits: 32 })
    const two = encode({ numbers, aggregation })
    const withFirst = (...item: number[]) => Uint8Array.of(0xa3, ...item, ...two.subarray(1))
    // Under the key `a`, a tag of one byte before one byte.
    const tagged = withFirst(0x61, 0x61, 0xd8, 0x2a, 0x41, 0)
    expect(await library.hasPlainSums?.(tagged)).to.equal(true)
    // A key whose length would take 16 bytes.
    const long = withFirst(0x7c, ...Array(15).fill(0), 1, 0x61, 1)
    await expect(library.hasPlainSums?.(long)).to.be.revertedWithCustomError(
      library,
      'MalformedConfiguration',
    )
  })

  it('error: cut off anywhere before its last setting, and what is no configuration', async () => {
    const library = await fresh(mock)
    const bytes = encodeConfiguration(configurationOf({ grouping: 'whole', laneBits: 32 }))
    const refused = (data: Uint8Array) =>
      expect(library.hasPlainSums?.(data), toHex(data)).to.be.revertedWithCustomError(
        library,
        'MalformedConfiguration',
      )
    const whole = Buffer.from(bytes).indexOf('hwhole') + 1 + 'whole'.length
    const lanes = Buffer.from(bytes).indexOf('laneBits') + 'laneBits'.length + 2
    const last = Math.max(whole, lanes)
    for (let length = 0; length < last - 1; length += 7) await refused(bytes.subarray(0, length))
    for (const other of [
      ...[[], 7, 'text', {}, { numbers: 3, aggregation: {} }, { numbers: {}, aggregation: {} }],
      { numbers: { laneBits: '32' }, aggregation: { grouping: 'whole' } },
      { numbers: { laneBits: 32 }, aggregation: { grouping: 5 } },
      { numbers: { laneBits: 32 }, aggregation: { grouping: fromText('whole') } },
      { numbers: [32], aggregation: { grouping: 'whole' } },
    ])
      await refused(encode(other))
    // A text of indefinite length, and one longer than memory, where keys stand.
    await refused(Uint8Array.of(0xa1, 0x7f))
    await refused(Uint8Array.of(0xa1, 0x7b, ...new Uint8Array(8).fill(0xff)))
    await refused(Uint8Array.of(0xa1, 0x61, 0x61, 0x9b, ...new Uint8Array(8).fill(0xff)))
  })
})
