import { VainError } from '@vain/base'
import { expect } from 'chai'
import { callContract } from '../src/callContract.ts'
import type { Rpc } from '../src/rpc.ts'

const overtaken = new VainError('chain/rpc-error', 'the node refused eth_call', {
  method: 'eth_call',
  code: -32602,
  detail: 'BlockOutOfRangeError: block height is 210 but requested was 209',
  data: undefined,
})

/** A node that lets new blocks overtake the first `failures` calls. */
function slowNode(failures: number): Rpc & { readonly asked: () => number } {
  let asked = 0
  return {
    asked: () => asked,
    close: () => undefined,
    request() {
      asked += 1
      return asked <= failures ? Promise.reject(overtaken) : Promise.resolve(`0x${'0'.repeat(63)}7`)
    },
  }
}

describe('callContract', () => {
  const epoch = (rpc: Rpc) => callContract(rpc, 'epochSet', `0x${'11'.repeat(20)}`, 'epoch')

  it('behavior: a call that a new block overtook is made again', async () => {
    const rpc = slowNode(2)
    expect((await epoch(rpc)).number('value')).to.equal(7)
    expect(rpc.asked()).to.equal(3)
  })

  it('error: a node that never catches up', async () => {
    const failure = await epoch(slowNode(100)).catch((error: unknown) => error)
    expect(failure).to.have.property('code', 'chain/rpc-error')
  })
})
