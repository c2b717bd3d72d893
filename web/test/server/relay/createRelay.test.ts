import { VainError } from '@vain/base'
import type { Wallet, WalletCall } from '@vain/chain'
import type { SignedVote } from '@vain/indexer'
import type { Hex } from '@vain/protocol'
import { createLog, type HttpFailure, systemClock } from '@vain/service'
import { expect } from 'chai'
import { createRelay } from '../../../server/relay/createRelay.ts'

const governor = `0x${'aa'.repeat(20)}` as Hex
const vote: SignedVote = {
  ...{ kind: 'ballot', proposal: `0x${'01'.repeat(32)}`, support: 'for' },
  ...{ voter: `0x${'bb'.repeat(20)}`, reason: '', params: '0x', signature: '0x1234' },
}

describe('createRelay', () => {
  it('error: pays for no voter whose signature is dear to check', async () => {
    const calls: WalletCall[] = []
    const wallet: Wallet = {
      address: governor,
      rpc: {
        request: async (method) =>
          method === 'eth_call' ? `0x${'01'.padStart(64, '0')}` : expect.fail(method),
        close() {},
      },
      async send(call) {
        calls.push(call)
        throw new VainError('chain/too-much-gas', 'too much', {})
      },
    }
    const log = createLog({ level: 'silent', format: 'json', name: 'test' })
    const options = { chainId: 1n, governor, perHour: 5 }
    const relay = createRelay({ clock: systemClock, log, wallet }, options)
    const failure = await relay.send(vote, '127.0.0.1').then(
      () => expect.fail('it was sent'),
      (error: HttpFailure) => error,
    )
    expect(failure).to.include({ status: 409, code: 'relay/too-costly' })
    expect(calls.map(({ maxGas = 0n }) => maxGas > 0n && maxGas <= 1_000_000n)).to.deep.equal([
      true,
    ])
  })
})
