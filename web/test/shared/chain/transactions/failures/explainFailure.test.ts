import { vainGovernorAbi } from '@vain/abi'
import { expect } from 'chai'
import { encodeErrorResult } from 'viem'
import { explainFailure } from '../../../../../src/shared/chain/transactions/failures/explainFailure.ts'

const because = (message: string, cause: object): Error => new Error(message, { cause })
const named = (name: string, more: object = {}): object =>
  Object.assign(new Error(name), { name }, more)

const refused = encodeErrorResult({
  abi: vainGovernorAbi,
  errorName: 'GovernorAlreadyCastVote',
  args: ['0x0000000000000000000000000000000000000011'],
})

describe('explainFailure', () => {
  it('default: says what a contract refused, wherever the node put the bytes', async () => {
    for (const data of [refused, { data: refused }, { originalError: { data: refused } }]) {
      const refusal = await explainFailure(because('failed', named('RpcRequestError', { data })))
      expect(refusal).to.deep.equal({
        kind: 'reverted',
        error: 'GovernorAlreadyCastVote',
        message: '0x0000000000000000000000000000000000000011 has voted on this proposal already.',
      })
    }
  })

  it('default: keeps a rejected signature apart from a failure', async () => {
    const byWallet = because('failed', named('Other', { code: 4001 }))
    expect((await explainFailure(byWallet)).kind).to.equal('rejected')
    expect((await explainFailure(named('UserRejectedRequestError'))).kind).to.equal('rejected')
  })

  it('default: knows a missing wallet, another network, an empty purse and a silent node', async () => {
    const kinds = [
      'ConnectorNotConnectedError',
      'SwitchChainError',
      'InsufficientFundsError',
      'HttpRequestError',
    ]
    const said = await Promise.all(
      kinds.map((name) => explainFailure(because('failed', named(name)))),
    )
    expect(said.map(({ kind }) => kind)).to.deep.equal([
      'no-wallet',
      'wrong-network',
      'no-funds',
      'no-answer',
    ])
  })

  it('malice: ends on causes that go in a circle, and on bytes of a stranger', async () => {
    const error = new Error('round')
    error.cause = error
    expect(await explainFailure(error)).to.deep.equal({ kind: 'unknown', message: 'round' })
    const { message } = await explainFailure(named('Other', { data: '0xdeadbeef00' }))
    expect(message).to.contain('0xdeadbeef00')
  })
})
