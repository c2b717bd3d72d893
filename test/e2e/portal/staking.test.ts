import { toHex } from '@vain/base'
import type { TestChain } from '@vain/testkit'
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { until } from './harness/until.ts'
import { usePortal } from './harness/usePortal.ts'
import { connectWallet, signInWallet, walletDialog } from './wallets.ts'

const unit = 10n ** 18n
const twoWeeks = 14 * 86_400

/** The account that the development wallet begins with. */
const ownOf = ({ accounts }: TestChain) => {
  const [own] = accounts
  if (own === undefined) throw new Error('a chain without accounts')
  return own.address
}

describe('staking in the portal', function () {
  this.timeout(180_000)
  const portal = usePortal()

  const open = async (): Promise<Page> => {
    const page = await portal.visit('/staking')
    await connectWallet(page)
    await page.getByRole('heading', { name: 'Withdraw' }).waitFor()
    return page
  }
  const fill = async (page: Page, action: 'stake' | 'unbond', amount: string): Promise<void> => {
    await page.getByLabel(`Amount to ${action}, VAIN`).fill(amount)
    const name = action === 'stake' ? 'Stake' : 'Unbond'
    await page.getByRole('button', { name, exact: true }).click()
  }

  it('default: stakes, delegates, unbonds, and withdraws once the time is over', async () => {
    const page = await open()
    const { reader, accounts } = portal.chain
    const own = ownOf(portal.chain)
    await fill(page, 'stake', '1,200.5')
    // The vault may take the tokens, and takes them.
    await signInWallet(page, 2)
    await page.getByText('Stake 1,200.5 VAIN: done.').waitFor()
    expect(await reader.bonded(own)).to.equal((12_005n * unit) / 10n)
    expect(await reader.allowanceOf(own), 'allowed no more than it takes').to.equal(0n)

    const other = accounts[1]?.address ?? ''
    await page.getByLabel('Address to delegate to').fill(other)
    await page.getByRole('button', { name: 'Delegate', exact: true }).click()
    await signInWallet(page)
    await page.getByText('Delegate your votes: done.').waitFor()

    await fill(page, 'unbond', '200')
    await signInWallet(page)
    await page.getByText('Unbond 200 VAIN: done.').waitFor()
    expect((await reader.unbonding(own)).amount).to.equal(200n * unit)
    await page.getByText(/^13 days 23 hours|^14 days/).waitFor()
    expect(await page.getByRole('button', { name: 'Withdraw' }).count(), 'too early').to.equal(0)

    const before = await reader.balanceOf(own)
    await portal.chain.pass(twoWeeks)
    await page.getByRole('button', { name: 'Withdraw' }).click()
    await signInWallet(page)
    await page.getByText('Withdraw: done.').waitFor()
    expect(await reader.balanceOf(own)).to.equal(before + 200n * unit)

    await portal.indexed()
    for (const row of ['Withdrew 200 VAIN', 'Began to unbond 200 VAIN', 'Staked 1,200.5 VAIN'])
      await page.getByRole('cell', { name: row }).waitFor()
    await page.goto(`/staking/account?address=${other}`)
    await page.getByRole('table').getByText(own.slice(0, 10)).waitFor()
  })

  it('error: what is rejected in the wallet is not sent, and can be tried again', async () => {
    const page = await open()
    const { reader } = portal.chain
    const own = ownOf(portal.chain)
    const before = await reader.bonded(own)
    await fill(page, 'unbond', '1')
    await walletDialog(page).getByRole('button', { name: 'Reject' }).click()
    await page.getByText('Unbond 1 VAIN: not done.').waitFor()
    await page.getByText(/declined it in the wallet/).waitFor()
    expect(await reader.bonded(own)).to.equal(before)
    // Escape is a no as well, and not a yes.
    await page.getByRole('button', { name: 'Unbond', exact: true }).click()
    await walletDialog(page).waitFor()
    await page.keyboard.press('Escape')
    await walletDialog(page).waitFor({ state: 'hidden' })
    await page.getByText('Unbond 1 VAIN: not done.').waitFor()
    await page.getByRole('button', { name: 'Unbond', exact: true }).click()
    await signInWallet(page)
    await page.getByText('Unbond 1 VAIN: done.').waitFor()
    expect(await reader.bonded(own)).to.equal(before - unit)
  })

  it('error: who does not let the vault take tokens is asked for nothing more', async () => {
    const page = await open()
    const { reader } = portal.chain
    const own = ownOf(portal.chain)
    const before = await reader.bonded(own)
    await fill(page, 'stake', '3')
    await walletDialog(page).getByRole('button', { name: 'Reject' }).click()
    await page.getByText('Let the vault take 3 VAIN: not done.').waitFor()
    const stake = page.getByRole('button', { name: 'Stake', exact: true })
    // Ready to be tried again, with what was written.
    await until('the form is free', () => stake.isEnabled())
    expect(await walletDialog(page).count()).to.equal(0)
    expect(await page.getByLabel('Amount to stake, VAIN').inputValue()).to.equal('3')
    expect(await reader.bonded(own)).to.equal(before)
    expect(await reader.allowanceOf(own)).to.equal(0n)
  })

  it('error: amounts that cannot be are told before anything is asked', async () => {
    const page = await open()
    const amount = page.getByLabel('Amount to unbond, VAIN')
    const button = page.getByRole('button', { name: 'Unbond', exact: true })
    for (const [text, problem] of [
      ['1e3', 'Write a number such as 12.5'],
      ['0', 'Write an amount above 0.'],
      ['999999999999', 'You have staked only'],
    ] as const) {
      await amount.fill(text)
      await page.getByRole('alert').getByText(problem).waitFor()
      expect(await button.isDisabled(), text).to.equal(true)
    }
  })

  it('behavior: funds a daemon with tokens and ether', async () => {
    const { reader } = portal.chain
    const daemon = toHex(new Uint8Array(20).fill(0xda))
    const page = await portal.visit('/operators/register')
    await connectWallet(page)
    await page.getByLabel('Address of the daemon').fill(daemon)
    await page.getByLabel('VAIN', { exact: true }).fill('12')
    await page.getByLabel('Ether', { exact: true }).fill('0.25')
    await page.getByRole('button', { name: 'Send both' }).click()
    await signInWallet(page, 2)
    await until('the ether has arrived', async () => (await reader.gasBalanceOf(daemon)) > 0n)
    expect(await reader.balanceOf(daemon)).to.equal(12n * unit)
    expect(await reader.gasBalanceOf(daemon)).to.equal(unit / 4n)
  })
})
