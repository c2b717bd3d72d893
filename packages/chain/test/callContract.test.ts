import { VainError } from '@vain/base'
import { expect } from 'chai'
import { callContract } from '../src/callContract.ts'
import type { Rpc } from '../src/rpc.ts'

/** What nodes answered: anvil ours, the others as issues and sources of their projects have it. */
const words = {
  anvil: 'BlockOutOfRangeError: block height is 210 but requested was 209',
  geth: 'header not found',
  Besu: 'Block not found',
  'Besu without the state': 'World state unavailable',
  Reth: 'unknown block id: number 0xd1',
  Nethermind: '209 could not be found',
  'Nethermind without the state': 'No state available for block 0xe7b1e5b5',
}

const refusal = (detail: string): VainError =>
  new VainError('chain/rpc-error', 'the node refused eth_call', {
    ...{ method: 'eth_call', code: -32000, detail },
    data: undefined,
  })

/** A node that lets new blocks overtake the first `failures` calls. */
function slowNode(failures: number, detail = words.anvil): Rpc & { readonly asked: () => number } {
  let asked = 0
  return {
    asked: () => asked,
    close: () => undefined,
    request() {
      asked += 1
      return asked <= failures
        ? Promise.reject(refusal(detail))
        : Promise.resolve(`0x${'0'.repeat(63)}7`)
    },
  }
}

describe('callContract', () => {
  const epoch = (rpc: Rpc) => callContract(rpc, 'epochSet', `0x${'11'.repeat(20)}`, 'epoch')

  for (const [node, detail] of Object.entries(words))
    it(`behavior: a call that a new block overtook is made again, in the words of ${node}`, async () => {
      const rpc = slowNode(2, detail)
      expect((await epoch(rpc)).number('value')).to.equal(7)
      expect(rpc.asked()).to.equal(3)
    })

  it('error: anything else that a node refuses is not tried again', async () => {
    const rpc = slowNode(1, 'execution reverted')
    const failure = await epoch(rpc).catch((error: unknown) => error)
    expect(failure).to.be.instanceOf(VainError)
    expect(rpc.asked()).to.equal(1)
  })

  it('error: a node that never catches up', async () => {
    const failure = await epoch(slowNode(100)).catch((error: unknown) => error)
    expect(failure).to.have.property('code', 'chain/rpc-error')
  })
})
