import { readBlock } from '@vain/chain'
import { expect } from 'chai'
import { startTestChain, type TestChain } from '../src/index.ts'

describe('startTestChain', () => {
  let chain: TestChain

  before(async () => {
    chain = await startTestChain({ accounts: 3, minStakes: { trainer: 7n } })
  })

  after(() => chain.stop())

  it('default: every account has ether and tokens, and the contracts are there', async () => {
    for (const { address } of chain.accounts) {
      expect((await chain.reader.gasBalanceOf(address)) > 10n ** 18n).to.equal(true)
      expect((await chain.reader.balanceOf(address)) >= 10n ** 21n).to.equal(true)
    }
    expect(await chain.reader.minStake('trainer')).to.equal(7n)
  })

  it('default: time passes when told to', async () => {
    const before = await readBlock(chain.rpc, 'latest')
    expect(await chain.reader.currentEpoch()).to.equal(0)
    await chain.pass(100)
    const after = await readBlock(chain.rpc, 'latest')
    expect(after?.number).to.equal((before?.number ?? 0) + 1)
    expect((after?.timestamp ?? 0) - (before?.timestamp ?? 0)).to.be.within(100, 110)
    expect(await chain.reader.currentEpoch()).to.equal(1)
  })

  it('behavior: a restart goes on where it was', async () => {
    const before = await readBlock(chain.rpc, 'latest')
    await chain.restart()
    expect(await readBlock(chain.rpc, 'latest')).to.deep.equal(before)
    await chain.writers[1]?.bond(5n)
    expect(await chain.reader.bonded(chain.accounts[1]?.address ?? expect.fail())).to.equal(5n)
    const after = await readBlock(chain.rpc, 'latest')
    expect(after?.timestamp).to.be.at.least(before?.timestamp ?? 0)
  })
})
