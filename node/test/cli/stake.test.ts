import { join } from 'node:path'
import { fromText, toHex, VainError } from '@vain/base'
import { keccak256 } from '@vain/crypto'
import type { Hex } from '@vain/protocol'
import type { TestChain } from '@vain/testkit'
import { expect } from 'chai'
import { stakeCommand, stakeCommands } from '../../src/cli/stake.ts'
import { temporaryFolder } from '../support/temporaryFolder.ts'
import { openTestAccount, printed, type TestAccount } from './network/account.ts'

const vain = 10n ** 18n

describe('stakeCommand', function () {
  this.timeout(60_000)
  const folder = temporaryFolder()
  let account: TestAccount
  let chain: TestChain

  before(async () => {
    account = await openTestAccount(folder)
    chain = account.chain
  })
  after(() => chain.stop())

  const run = async (name: keyof typeof stakeCommands, ...argv: string[]): Promise<number> =>
    (await printed(() => stakeCommand(stakeCommands[name], [...argv, '--config', account.config])))
      .code
  const codeOf = async (...command: Parameters<typeof run>): Promise<string> => {
    const error = await run(...command).catch((thrown: unknown) => thrown)
    return error instanceof VainError ? error.code : String(error)
  }
  const address = (): Hex => account.address
  /** A call of the founder, its arguments a word each. */
  async function send(to: Hex, signature: string, ...args: readonly string[]): Promise<void> {
    const selector = toHex(keccak256(fromText(signature)).subarray(0, 4))
    const words = args.map((arg) => arg.replace('0x', '').padStart(64, '0'))
    const { chainId } = chain.deployment
    const data: Hex = `${selector}${words.join('')}`
    await chain.wallets[0]?.send({ chainId, to, data, name: signature })
  }

  it('error: amounts that are none, too great, or that the roles need', async () => {
    expect(await codeOf('unbond')).to.equal('vain/bad-argument')
    expect(await codeOf('unbond', '-1')).to.equal('vain/bad-argument')
    expect(await codeOf('unbond', '1e3')).to.equal('vain/bad-argument')
    expect(await codeOf('unbond', '0')).to.equal('vain/bond-too-small')
    expect(await codeOf('unbond', '8.1')).to.equal('vain/bond-too-small')
    expect(await codeOf('unbond', '3.000000000000000001')).to.equal('vain/bond-needed')
    expect(await codeOf('unbond', 'all')).to.equal('vain/bond-needed')
    expect(await codeOf('withdraw')).to.equal('vain/nothing-unbonding')
    expect(await chain.reader.bonded(address())).to.equal(8n * vain)
  })

  it('default: what the roles do not need can be taken out at once', async () => {
    expect(await run('unbond', '3')).to.equal(0)
    expect(await chain.reader.bonded(address())).to.equal(5n * vain)
    expect((await chain.reader.unbonding(address())).amount).to.equal(3n * vain)
  })

  it('default: retires, unbonds all and withdraws when the time has come', async () => {
    expect(await run('retire')).to.equal(0)
    expect(await chain.reader.indexOf(address())).to.equal(undefined)
    expect(await codeOf('retire')).to.equal('vain/not-registered')
    expect(await run('unbond', 'all')).to.equal(0)
    expect(await codeOf('withdraw')).to.equal('vain/still-unbonding')
    const { readyAt } = await chain.reader.unbonding(address())
    await chain.pass(readyAt - Math.floor(Date.now() / 1_000) + 10)
    const { vault, authority } = chain.deployment
    // Number 2 is the role of the slasher.
    const founder = chain.accounts[0]?.address ?? expect.fail()
    await send(authority, 'grantRole(uint64,address,uint32)', '2', founder, '0')
    await send(vault, 'hold(address)', address())
    expect(await codeOf('withdraw')).to.equal('vain/stake-held')
    await send(vault, 'release(address)', address())
    const before = await chain.reader.balanceOf(address())
    expect(await run('withdraw')).to.equal(0)
    expect(await chain.reader.balanceOf(address())).to.equal(before + 8n * vain)
  })

  it('error: no keystore is made where there is none', async () => {
    expect(await codeOf('retire', '--data-folder', join(folder, 'nowhere'))).to.equal(
      'keystore/missing',
    )
  })
})
