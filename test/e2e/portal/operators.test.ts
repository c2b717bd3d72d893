import { expect } from 'chai'
import { findFlaws } from './harness/findFlaws.ts'
import { usePortal } from './harness/usePortal.ts'
import { decide, signTwice, validatorOf } from './offend.ts'
import { longEndpoint, trainerOf } from './trainerOf.ts'
import { connectWallet } from './wallets.ts'

const unit = 10n ** 18n
const appealSeconds = 1_000

describe('operators in the portal', function () {
  this.timeout(180_000)
  const portal = usePortal({
    chain: { minStakes: { trainer: 100n * unit }, courts: { appealSeconds } },
    async prepare(chain) {
      for (const account of [1, 2]) {
        await chain.writers[account]?.bond(BigInt(100 * account) * unit)
        await chain.writers[account]?.register(trainerOf(chain, account))
      }
      await chain.writers[2]?.retire()
      const validator = { account: 4, index: 2 }
      await chain.writers[4]?.bond(400n * unit)
      await chain.writers[4]?.register(validatorOf(chain, 4))
      for (const round of [1, 2]) await signTwice(chain, { ...validator, round })
      await decide(chain, 'pardon', { account: 4, round: 2 })
      await chain.pass(appealSeconds)
      await decide(chain, 'execute', { account: 4, round: 1 })
      await signTwice(chain, { ...validator, round: 3 })
    },
  })

  it('default: lists who registered, the greatest stake first if asked, and finds one', async () => {
    await portal.indexed()
    const page = await portal.visit('/operators', { device: 'phone' })
    const links = page.getByRole('link', { name: /^Operator \d/ })
    await links.first().waitFor()
    expect(await links.allInnerTexts()).to.deep.equal(['Operator 0', 'Operator 1', 'Operator 2'])
    await page.getByLabel('Order').selectOption('Stake')
    expect(await links.allInnerTexts()).to.deep.equal(['Operator 1', 'Operator 0', 'Operator 2'])
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

  it('behavior: tells what courts decided, what it cost and whom it was paid to', async () => {
    const { chain } = portal
    const address = chain.accounts[4]?.address ?? '0x'
    const [left, reporter] = [
      await chain.reader.bonded(address),
      chain.accounts[3]?.address.toLowerCase() ?? '',
    ]
    const lost = 400n * unit - left
    const told = `${lost / unit} VAIN`
    expect(lost > 0n && lost % unit === 0n, 'a court took whole VAIN').to.equal(true)
    await portal.indexed()
    const page = await portal.visit('/operators/operator?operator=2')
    const rows = page.getByRole('region', { name: 'Sentences' }).getByRole('row')
    const of = (standing: string): Promise<string> =>
      rows.filter({ has: page.getByText(standing, { exact: true }) }).innerText()
    expect(await of('executed'))
      .to.include(told)
      .and.to.include('signed two results of one round')
    expect((await of('executed')).toLowerCase()).to.include(reporter.slice(0, 8))
    expect(await of('pardoned')).to.include('100% of its stake')
    expect(await of('pending')).to.include('can be executed from')
    const table = page.getByRole('region', { name: 'Sentences' })
    const standings = table.getByRole('cell', { name: /^(pending|pardoned|executed)/ })
    const words = (await standings.allInnerTexts()).map((text) => /^\w+/.exec(text)?.[0])
    expect(words, 'the newest first').to.deep.equal(['pending', 'pardoned', 'executed'])
    const hidden = await table.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)
    expect(hidden, 'nothing of it is cut off').to.equal(0)
    // A part of it was the reporter's, the rest the treasury's.
    const losses = page.getByRole('region', { name: 'Rewards and slashes' }).getByRole('row')
    const slashed = await losses.filter({ hasText: 'Was slashed' }).allInnerTexts()
    const amounts = slashed.map((row) => BigInt(/(\d+) VAIN/.exec(row)?.[1] ?? '0'))
    expect(amounts).to.have.length(2)
    expect(amounts.reduce((sum, amount) => sum + amount, 0n) * unit).to.equal(lost)
    await page.goto('/operators')
    const row = page.getByRole('row').filter({ hasText: 'Operator 2' })
    // The pardoned one is no strike.
    expect(await row.getByRole('cell').nth(5).innerText(), 'strikes').to.equal('2')
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
