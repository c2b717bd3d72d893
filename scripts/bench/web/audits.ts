import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import type { Browser } from 'playwright-core'
import type { Devnet } from '../../devnet/network.ts'
import { contextOf } from '../../portal/openBrowser.ts'
import { compared, type Figure } from '../figure.ts'
import { medianOf } from '../statistics.ts'
import { trainedRounds } from './trainedNetwork.ts'

const repeats = 3
const verifyWithinMs = 600_000

/** An audit that found nothing wrong. */
type Audit = {
  /** As whoever asked for it waits, reading the chain included. */
  readonly waitSeconds: number
  /** As its report says, of checking alone. */
  readonly checkSeconds: number
  /** Of artefacts. */
  readonly readBytes: number
}

/**
 * How long a browser takes to verify a run of ten rounds of the digits, beside the command on all
 * cores, in turns. Loading the page is not in it; starting the command is.
 */
export async function benchAudits(
  browser: Browser,
  url: string,
  network: Devnet,
): Promise<readonly Figure[]> {
  const [ofBrowser, ofCommand]: [Audit[], Audit[]] = [[], []]
  for (let i = 0; i < repeats; i++) {
    ofCommand.push(await auditByCommand(network))
    ofBrowser.push(await auditByBrowser(browser, url))
  }
  const beside = (name: string, what: (audit: Audit) => number): Figure =>
    compared(
      { name, value: medianOf(ofBrowser.map(what)), unit: 's' },
      { name: 'vain audit', value: medianOf(ofCommand.map(what)) },
    )
  const run = `rounds=${trainedRounds}`
  return [
    beside(`web/audit/${run}`, ({ waitSeconds }) => waitSeconds),
    beside(`web/audit/checking/${run}`, ({ checkSeconds }) => checkSeconds),
    { name: `web/audit/read/${run}`, value: ofBrowser[0]?.readBytes ?? 0, unit: 'bytes' },
  ]
}

async function auditByCommand({ rpcUrl, record }: Devnet): Promise<Audit> {
  const begin = performance.now()
  const where = ['--rpc-url', rpcUrl, '--ledger', record.ledger, '--json']
  const child = spawn(process.execPath, ['node/bin/vain.mjs', 'audit', ...where], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return toAudit(await text(child.stdout), performance.now() - begin)
}

async function auditByBrowser(browser: Browser, url: string): Promise<Audit> {
  const context = await browser.newContext({ ...contextOf({}), baseURL: url })
  const page = await context.newPage()
  page.setDefaultTimeout(verifyWithinMs)
  await page.goto('/runs/audit?run=1')
  const verify = page.getByRole('button', { name: 'Verify', exact: true })
  await verify.waitFor()
  const begin = performance.now()
  await verify.click()
  const save = page.getByRole('button', { name: 'Download JSON' })
  await save.waitFor()
  const waitMs = performance.now() - begin
  const [download] = await Promise.all([page.waitForEvent('download'), save.click()])
  const audit = toAudit(readFileSync(await download.path(), 'utf8'), waitMs)
  await context.close()
  return audit
}

function toAudit(json: string, waitMs: number): Audit {
  const { ok, seconds, bytes, checks } = JSON.parse(json)
  if (!ok || checks.certificates !== trainedRounds) throw new Error(`does not verify: ${json}`)
  return { waitSeconds: waitMs / 1_000, checkSeconds: seconds, readBytes: bytes }
}
