import { expect } from 'chai'
import { doctorCommand } from '../../../../src/cli/node/doctor/command.ts'
import type { Finding } from '../../../../src/cli/node/doctor/findings.ts'
import { temporaryFolder } from '../../../support/temporaryFolder.ts'
import { openTestAccount, printed, type TestAccount } from '../../network/account.ts'

describe('vain node doctor of an operator', function () {
  this.timeout(60_000)
  const folder = temporaryFolder()
  let account: TestAccount

  before(async () => {
    account = await openTestAccount(folder)
  })
  after(() => account.chain.stop())

  async function examine(
    ...argv: string[]
  ): Promise<{ code: number; found: Map<string, Finding> }> {
    const flags = ['--config', account.config, '--no-try-engines', '--json', ...argv]
    const { code, text } = await printed(() => doctorCommand(flags))
    const findings = JSON.parse(text) as Finding[]
    return { code, found: new Map(findings.map((finding) => [finding.name, finding])) }
  }

  it('default: a registered operator with stake and ether lacks nothing', async () => {
    const { code, found } = await examine()
    const good = ['keystore', 'password', 'RPC', 'clock', 'contracts', 'logs', 'operator', 'stake']
    for (const name of [...good, 'ether']) expect(found.get(name)?.state, name).to.equal('good')
    expect(found.get('operator')?.found).to.equal('0, trainer, active')
    expect(found.get('stake')?.found).to.equal('8 VAIN bonded, 5 needed')
    expect(found.get('daemon')?.state).to.equal('note')
    expect(code).to.equal(0)
  })

  it('behavior: other roles than registered, and more stake than there is, are bad', async () => {
    const { code, found } = await examine('--roles', 'validator', '--stake', '999999999999')
    expect(found.get('operator')?.state).to.equal('bad')
    expect(found.get('stake')?.state).to.equal('bad')
    expect(found.get('stake')?.wayOut).to.match(/^Send \d+ VAIN/)
    expect(code).to.equal(1)
  })

  it('error: a ledger that is none, a chain that is away, and no key of its address in what is printed', async () => {
    const other = await examine('--ledger', `0x${'11'.repeat(20)}`)
    expect(other.found.get('contracts')?.state).to.equal('bad')
    expect(other.found.has('operator')).to.equal(false)
    const away = await examine('--rpc-url', 'http://127.0.0.1:1/secret-key')
    expect(away.found.get('RPC')?.state).to.equal('bad')
    expect(JSON.stringify([...away.found])).not.to.contain('secret-key')
  })
})
