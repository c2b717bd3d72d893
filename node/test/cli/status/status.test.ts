import { expect } from 'chai'
import { renderStatus, statusCommand } from '../../../src/cli/status/status.ts'
import { temporaryFolder } from '../../support/temporaryFolder.ts'
import { openTestAccount, printed, type TestAccount } from '../network/account.ts'

describe('statusCommand', function () {
  this.timeout(60_000)
  const folder = temporaryFolder()
  let account: TestAccount

  before(async () => {
    account = await openTestAccount(folder)
  })
  after(() => account.chain.stop())

  const status = async (...argv: string[]): Promise<string> => {
    const { code, text } = await printed(() => statusCommand([...argv, '--config', account.config]))
    expect(code).to.equal(0)
    return text
  }

  it('default: says what the operator of the keystore is and has', async () => {
    const { operator, runs, ledger } = JSON.parse(await status('--json'))
    expect(runs).to.deep.equal([])
    expect(ledger).to.equal(account.chain.deployment.ledger)
    expect(operator).to.deep.include({
      address: account.address,
      index: 0,
      roles: ['trainer'],
      bonded: '8000000000000000000',
      needed: '5000000000000000000',
      unbonding: { amount: '0', readyAt: 0 },
      holds: 0,
    })
    const text = await status()
    expect(text).to.include('There is no run yet.')
    expect(text).to.match(/bonded {13}8 VAIN, 5 needed/)
    expect(text).to.not.include('weight')
  })

  it('behavior: says where a run stands', async () => {
    const word = (byte: string): `0x${string}` => `0x${byte.repeat(32)}`
    await account.chain.writers[0]?.createRun(
      {
        configHash: word('01'),
        trainProgramHash: word('02'),
        evaluateProgramHash: word('03'),
        dataPolicyHash: word('04'),
        genesisModelRoot: word('05'),
        params: {
          ...{ minMembers: 2, corruptionBps: 0, turnSeconds: 20, phaseTurns: 3, trainSeconds: 5 },
          ...{ disputeSeconds: 10, finalityBlocks: 1, maxEpochAge: 100, lastRound: 0xffff_ffff },
        },
      },
      'cid',
    )
    const text = await status()
    expect(text).to.not.match(/paused|spent/)
    expect(text).to.include('Run 1: no round was opened yet')
    expect(text).to.include('leader             none')
  })

  it('behavior: says why no round opens', async () => {
    const { operator, ...rest } = JSON.parse(await status('--json'))
    const amounts = { bonded: 0n, needed: 0n, wei: 0n, unbonding: { amount: 0n, readyAt: 0 } }
    const text = renderStatus({
      ...rest,
      pausedUntil: rest.now + 60,
      runs: rest.runs.map((run: object) => ({ ...run, round: 3, lastRound: 3 })),
      operator: { ...operator, ...amounts },
    })
    expect(text).to.include('it is paused')
    expect(text).to.include('budget             spent')
  })

  it('default: anyone is looked at by its address, without a key', async () => {
    const other = `0x${'11'.repeat(20)}`
    const { text } = await printed(() =>
      statusCommand([
        ...['--address', other, '--rpc-url', account.chain.url],
        ...['--ledger', account.chain.deployment.ledger],
      ]),
    )
    expect(text).to.include(`Operator ${other}`)
    expect(text).to.include('not registered')
  })
})
