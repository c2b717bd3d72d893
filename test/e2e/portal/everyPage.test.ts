import { expect } from 'chai'
import { findFlaws } from './harness/findFlaws.ts'
import { usePortal } from './harness/usePortal.ts'
import { trainerOf } from './trainerOf.ts'

const unit = 10n ** 18n

describe('what every page of the portal has', function () {
  this.timeout(180_000)
  const portal = usePortal({
    async prepare(chain) {
      for (const byte of [1, 2]) {
        await chain.writers[byte]?.bond(100n * unit)
        await chain.writers[byte]?.register(trainerOf(chain, byte))
      }
    },
  })

  it('default: the key / searches, arrow keys choose and Enter goes there', async () => {
    await portal.indexed()
    const page = await portal.visit('/staking', { device: 'phone' })
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.keyboard.press('/')
    const box = page.getByRole('combobox', { name: /^Runs, rounds/ })
    await box.waitFor()
    await page.keyboard.type('trainers')
    const options = page.getByRole('option')
    await options.nth(1).waitFor()
    expect(await findFlaws(page)).to.deep.equal([])
    await page.keyboard.press('ArrowDown')
    await page.locator('[role=option][aria-selected=true]').getByText('Operator 1').waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Operator 1' }).waitFor()
    expect(await box.count(), 'the search is gone').to.equal(0)
  })

  it('default: an address of nobody known leads to its account, and what nothing is called is said', async () => {
    const page = await portal.visit('/')
    await page.getByRole('button', { name: 'Search' }).click()
    const box = page.getByRole('combobox', { name: /^Runs, rounds/ })
    await box.fill('nothing at all')
    await page.getByText('Nothing is called that.').waitFor()
    // In the field it is a letter like any other.
    await box.press('/')
    expect(await box.inputValue()).to.equal('nothing at all/')
    await box.fill(`0x${'Ee'.repeat(20)}`)
    await page.getByRole('option', { name: /Accounts/ }).click()
    await page.getByRole('heading', { name: 'Account', exact: true }).waitFor()
  })

  it('error: a part whose file does not come says so, and the page stays', async () => {
    const page = await portal.visit('/operators')
    page.faults.expect(/Failed to load|ERR_FAILED|[Cc]hunk/)
    await page.getByRole('link', { name: 'Operator 0' }).waitFor()
    await page.route('**/_next/static/**', (route) => route.abort())
    await page.keyboard.press('/')
    await page.getByRole('button', { name: 'Reload the page' }).waitFor()
    expect(await page.getByRole('link', { name: 'Operator 0' }).count()).to.equal(1)
    await page.unroute('**/_next/static/**')
    await page.getByRole('button', { name: 'Reload the page' }).click()
    // Once the page has come to life.
    await page.getByRole('link', { name: 'Operator 0' }).waitFor()
    await page.keyboard.press('/')
    await page.getByRole('combobox', { name: /^Runs, rounds/ }).waitFor()
  })
})
