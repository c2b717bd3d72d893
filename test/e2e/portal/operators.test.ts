import { expect } from 'chai'
import { findFlaws } from './harness/findFlaws.ts'
import { usePortal } from './harness/usePortal.ts'
import { longEndpoint, trainerOf } from './trainerOf.ts'
import { connectWallet } from './wallets.ts'

const unit = 10n ** 18n

describe('operators in the portal', function () {
  this.timeout(180_000)
  const portal = usePortal({
    chain: { minStakes: { trainer: 100n * unit } },
    async prepare(chain) {
      for (const byte of [1, 2]) {
        await chain.writers[byte]?.bond(BigInt(100 * byte) * unit)
        await chain.writers[byte]?.register(trainerOf(chain, byte))
      }
      await chain.writers[2]?.retire()
    },
  })

  it('default: lists who registered, the greatest stake first if asked, and finds one', async () => {
    await portal.indexed()
    const page = await portal.visit('/operators', { device: 'phone' })
    const links = page.getByRole('link', { name: /^Operator \d/ })
    await links.first().waitFor()
    expect(await links.allInnerTexts()).to.deep.equal(['Operator 0', 'Operator 1'])
    await page.getByLabel('Order').selectOption('Stake')
    expect(await links.allInnerTexts()).to.deep.equal(['Operator 1', 'Operator 0'])
    await page.getByLabel('Standing').selectOption('Retired')
    expect(await links.allInnerTexts()).to.deep.equal(['Operator 1'])
    await page.getByRole('searchbox', { name: 'Search' }).fill('nobody at all')
    await page.getByText('No operator fits.').waitFor()
    expect(await findFlaws(page)).to.deep.equal([])
  })

  it('default: tells of one what the chain knows, and no health where nobody can be asked', async () => {
    const page = await portal.visit('/operators/operator?operator=1')
    await page.getByText('200 VAIN', { exact: true }).waitFor()
    for (const text of [
      'retired',
      longEndpoint,
      'it was in no round',
      'No court has sentenced it.',
    ])
      await page.getByText(text, { exact: true }).first().waitFor()
    await page.getByText('This portal is not told where the API of this operator is').waitFor()
    expect(await findFlaws(page)).to.deep.equal([])
  })

  it('behavior: an operator is warned before its stake falls below what its role asks for', async () => {
    const page = await portal.visit('/staking', { theme: 'dark' })
    await connectWallet(page)
    await page
      .getByRole('banner')
      .getByRole('button', { name: /^Your account/ })
      .click()
    await page
      .getByLabel('Account of the development wallet')
      .selectOption(portal.chain.accounts[1]?.address.toLowerCase() ?? '')
    expect(await findFlaws(page), 'with the account open').to.deep.equal([])
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
    await page.getByText('You have staked 100 VAIN.').waitFor()
    await page.getByLabel('Amount to unbond, VAIN').fill('1')
    await page.getByText('Your operator could be evicted').waitFor()
    await page.getByText('Its roles need 100 VAIN').waitFor()
    expect(await findFlaws(page), 'with a warning').to.deep.equal([])
  })

  it('error: an operator that nobody is, and an address that names none', async () => {
    const page = await portal.visit('/operators/operator?operator=77')
    page.faults.expect(/status of 404/)
    await page.getByRole('alert').getByText('Could not load the operator').waitFor()
    await page.goto('/operators/operator?operator=-1')
    await page.getByText('This page’s address names no operator').waitFor()
  })
})
