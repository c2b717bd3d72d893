import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { VainError } from '@vain/base'
import {
  createGovernorWriter,
  handOver,
  isReverted,
  type ProposalCall,
  toRunCall,
  type Wallet,
} from '@vain/chain'
import { expect } from 'chai'
import { runCommand } from '../../../src/cli/run/command.ts'
import { measuredGas } from '../../../src/cli/run/voteCost.ts'
import { temporaryFolder } from '../../support/temporaryFolder.ts'
import { openTestAccount, printed, type TestAccount } from '../network/account.ts'

const vain = 10n ** 18n
const day = 86_400
const file = 'docs/samples/run.yaml'

describe('vain run', function () {
  this.timeout(120_000)
  const folder = temporaryFolder()
  let account: TestAccount
  let proposal = ''
  const used = new Map<string, number>()

  before(async () => {
    account = await openTestAccount(folder, { governance: { proposalThreshold: 5n * vain } })
    // The stake of a second counts once it is over.
    await account.chain.pass(10)
  })
  after(() => account.chain.stop())

  /** Exit code of a command, and what it printed. */
  const run = (...argv: string[]) =>
    printed(() => runCommand([...argv, '--config', account.config]))
  const json = async (...argv: string[]) => {
    const { code, text } = await run(...argv, '--json')
    return {
      code,
      lines: text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    }
  }
  const codeOf = async (...argv: string[]): Promise<string> => {
    const error = await run(...argv).catch((thrown: unknown) => thrown)
    return error instanceof VainError ? error.code : String(error)
  }

  it('error: nothing is proposed where nobody governs', async () => {
    expect(await codeOf('create', file)).to.equal('chain/no-governor')
    const [{ proposals }] = (await json('status')).lines
    expect(proposals).to.deep.equal([])
    await handOver(account.chain.wallets[0] as Wallet, account.chain.deployment)
  })

  it('default: create checks, writes artefacts under their CIDs and proposes nothing unasked', async () => {
    const out = join(folder, 'artefacts')
    const { code, lines } = await json('create', file, '--out', out)
    expect(code).to.equal(0)
    const [created] = lines
    expect(created.name).to.equal('irises')
    expect(created.proposed).to.equal(undefined)
    expect(created.to).to.equal(account.chain.deployment.institutions.governor)
    expect(created.calldata).to.match(/^0x7d5e81e2/)
    expect(created.cost.seconds).to.equal(6 * day)
    expect(created.findings.map(({ text }: { text: string }) => text).join()).to.include(
      '1 trainers are registered now, and a round takes 3',
    )
    const cids = created.artefacts.map(({ cid }: { cid: string }) => cid)
    expect(readdirSync(out).toSorted()).to.deep.equal(cids.toSorted())
    expect(cids).to.include(created.configCid)
    const text = (await run('create', file)).text
    expect(text).to.include('To propose it, add --propose').and.include(created.calldata)
    expect((await json('status')).lines[0].proposals).to.deep.equal([])
  })

  it('error: a run that cannot be is refused with exit code 1, and nothing of it is written', async () => {
    const bad = join(folder, 'bad.yaml')
    const text = `v: 1\ndata: iris\nmembers: 2000\nrounds: { minMembers: 3, last: 10 }\nnumbers: { scaleBits: 24 }\n`
    writeFileSync(bad, text)
    const out = join(folder, 'nothing')
    const { code, text: said } = await run('create', bad, '--out', out, '--propose')
    expect(code).to.equal(1)
    expect(said).to.include('NO       2000 members: sums of this many members may wrap')
    expect(() => readdirSync(out)).to.throw()
    expect((await json('status')).lines[0].proposals).to.deep.equal([])
  })

  it('default: create --propose puts it before the voters', async () => {
    const { code, lines } = await json('create', file, '--propose')
    expect(code).to.equal(0)
    proposal = lines[0].proposed.proposal
    used.set('propose', Number(lines[0].proposed.gasUsed))
    const [{ proposals }] = (await json('status')).lines
    expect(proposals).to.have.length(1)
    expect(proposals[0]).to.deep.include({
      ...{ id: proposal, state: 'pending', proposer: account.address },
      otherCalls: 0,
    })
    const [{ spec, configCid }] = lines
    expect(proposals[0].calls).to.have.length(1)
    expect(proposals[0].calls[0].creates).to.deep.equal({ spec, configCid })
    const { text } = await run('status')
    expect(text).to.include('call 1: runRegistry.createRun at 0x').and.not.include('SOMETHING ELSE')
    for (const [name, value] of Object.entries({ ...spec, ...spec.params, configCid }))
      if (typeof value !== 'object')
        expect(text).to.match(new RegExp(`\\b${name} {2}${value}$`, 'm'))
  })

  it('error: a proposal is not voted for that another file comes to', async () => {
    const other = join(folder, 'alike.yaml')
    const text = readFileSync(file, 'utf8')
    for (const [from, to] of [
      ['corruption: 0.1', 'corruption: 0'],
      ['last: 500', 'last: 501'],
      ['name: irises', 'name: iris'],
    ] as const) {
      writeFileSync(other, text.replace(from, to))
      expect(text).to.include(from)
      expect(await codeOf('vote', proposal, 'for', '--file', other)).to.equal('runs/other-proposal')
    }
  })

  it('behavior: before the vote there is nothing to do but wait', async () => {
    expect(await codeOf('vote', proposal, 'for')).to.equal('runs/not-voting')
    const { code, lines } = await json('start')
    expect(code).to.equal(1)
    expect(lines[0]).to.include({ event: 'waits', proposal })
  })

  it('default: votes count, and start says what they come to', async () => {
    await account.chain.pass(day + 1)
    const voted = await json('vote', proposal.slice(0, 10), 'for', '--file', file)
    expect(voted.lines[0]).to.include({ proposal, vote: 'for', weight: String(8n * vain) })
    expect(voted.lines[0]).to.include({ isCompared: true })
    used.set('vote', Number(voted.lines[0].gasUsed))
    expect(await codeOf('vote', proposal, 'against')).to.equal('chain/reverted')
    const { code, text } = await run('start', proposal)
    expect(code).to.equal(1)
    expect(text).to.match(/The vote is on until .*: 8 VAIN of the 0\.8 that it takes/)
  })

  it('default: start queues what was accepted, and executes it after its delay', async () => {
    await account.chain.pass(4 * day)
    const queued = await json('start')
    expect(queued.code).to.equal(1)
    expect(queued.lines.map(({ event }) => event)).to.deep.equal(['queued', 'waits'])
    await account.chain.pass(2 * day)
    const executed = await json('start')
    expect(executed.code).to.equal(0)
    used.set('queue', Number(queued.lines[0].gasUsed))
    used.set('execute', Number(executed.lines[0].gasUsed))
    expect(executed.lines[0]).to.include({ event: 'executed', run: 1 })
    const again = await json('start', proposal)
    expect(again).to.deep.include({ code: 0 })
    expect(again.lines[0]).to.include({ event: 'executed', run: 1 })
  })

  it('default: a vote takes as much gas as create says, to a tenth', () => {
    for (const name of Object.keys(measuredGas) as (keyof typeof measuredGas)[])
      expect(used.get(name), name).to.be.closeTo(measuredGas[name], measuredGas[name] / 10)
  })

  it('default: status tells the run, and its budget', async () => {
    const [{ runs, proposals }] = (await json('status', '1')).lines
    expect(proposals).to.deep.equal([])
    expect(runs).to.have.length(1)
    expect(runs[0]).to.include({ run: 1, version: 0, roundsLeft: 500, lastRound: 500 })
    const { text } = await run('status')
    expect(text).to.include('Run 1: no round was opened yet').and.include('500 of 500')
    expect(await codeOf('status', '2')).to.equal('vain/no-run')
  })

  it('error: the same run twice is no run', async () => {
    const { code, text } = await run('create', file)
    expect(code).to.equal(1)
    expect(text).to.include('run 1 has this very configuration')
  })

  it('error: who names no proposal, or one that there is not, is told so', async () => {
    expect(await codeOf('start')).to.equal('runs/no-proposal')
    expect(await codeOf('start', '0xffffffff')).to.equal('runs/no-proposal')
    expect(await codeOf('vote', '0xffffffff', 'for')).to.equal('runs/no-proposal')
    expect(await codeOf('begin')).to.equal('vain/bad-argument')
    expect(await codeOf('watch', 'x')).to.equal('vain/bad-argument')
    expect(await codeOf('watch', '7')).to.equal('vain/no-run')
  })

  it('error: what was voted down comes to nothing', async () => {
    const other = join(folder, 'other.yaml')
    writeFileSync(other, 'v: 1\ndata: iris\nmembers: 5\nrounds: { minMembers: 3, last: 9 }\n')
    const { lines } = await json('create', other, '--propose')
    const id = lines[0].proposed.proposal
    await account.chain.pass(day + 1)
    await run('vote', id, 'against')
    await account.chain.pass(4 * day)
    expect(await codeOf('start', id)).to.equal('runs/rejected')
  })

  let id = ''
  const [esc, turned] = ['\u001b[2J\u009b', '\u202e']
  let foreign: ProposalCall

  it('behavior: whoever has the votes may hide other calls behind a run', async () => {
    const { deployment, wallets } = account.chain
    const { governor, timelock } = deployment.institutions
    const third = join(folder, 'fourth.yaml')
    writeFileSync(third, 'v: 1\ndata: iris\nmembers: 5\nrounds: { minMembers: 3, last: 7 }\n')
    const [{ spec }] = (await json('create', third)).lines
    const [wallet] = wallets.slice(1) as [Wallet]
    // Selector of AccessManager.grantRole, then ADMIN, the account and no delay.
    const words = ['0', wallet.address.slice(2), '0'].map((one) => one.padStart(64, '0'))
    foreign = {
      ...{ target: deployment.authority, valueWei: 0n },
      data: `0x25c471a0${words.join('')}`,
    }
    const calls = [
      toRunCall(deployment, { spec, configCid: `${esc}${turned}` }),
      foreign,
      { target: timelock, valueWei: 3n, data: '0x12345678' as const },
    ]
    const writer = createGovernorWriter(wallet, deployment, governor)
    id = (await writer.propose({ calls, description: `Harmless${esc}\r\n${turned}` })).id
  })

  it('default: status shows each call, and nothing that a terminal obeys', async () => {
    const { text } = await run('status')
    expect(text).to.include(`Proposal ${id}`).and.include('IT DOES MORE than create runs: 2 of 3')
    expect(text).to.include('call 2: SOMETHING ELSE than a run: authority.grantRole at 0x')
    expect(text).to.include(`account  ${account.address}`)
    expect(text).to.match(/call 3: SOMETHING ELSE than a run: unknown contract\.unknown function/)
    expect(text).to.include('sends 3 wei').and.include('calldata  0x12345678')
    expect(text).to.include('configCid  NO CID: \\u{1b}[2J\\u{9b}\\u{202e}')
    expect(text).to.include('who says: Harmless\\u{1b}[2J\\u{9b}\\u{d}\\u{a}\\u{202e}')
    expect(text.replaceAll('\n', '')).not.to.match(/[\p{Cc}\p{Cf}]/u)
    const { text: line } = await run('status', '--json')
    expect(line.trim()).not.to.match(/[\p{Cc}\p{Cf}]/u)
    const found = JSON.parse(line).proposals.find((one: { id: string }) => one.id === id)
    expect(found.otherCalls).to.equal(2)
    expect(found.description).to.equal(`Harmless${esc}\r\n${turned}`)
    expect(found.calls[1]).to.include({ data: foreign.data, function: 'grantRole' })
  })

  it('error: it is neither voted for nor started unless a flag names it', async () => {
    await account.chain.pass(day + 1)
    for (const vote of ['for', 'abstain'])
      expect(await codeOf('vote', id, vote)).to.equal('runs/other-calls')
    expect(await codeOf('start', id)).to.equal('runs/other-calls')
    const third = join(folder, 'fourth.yaml')
    expect(await codeOf('vote', id, 'for', '--file', third, '--with-other-calls')).to.equal(
      'runs/other-proposal',
    )
    expect((await run('start', id, '--with-other-calls')).code).to.equal(1)
  })

  it('default: who is against it needs no flag', async () => {
    const { code, text } = await run('vote', id, 'against')
    expect(code).to.equal(0)
    expect(text).to.include('SOMETHING ELSE').and.include('was compared with no file')
    await account.chain.pass(4 * day)
  })

  it('default: calldata of a proposer can come from nobody else', async () => {
    const own = join(folder, 'own.yaml')
    writeFileSync(own, 'v: 1\ndata: iris\nmembers: 5\nrounds: { minMembers: 3, last: 6 }\n')
    expect((await run('create', own)).text).to.include('can propose it first and take it back')
    const { text } = await run('create', own, '--proposer', account.address)
    expect(text).to.include(`send this from ${account.address} to`).and.not.include('take it back')
    const [{ calldata, to, proposer }] = (await json('create', own, '--proposer', account.address))
      .lines
    expect(proposer).to.equal(account.address)
    const { chainId } = account.chain.deployment
    const [founder, wallet] = account.chain.wallets as [Wallet, Wallet]
    const call = { chainId, to, data: calldata, name: 'propose' }
    await account.chain.writers[0]?.bond(8n * vain)
    await account.chain.pass(10)
    const refused = await founder.send(call).catch((thrown: unknown) => thrown)
    expect(isReverted(refused, 'GovernorRestrictedProposer')).to.equal(true)
    await wallet.send(call)
  })

  it('error: an account without votes neither proposes nor votes', async () => {
    await account.chain.writers[1]?.retire()
    await account.chain.writers[1]?.unbond(8n * vain)
    await account.chain.pass(10)
    const other = join(folder, 'third.yaml')
    writeFileSync(other, 'v: 1\ndata: iris\nmembers: 5\nrounds: { minMembers: 3, last: 8 }\n')
    expect(await codeOf('create', other, '--propose')).to.equal('runs/too-few-votes')
  })
})
