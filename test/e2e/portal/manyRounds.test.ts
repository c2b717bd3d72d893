import { expect } from 'chai'
import { openRounds, registerTrainers } from './crowd.ts'
import { findFlaws } from './harness/findFlaws.ts'
import { usePortal } from './harness/usePortal.ts'

const many = 1_000

describe('a thousand rounds and trainers in the portal', function () {
  this.timeout(240_000)
  const portal = usePortal({
    async prepare(chain) {
      await registerTrainers(chain, many)
      await openRounds(chain, many)
    },
  })

  it('default: rounds come page by page, with all their members', async () => {
    await portal.indexed()
    const page = await portal.visit('/runs/run?run=1')
    // Nobody published what the run's hashes name.
    page.faults.expect(/status of (404|503|502)/)
    await page.getByRole('link', { name: '976', exact: true }).waitFor()
    await page.getByRole('button', { name: 'Older' }).click()
    await page.getByRole('link', { name: '975', exact: true }).waitFor()
    expect(await page.getByRole('link', { name: '976', exact: true }).count()).to.equal(0)
    await page.getByRole('button', { name: 'Newer' }).click()
    await page.getByRole('link', { name: '976', exact: true }).click()
    await page.getByText('aborted').first().waitFor()
  })

  it('default: trainers are one stop of the Tab key, and arrows go on from there', async () => {
    const page = await portal.visit('/', { device: 'phone' })
    page.faults.expect(/status of (404|503|502)/)
    const squares = page.locator('ul[aria-label="Trainers"] a')
    await squares.nth(many - 1).waitFor({ state: 'attached' })
    expect(await page.locator('ul[aria-label="Trainers"] a[tabindex="0"]').count()).to.equal(1)
    await squares.first().focus()
    await page.keyboard.press('ArrowRight')
    const focused = await page.evaluate('document.activeElement.getAttribute("aria-label")')
    expect(focused).to.equal('Operator 1: takes part')
    await page.getByText('1: trainer').waitFor()
    expect(await findFlaws(page)).to.deep.equal([])
  })
})
