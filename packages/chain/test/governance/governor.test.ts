import type { ContractName } from '@vain/abi'
import type { Anvil } from '@vain/anvil'
import type { Hex } from '@vain/protocol'
import { expect } from 'chai'
import { id } from 'ethers'
import { encodeCall } from '../../src/callContract.ts'
import { interfaces } from '../../src/contracts.ts'
import { bytecodes } from '../../src/deploy/bytecodes.ts'
import {
  connectRpc,
  createGovernorReader,
  createGovernorWriter,
  createLedgerReader,
  createLedgerWriter,
  createWallet,
  type DeployedNetwork,
  deployNetwork,
  devAccounts,
  encodeMotion,
  findGovernor,
  type GovernorProposal,
  type GovernorReader,
  type GovernorWriter,
  handOver,
  isReverted,
  type Rpc,
  readBlock,
  readCalls,
  toRunCall,
  type Wallet,
} from '../../src/index.ts'
import { pass, runSpec, startQuietAnvil } from '../support.ts'

const vain = 10n ** 18n

describe('governor', function () {
  this.timeout(30_000)
  let anvil: Anvil
  let rpc: Rpc
  let wallets: readonly [Wallet, Wallet]
  let network: DeployedNetwork
  let reader: GovernorReader
  let writers: readonly [GovernorWriter, GovernorWriter]

  const newRun = { spec: runSpec, configCid: 'bafy…ü' }

  before(async () => {
    anvil = await startQuietAnvil({ states: 'all' })
    rpc = connectRpc(anvil.url)
    wallets = devAccounts(2).map(({ privateKey }) => createWallet(rpc, privateKey)) as never
    network = await deployNetwork(wallets[0], { tokenHolder: wallets[0].address })
  })
  after(async () => {
    rpc.close()
    await anvil.stop()
  })

  it('error: nobody governs before the founder has handed over', async () => {
    const error = await findGovernor(rpc, network).then(
      () => undefined,
      (thrown) => thrown,
    )
    expect(error.code).to.equal('chain/no-governor')
  })

  it('behavior: whoever has lost its role governs no more', async () => {
    const { authority, chainId, vault, institutions } = network
    const { timelock } = institutions
    const call = async (contract: ContractName, to: Hex, name: string, ...args: unknown[]) =>
      wallets[0].send({ chainId, to, data: encodeCall(contract, name, args), name })
    const settings = {
      ...{ votingDelay: 1, votingPeriod: 1, lateQuorumExtension: 1, executionSeconds: 1 },
      ...{ disputeSeconds: 1, quorumBps: 1, proposalThreshold: 1, guardian: timelock },
    }
    const args = interfaces.governor.encodeDeploy([vault, timelock, settings]).slice(2)
    const data = `${bytecodes.governor}${args}` as Hex
    const { created } = await wallets[0].send({ chainId, data, name: 'another' })
    await call('timelock', timelock, 'grantRole', id('PROPOSER_ROLE'), created)
    await call('authority', authority, 'grantRole', 0, timelock, 0)
    expect(await findGovernor(rpc, network)).to.equal(created)
    await call('authority', authority, 'revokeRole', 0, timelock)
    const error = await findGovernor(rpc, network).catch((thrown: unknown) => thrown)
    expect(error).to.have.property('code', 'chain/no-governor')
  })

  it('behavior: of several governors it is the one that got its role last', async () => {
    await handOver(wallets[0], network)
    expect(await findGovernor(rpc, network)).to.equal(network.institutions.governor)
  })

  it('default: is found from the ledger alone, and says how it decides', async () => {
    const { governor } = network.institutions
    expect(await findGovernor(rpc, network)).to.equal(governor)
    reader = createGovernorReader(rpc, network, governor)
    writers = wallets.map((wallet) => createGovernorWriter(wallet, network, governor)) as never
    expect(await reader.terms()).to.deep.equal({
      votingDelay: 86_400,
      votingPeriod: 3 * 86_400,
      timelockDelay: 2 * 86_400,
      executionSeconds: 2 * 86_400,
      proposalThreshold: 1_000n * vain,
    })
    expect(await reader.proposals()).to.deep.equal([])
  })

  it('default: a run is proposed, voted for, queued and executed', async () => {
    await createLedgerWriter(wallets[0], network).bond(2_000n * vain)
    await pass(rpc, 10)
    const { timestamp = 0 } = (await readBlock(rpc, 'latest')) ?? {}
    expect(await reader.votesOf(wallets[0].address, timestamp - 1)).to.equal(2_000n * vain)
    const motion = { calls: [toRunCall(network, newRun)], description: 'A run: ü' }
    const { id } = await writers[0].propose(motion)

    const [proposal] = (await reader.proposals()) as [GovernorProposal]
    expect(proposal).to.deep.include({ ...motion, id, proposer: wallets[0].address })
    const [call] = readCalls(network, network.institutions.governor, proposal.calls)
    expect(call).to.deep.include({ ...motion.calls[0], creates: newRun, function: 'createRun' })
    const pending = await reader.standingOf(id)
    expect(pending).to.deep.include({ state: 'pending', quorum: undefined, readyAt: 0 })
    expect(pending.deadline - pending.snapshot).to.equal(3 * 86_400)

    await pass(rpc, 86_401)
    expect(await reader.hasVoted(id, wallets[0].address)).to.equal(false)
    await writers[0].vote(id, 'for')
    expect(await reader.hasVoted(id, wallets[0].address)).to.equal(true)
    expect(await reader.standingOf(id)).to.deep.include({
      ...{ state: 'active', quorum: 200n * vain },
      votes: { for: 2_000n * vain, against: 0n, abstain: 0n },
    })
    await pass(rpc, 4 * 86_400)
    expect((await reader.standingOf(id)).state).to.equal('succeeded')
    // Anyone.
    await writers[1].queue(proposal)
    const { state, readyAt, expiry } = await reader.standingOf(id)
    expect(state).to.equal('queued')
    expect(expiry - readyAt).to.be.above(0)
    await pass(rpc, 2 * 86_400)
    expect(await writers[1].execute(proposal)).to.include({ run: 1 })
    expect((await reader.standingOf(id)).state).to.equal('executed')
    const head = await createLedgerReader(rpc, network).headOf(1)
    expect(head).to.not.equal(`0x${'00'.repeat(32)}`)
  })

  it('behavior: votes are for, against and abstentions', async () => {
    const motion = { calls: [toRunCall(network, newRun)], description: 'Another' }
    const { id } = await writers[0].propose(motion)
    await pass(rpc, 86_401)
    await writers[0].vote(id, 'abstain')
    const { votes } = await reader.standingOf(id)
    expect(votes).to.deep.equal({ for: 0n, against: 0n, abstain: 2_000n * vain })
  })

  it('error: who has too few votes is told so', async () => {
    const refused = await writers[1]
      .propose({ calls: [toRunCall(network, newRun)], description: 'A third' })
      .catch((error: unknown) => error)
    expect(isReverted(refused, 'GovernorInsufficientProposerVotes')).to.equal(true)
  })

  it('default: calldata for whoever sends it by other means is what is sent', async () => {
    const motion = { calls: [toRunCall(network, newRun)], description: 'By hand' }
    const { governor } = network.institutions
    await wallets[0].send({
      ...{ chainId: network.chainId, to: governor, name: 'propose' },
      data: encodeMotion(motion),
    })
    expect((await reader.proposals()).at(-1)?.description).to.equal('By hand')
  })

  it('behavior: a description that is no UTF-8 is decided like any other', async () => {
    const { governor } = network.institutions
    const text = 'no UTF-8: \u00ff'
    const { timestamp = 0 } = (await readBlock(rpc, 'latest')) ?? {}
    const calls = [toRunCall(network, { ...newRun, configCid: `${timestamp}` })]
    // The one character of two bytes becomes a byte that begins none.
    const data = encodeMotion({ calls, description: text }).replace('c3bf', 'ff41') as Hex
    await wallets[0].send({ chainId: network.chainId, to: governor, name: 'propose', data })
    const found = (await reader.proposals()).at(-1) as GovernorProposal
    expect(found.description).to.equal('no UTF-8: \ufffdA')
    await pass(rpc, 86_401)
    await writers[0].vote(found.id, 'for')
    await pass(rpc, 4 * 86_400)
    await writers[1].queue(found)
    expect(await reader.stateOf(found.id)).to.equal('queued')
  })

  it('error: a node that gives a proposal other calls than its id is made of', async () => {
    const lying: Rpc = {
      ...rpc,
      async request(method, params) {
        const answer = await rpc.request(method, params)
        if (method !== 'eth_getLogs') return answer
        const other = `${'00'.repeat(31)}63`
        return JSON.parse(
          JSON.stringify(answer).replaceAll(`${'00'.repeat(30)}03e8`, `0x${other}`.slice(2)),
        )
      },
    }
    const lied = createGovernorReader(lying, network, network.institutions.governor)
    const error = await lied.proposals().catch((thrown: unknown) => thrown)
    expect(error).to.have.property('code', 'chain/malformed-log')
    expect(error).to.have.property('message').that.includes('another id')
  })
})
