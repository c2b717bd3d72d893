import { readFileSync } from 'node:fs'
import type { ContractName } from '@vain/abi'
import type { Anvil } from '@vain/anvil'
import { fromHex } from '@vain/base'
import { decompressG2 } from '@vain/crypto'
import { expect } from 'chai'
import { id } from 'ethers'
import { callContract } from '../../src/callContract.ts'
import { interfaces } from '../../src/contracts.ts'
import { accessRoles, holders, rules } from '../../src/deploy/wiring.ts'
import {
  connectRpc,
  createLedgerWriter,
  createWallet,
  type DeployedNetwork,
  deployNetwork,
  devAccounts,
  handOver,
  isReverted,
  type Rpc,
  readBeacon,
  type Wallet,
} from '../../src/index.ts'
import { runSpec, startQuietAnvil } from '../support.ts'

describe('deployNetwork', () => {
  let anvil: Anvil
  let rpc: Rpc
  let wallet: Wallet
  let network: DeployedNetwork

  before(async () => {
    anvil = await startQuietAnvil({ states: 'all' })
    rpc = connectRpc(anvil.url)
    const [founder] = devAccounts(1)
    wallet = createWallet(rpc, (founder as NonNullable<typeof founder>).privateKey)
    network = await deployNetwork(wallet, { tokenHolder: wallet.address })
  })

  after(() => anvil.stop())

  const addressOf = (name: ContractName): `0x${string}` =>
    ({ ...network, ...network.institutions })[name]

  /** Whether an account may call a function at once. */
  async function mayCall(caller: string, target: ContractName, name: string): Promise<boolean> {
    const { selector } = interfaces[target].getFunction(name) as { selector: string }
    const args = [caller, addressOf(target), selector]
    const { authority } = network
    return (await callContract(rpc, 'authority', authority, 'canCall', args)).flag('immediate')
  }

  it('default: a contract of each kind stands, and knows its companions', async () => {
    const read = async (name: ContractName, what: string): Promise<string> =>
      (await callContract(rpc, name, addressOf(name), what)).hex('value')
    expect(await read('governor', 'token')).to.equal(network.vault)
    expect(await read('governor', 'timelock')).to.equal(network.institutions.timelock)
    expect(await read('slasher', 'vault')).to.equal(network.vault)
    expect(await read('slasher', 'treasury')).to.equal(network.institutions.timelock)
    expect(await read('signatureCourt', 'ledger')).to.equal(network.ledger)
    expect(await read('rewards', 'token')).to.equal(network.token)
  })

  it('default: the beacon is quicknet', async () => {
    const { publicKey, genesisTime, periodSeconds } = await readBeacon(rpc, addressOf('beacon'))
    expect({ genesisTime, periodSeconds }).to.deep.equal({
      genesisTime: 1_692_803_367,
      periodSeconds: 3,
    })
    const file = new URL('../../../../test/vectors/crypto/drand.json', import.meta.url)
    const { quicknet } = JSON.parse(readFileSync(file, 'utf8'))
    expect(decompressG2(fromHex(quicknet.publicKey))).to.deep.equal(publicKey)
  })

  it('error: no beacon is there', async () => {
    const error = await readBeacon(rpc, network.vault).catch((thrown: unknown) => thrown)
    expect(error).to.have.property('code').that.is.oneOf(['chain/reverted', 'chain/malformed'])
  })

  it('default: governance can decide on a sentence and on a distribution before they take effect', async () => {
    const read = async (name: ContractName, what: string): Promise<number> =>
      (await callContract(rpc, name, addressOf(name), what)).number('value')
    const parts = ['votingDelay', 'votingPeriod', 'lateQuorumVoteExtension'].map((what) =>
      read('governor', what),
    )
    const decision = await Promise.all([...parts, read('timelock', 'getMinDelay')])
    const longest = decision.reduce((sum, part) => sum + part, 0)
    expect(await read('slasher', 'appealSeconds')).to.be.greaterThan(longest)
    expect(await read('rewards', 'activationDelay')).to.be.greaterThan(longest)
  })

  it('default: whoever has a role may call what the table says, and nobody else', async () => {
    for (const { role, target, functions } of rules) {
      const having = role === 'pauseGuardian' ? [wallet.address] : holders[role].map(addressOf)
      for (const name of functions) {
        for (const holder of having)
          expect(await mayCall(holder, target, name), name).to.equal(true)
        const others = Object.values(network.institutions).filter((it) => !having.includes(it))
        for (const other of others) expect(await mayCall(other, target, name), name).to.equal(false)
      }
    }
  })

  it('behavior: the founder makes the first run and hands all rights over, for good', async () => {
    const writer = createLedgerWriter(wallet, network)
    await writer.createRun(runSpec, 'bafy-config')
    // Cut off before each of its transactions, and done once more when all is done.
    for (let left = 0, isDone = false; !isDone; left++) {
      expect(left, 'it goes on where it was').to.be.below(10)
      let sends = left
      const send: Wallet['send'] = async (transaction) => {
        if (sends-- === 0) throw new Error('cut off')
        return wallet.send(transaction)
      }
      isDone = await handOver({ ...wallet, send }, network).then(
        () => true,
        () => false,
      )
    }
    await handOver(wallet, network)
    const refused = await writer.createRun(runSpec, 'bafy-config').catch((error: unknown) => error)
    expect(isReverted(refused, 'AccessManagedUnauthorized')).to.equal(true)
    const { timelock, governor } = network.institutions
    expect(await mayCall(timelock, 'runRegistry', 'createRun')).to.equal(true)
    expect(await mayCall(wallet.address, 'keyBook', 'setMinStake')).to.equal(false)
    const has = async (role: string, account: string): Promise<boolean> => {
      const found = await callContract(rpc, 'timelock', timelock, 'hasRole', [role, account])
      return found.flag('value')
    }
    const timelockRoles = [id('PROPOSER_ROLE'), id('CANCELLER_ROLE'), id('EXECUTOR_ROLE')]
    for (const role of timelockRoles) expect(await has(role, governor)).to.equal(true)
    for (const account of [wallet.address, `0x${'00'.repeat(20)}`])
      for (const role of [`0x${'00'.repeat(32)}`, ...timelockRoles])
        expect(await has(role, account)).to.equal(false)
    const admins = [accessRoles.admin, wallet.address]
    const member = await callContract(rpc, 'authority', network.authority, 'hasRole', admins)
    expect(member.flag('isMember')).to.equal(false)
  })
})
