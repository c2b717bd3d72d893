import { fromText, VainError } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import { createMessage } from '../../src/graph/protobuf.ts'
import { bytesOf, numbersOf, readFields } from '../../src/graph/readProtobuf.ts'
import { createModel } from '../../src/models/createModel.ts'

const field = fc.integer({ min: 1, max: 2 ** 20 })
const value = fc.oneof(fc.maxSafeNat(), fc.uint8Array({ maxLength: 300 }))

describe('readFields', () => {
  it('default: reads what createMessage writes', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ field, value })), (fields) => {
        const message = createMessage()
        for (const one of fields)
          if (typeof one.value === 'number') message.integer(one.field, one.value)
          else message.bytes(one.field, one.value)
        expect(readFields(message.encode())).to.deep.equal(fields)
      }),
    )
  })

  it('behavior: skips over fields of fixed width', () => {
    const bytes = Uint8Array.of(0x0d, 1, 2, 3, 4, 0x11, 1, 2, 3, 4, 5, 6, 7, 8, 0x18, 9)
    expect(readFields(bytes).map((one) => one.field)).to.deep.equal([1, 2, 3])
    expect(readFields(bytes).at(-1)?.value).to.equal(9)
  })

  it('vector: a negative number has ten bytes, and packed numbers are those one by one', () => {
    const minusTwo = [0xfe, ...new Array<number>(8).fill(0xff), 0x01]
    expect(readFields(Uint8Array.of(0x08, ...minusTwo))[0]?.value).to.equal(-2)
    const packed = Uint8Array.of(0x22, 0x06, 0x03, 0x8e, 0x02, 0x9e, 0xa7, 0x05, 0x20, 0x07)
    expect(numbersOf(readFields(packed), 4)).to.deep.equal([3, 270, 86_942, 7])
  })

  it('behavior: the nodes of a program, in order', () => {
    const [graph] = bytesOf(readFields(createModel('mnist-mlp').train), 7)
    const nodes = bytesOf(readFields(graph as Uint8Array), 1)
    const operators = nodes.map((node) => bytesOf(readFields(node), 4)[0])
    expect(operators.at(-1)).to.deep.equal(fromText('Identity'))
  })

  it('error: bytes that are cut off, too long, a group, or a number beyond 2⁵³', () => {
    const wrong = [
      Uint8Array.of(0x08),
      Uint8Array.of(0x08, 0x80),
      Uint8Array.of(0x0a, 5, 1, 2),
      Uint8Array.of(0x0d, 1, 2),
      Uint8Array.of(0x0b),
      Uint8Array.of(0x08, ...new Uint8Array(8).fill(0xff), 1),
      Uint8Array.of(0x0a, ...new Uint8Array(7).fill(0xff), 1),
    ]
    for (const bytes of wrong)
      expect(() => readFields(bytes))
        .to.throw(VainError)
        .with.property('code', 'learn/bad-program')
  })

  it('error: whatever the bytes are, no other error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          readFields(bytes)
        } catch (error) {
          expect(error).to.have.property('code', 'learn/bad-program')
        }
      }),
    )
  })
})
