import type { RPC } from '@libp2p/gossipsub/message'
import { expect } from 'chai'
import fc from 'fast-check'
import { rawMessageId } from '../../src/transport/rawMessageId.ts'

const part = fc.uint8Array({ maxLength: 4 })
const messages: fc.Arbitrary<RPC.Message> = fc.record(
  {
    ...{ topic: fc.string({ maxLength: 3 }) },
    ...{ from: part, data: part, seqno: part, signature: part, key: part },
  },
  { requiredKeys: ['topic'] },
)

/** An empty part is as good as none. */
const bytesOf = ({ from, data, seqno, topic, signature, key }: RPC.Message): string =>
  JSON.stringify([topic, ...[from, data, seqno, signature, key].map((it) => [...(it ?? [])])])

describe('rawMessageId', () => {
  it('property: two messages have one id if all their parts are the same, and only then', () => {
    fc.assert(
      fc.property(messages, messages, (a, b) => {
        expect(rawMessageId(a)).to.equal(rawMessageId(structuredClone(a)))
        expect(rawMessageId(a) === rawMessageId(b)).to.equal(bytesOf(a) === bytesOf(b))
      }),
      { numRuns: 2_000 },
    )
  })

  it('property: a message of which a part is another has another id', () => {
    const names = fc.constantFrom('from', 'data', 'seqno', 'signature', 'key')
    fc.assert(
      fc.property(
        messages,
        names,
        fc.uint8Array({ minLength: 5, maxLength: 8 }),
        (it, name, other) => {
          expect(rawMessageId({ ...it, [name]: other })).not.to.equal(rawMessageId(it))
        },
      ),
    )
  })
})
