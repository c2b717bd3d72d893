import { expect } from 'chai'
import fc from 'fast-check'
import { createMessage } from '../../src/graph/protobuf.ts'
import { bytesOf, readFields } from '../../src/graph/protobufReader.ts'

const read = (bytes: readonly number[]) => [...readFields(Uint8Array.from(bytes))]

describe('readFields', () => {
  it('vector: the examples of the protobuf encoding guide', () => {
    expect(read([0x08, 0x96, 0x01])).to.deep.equal([{ field: 1, kind: 'number', value: 150n }])
    expect(
      read([0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]).map(({ field }) => field),
    ).to.deep.equal([2])
  })

  it('default: reads what was written', () => {
    const fields = fc.array(
      fc.record({ field: fc.integer({ min: 1, max: 2 ** 29 - 1 }), value: fc.maxSafeNat() }),
    )
    fc.assert(
      fc.property(fields, fc.uint8Array(), (numbers, bytes) => {
        const message = createMessage()
        for (const { field, value } of numbers) message.integer(field, value)
        message.bytes(5, bytes)
        const encoded = message.encode()
        expect([...readFields(encoded)].slice(0, -1)).to.deep.equal(
          numbers.map(({ field, value }) => ({ field, kind: 'number', value: BigInt(value) })),
        )
        expect(bytesOf(encoded, 5)).to.deep.equal([bytes])
      }),
    )
  })

  it('behavior: numbers of fixed width come as bytes', () => {
    expect(read([0x0d, 1, 2, 3, 4])[0]).to.deep.equal({
      field: 1,
      kind: 'bytes',
      bytes: Uint8Array.of(1, 2, 3, 4),
    })
  })

  const refused = {
    'a number without an end': [0x08, 0x80],
    'a number of eleven bytes': [0x08, ...new Array<number>(10).fill(0x80), 1],
    'a length beyond the end': [0x12, 0x02, 0x00],
    'a length of 2^63': [0x12, ...new Array<number>(8).fill(0xff), 0x7f],
    'a kind that is no longer in use': [0x0b],
  }
  for (const [reason, bytes] of Object.entries(refused))
    it(`error: ${reason}`, () => {
      expect(() => read(bytes))
        .to.throw()
        .with.property('code', 'learn/bad-program')
    })

  it('behavior: any bytes are read or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          for (const field of readFields(bytes)) expect(field.field).to.be.at.least(0)
        } catch (error) {
          expect(error).to.have.property('code', 'learn/bad-program')
        }
      }),
    )
  })
})
