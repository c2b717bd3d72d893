import type { OperatorRow, RoundSummary, Page as Rows, RunRow } from '@vain/indexer'
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { usePortal } from './harness/usePortal.ts'

const many = 1_000
const numbers = Array.from({ length: many }, (_, index) => index)
const hash = `0x${'5a'.repeat(32)}`
const mark = { block: 1, at: 1_700_000_000, transaction: hash }

const run: RunRow = {
  run: 1,
  created: mark,
  configuration: 'bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi',
  hashes: {
    configuration: hash,
    trainProgram: hash,
    evaluateProgram: hash,
    dataPolicy: hash,
    genesisModel: hash,
  },
  round: many,
  state: 'masked',
  since: 1_700_000_000,
  version: 0,
  deadline: 1_700_000_000,
  leader: { address: `0x${'11'.repeat(20)}`, operator: 0 },
  head: hash,
  model: { root: hash },
  rules: { minMembers: 3, corruptionBps: 1_000, lastRound: 4 * many },
}

const operators: readonly OperatorRow[] = numbers.map((index) => ({
  index,
  address: `0x${index.toString(16).padStart(40, '0')}`,
  roles: ['trainer'],
  isActive: true,
  endpoints: [],
  registered: mark,
  bonded: '1000000000000000000',
  votes: '0',
  rounds: { member: 1, survived: 1 },
  strikes: index === 1 ? 1 : 0,
  slashed: '0',
  rewards: '0',
}))

/** As the server pages: the newest first, 25 at a time. */
function roundsAfter(after: number): Rows<RoundSummary> {
  const rows = numbers.slice(after, after + 25).map((index) => ({
    run: 1,
    round: many - index,
    state: 'final' as const,
    epoch: 1,
    openedAt: 1_700_000_000,
    changedAt: 1_700_000_010,
    members: many,
    gas: 335_000,
  }))
  return { rows, next: String(after + 25) }
}

/** Lets a page see a network that would take hours to make. */
async function showMuch(page: Page): Promise<void> {
  const answers: readonly [RegExp, (url: URL) => unknown][] = [
    [/\/runs$/, () => [run]],
    [/\/runs\/1$/, () => run],
    [/\/runs\/1\/rounds$/, (url) => roundsAfter(Number(url.searchParams.get('after') ?? 0))],
    [/\/operators$/, () => operators],
  ]
  for (const [path, answer] of answers)
    await page.route(
      (url) => path.test(url.pathname),
      (route) => route.fulfill({ json: answer(new URL(route.request().url())) }),
    )
}

describe('training in the portal', function () {
  this.timeout(180_000)
  const portal = usePortal()

  it('behavior: says that there is no run yet, and what makes one', async () => {
    const page = await portal.visit('/')
    page.faults.expect(/status of 503/)
    await page.getByText('There is no run yet').waitFor()
    await page.getByText('Nobody has registered yet').waitFor()
    await page.getByRole('link', { name: 'Runs', exact: true }).click()
    await page.getByText('There is no run yet').waitFor()
  })

  it('error: says so of an address that names no run or round', async () => {
    const page = await portal.visit('/runs/run?run=one')
    page.faults.expect(/status of 404/)
    await page.getByText('This address names no run').waitFor()
    await page.goto('/runs/round?run=1')
    await page.getByText('This address names no round').waitFor()
    await page.goto('/runs/run?run=77')
    await page.getByText('Could not load run 77').waitFor()
  })

  it('behavior: a thousand rounds come page by page', async () => {
    const page = await portal.visit('/knowledge')
    page.faults.expect(/status of (404|503|502)/)
    await showMuch(page)
    await page.goto('/runs/run?run=1')
    await page.getByRole('link', { name: '976', exact: true }).waitFor()
    await page.getByRole('button', { name: 'Older' }).click()
    await page.getByRole('link', { name: '975', exact: true }).waitFor()
    expect(await page.getByRole('link', { name: '976', exact: true }).count()).to.equal(0)
    await page.getByRole('button', { name: 'Newer' }).click()
    await page.getByRole('link', { name: '976', exact: true }).waitFor()
  })

  it('behavior: a thousand operators are one stop of the Tab key, and arrows go on from there', async () => {
    const page = await portal.visit('/knowledge', { device: 'phone' })
    page.faults.expect(/status of (404|503|502)/)
    await showMuch(page)
    await page.goto('/')
    const squares = page.locator('ul[aria-label="Trainers"] a')
    await squares.nth(many - 1).waitFor({ state: 'attached' })
    expect(await page.locator('ul[aria-label="Trainers"] a[tabindex="0"]').count()).to.equal(1)
    await squares.first().focus()
    await page.keyboard.press('ArrowRight')
    const focused = await page.evaluate('document.activeElement.getAttribute("aria-label")')
    expect(focused).to.equal('Operator 1: active, 1 strike')
    await page.getByText('1: trainer').waitFor()
  })
})
