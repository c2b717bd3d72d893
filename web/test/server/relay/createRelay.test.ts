import { noMeter, VainError } from '@vain/base'
import type { Wallet, WalletCall } from '@vain/chain'
import type { SignedVote } from '@vain/indexer'
import { openSqliteQuota, type Quota } from '@vain/limits'
import type { Hex } from '@vain/protocol'
import { createLog, createRateLimit, type HttpFailure, systemClock } from '@vain/service'
import { expect } from 'chai'
import { createRelay, type Relay } from '../../../server/relay/createRelay.ts'

const governor = `0x${'aa'.repeat(20)}` as Hex
const vote: SignedVote = {
  ...{ kind: 'ballot', proposal: `0x${'01'.repeat(32)}`, support: 'for' },
  ...{ voter: `0x${'bb'.repeat(20)}`, reason: '', params: '0x', signature: '0x1234' },
}

const log = createLog({ level: 'silent', format: 'json', name: 'test' })

/** A wallet on a chain where every vote has weight. */
function walletThat(send: Wallet['send']): Wallet {
  const request = async (method: string): Promise<unknown> =>
    method === 'eth_call' ? `0x${'01'.padStart(64, '0')}` : expect.fail(method)
  return { address: governor, rpc: { request, close() {} }, send }
}

const hourMs = 3_600_000
const tries = createRateLimit({ perSecond: 1, burst: 30, maxAddresses: 10 }, () => 0)
const emptyQuota = (): Quota => openSqliteQuota(systemClock, ':memory:', hourMs)

function relayOn(
  send: Wallet['send'],
  perHour: number,
  quota: Pick<Quota, 'take'> = emptyQuota(),
): Relay {
  const deps = { log, meter: noMeter, wallet: walletThat(send), tries, quota }
  return createRelay(deps, { chainId: 1n, governor, perHour })
}

const failureOf = (sent: Promise<unknown>): Promise<HttpFailure> =>
  sent.then(
    () => expect.fail('it was sent'),
    (error: HttpFailure) => error,
  )

describe('createRelay', () => {
  it('error: pays for no voter whose signature is dear to check', async () => {
    const calls: WalletCall[] = []
    const relay = relayOn(async (call) => {
      calls.push(call)
      throw new VainError('chain/too-much-gas', 'too much', {})
    }, 5)
    const failure = await failureOf(relay.send(vote, '127.0.0.1'))
    expect(failure).to.include({ status: 409, code: 'relay/too-costly' })
    expect(calls.map(({ maxGas = 0n }) => maxGas > 0n && maxGas <= 1_000_000n)).to.deep.equal([
      true,
    ])
  })

  it('behavior: a vote that cost nothing takes none of the hour’s places', async () => {
    let failure: VainError | undefined = new VainError('chain/insufficient-funds', 'none', {})
    const relay = relayOn(async () => {
      if (failure !== undefined) throw failure
      return { transaction: '0x1234' } as never
    }, 1)
    expect(await failureOf(relay.send(vote, 'a'))).to.include({ code: 'relay/out-of-funds' })
    failure = new VainError('chain/reverted', 'voted before', { error: 'AlreadyCast' })
    expect(await failureOf(relay.send(vote, 'a'))).to.include({ code: 'relay/refused' })
    failure = undefined
    await relay.send(vote, 'a')
    expect(await failureOf(relay.send(vote, 'a'))).to.include({ code: 'relay/too-many' })
  })

  it('behavior: of two at once one gets the last place, and what was paid for counts', async () => {
    const { promise, reject } = Promise.withResolvers<never>()
    const relay = relayOn(() => promise, 1)
    const first = failureOf(relay.send(vote, 'a'))
    expect(await failureOf(relay.send(vote, 'b'))).to.include({ code: 'relay/too-many' })
    reject(new VainError('chain/reverted', 'too late', { error: 'x', transaction: '0x12' }))
    expect(await first).to.include({ code: 'relay/refused' })
    expect(await failureOf(relay.send(vote, 'a'))).to.include({ code: 'relay/too-many' })
  })

  it('behavior: what one limit refuses takes no place of the other', async () => {
    const quota = emptyQuota()
    const send = async () => ({ transaction: '0x1234' }) as never
    const other = { ...vote, voter: `0x${'cc'.repeat(20)}` as const }
    await relayOn(send, 1, quota).send(vote, 'a')
    for (let i = 0; i < 20; i++)
      expect(await failureOf(relayOn(send, 1, quota).send(other, 'b'))).to.include({
        code: 'relay/too-many',
      })
    await relayOn(send, 2, quota).send(other, 'a')
  })

  it('error: pays for nothing that it cannot count', async () => {
    const take = async () => {
      throw new VainError('portal/redis-away', 'Redis does not answer', {})
    }
    const relay = relayOn(() => expect.fail('it was sent'), 5, { take })
    const failure = await failureOf(relay.send(vote, 'a'))
    expect(failure).to.include({ status: 503, code: 'relay/uncounted' })
    expect(failure.message).to.contain('transaction of your own')
  })
})
