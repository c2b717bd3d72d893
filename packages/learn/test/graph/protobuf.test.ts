import { toHex } from '@vain/base'
import { expect } from 'chai'
import { createMessage } from '../../src/graph/protobuf.ts'

describe('createMessage', () => {
  it('vector: the examples of the protobuf encoding guide', () => {
    expect(toHex(createMessage().integer(1, 150).encode())).to.equal('0x089601')
    expect(toHex(createMessage().text(2, 'testing').encode())).to.equal('0x120774657374696e67')
    const nested = createMessage().message(3, createMessage().integer(1, 150))
    expect(toHex(nested.encode())).to.equal('0x1a03089601')
  })

  it('behavior: field numbers above 15 and values above 32 bits', () => {
    expect(toHex(createMessage().integer(20, 0).encode())).to.equal('0xa00100')
    expect(
      toHex(
        createMessage()
          .integer(1, 2 ** 40)
          .encode(),
      ),
    ).to.equal('0x08808080808020')
  })
})
