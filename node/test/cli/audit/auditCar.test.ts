import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AuditInputs, AuditReport } from '@vain/audit'
import { createCar } from '@vain/net'
import { createSyntheticRun, type SyntheticRun } from '@vain/testkit'
import { expect } from 'chai'
import { auditCar } from '../../../src/cli/audit/auditCar.ts'
import { followAudit } from '../../../src/cli/audit/followAudit.ts'

describe('auditCar', function () {
  this.timeout(60_000)
  let folder: string
  let played: SyntheticRun
  let inputs: AuditInputs

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vain-audit-car-'))
    played = await createSyntheticRun([{}, {}])
    const { chain } = played
    const machine = chain.view().runs.get(1)?.machine
    if (machine === undefined) throw new Error('the run is missing')
    const { venue, keyBook } = chain
    const facts = { venue, keyBook, run: 1, words: machine, block: chain.block() }
    inputs = { ...facts, events: chain.events() }
  })
  after(() => rmSync(folder, { recursive: true }))

  /** A file with what an audit up to a block reads, which says of itself that it ends there. */
  const write = async (name: string, upTo: number, run = 1): Promise<string> => {
    const path = join(folder, name)
    const car = await createCar(path)
    const get: typeof played.content.get = async (...asked) => {
      const bytes = await played.content.get(...asked)
      await car.add(bytes)
      return bytes
    }
    await followAudit({ get }, inputs, { upTo })
    const { chainId, ledger } = inputs.venue
    await car.finish({ chainId, ledger, run, block: upTo })
    return path
  }

  const audit = (path: string, asked: { run?: number; upTo?: number } = {}): Promise<AuditReport> =>
    auditCar(path, { venue: inputs.venue, readRun: async () => inputs, ...asked })

  it('default: a whole file verifies all that is certified', async () => {
    const report = await audit(await write('whole.car', inputs.block), { run: 1 })
    expect(report).to.include({ ok: true }).and.not.to.have.property('upTo')
    expect(report.checks.certificates).to.equal(2)
  })

  it('behavior: a file that says it ends before the first certificate verifies nothing', async () => {
    const path = await write('empty.car', 0)
    const report = await audit(path)
    expect(report.ok).to.equal(false)
    expect(report.fault).to.include({ round: 1, reason: 'missing' })
    // Who asks for that little himself gets it, and is told.
    expect(await audit(path, { upTo: 0 })).to.include({ ok: true, upTo: 0 })
  })

  it('error: a file of another run or network than was asked for', async () => {
    const reject = async (outcome: Promise<unknown>, code: string): Promise<void> => {
      const error = await outcome.catch((caught: unknown) => caught)
      expect(error).to.have.property('code', code)
    }
    const path = await write('second.car', 0, 2)
    await reject(audit(path, { run: 1 }), 'audit/other-run')
    const venue = { ...inputs.venue, chainId: 5n }
    const readRun = async (): Promise<AuditInputs> => inputs
    await reject(auditCar(path, { venue, readRun }), 'audit/other-network')
  })
})
