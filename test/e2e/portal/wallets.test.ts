import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { usePortal } from './harness/usePortal.ts'
import { connectWallet, strangeWallet } from './wallets.ts'

const banner = /Development wallet: everyone knows its keys/

describe('wallets of the portal', function () {
  this.timeout(180_000)
  const portal = usePortal()

  it('default: the development wallet is marked, stays for the next visit, and can be left', async () => {
    const page = await portal.visit('/staking')
    await connectWallet(page)
    await page.getByText(banner).waitFor()
    await page
      .getByRole('banner')
      .getByRole('button', { name: /^Your account/ })
      .click()
    const [, second = ''] = portal.chain.accounts.map(({ address }) => address)
    await page.getByLabel('Account of the development wallet').selectOption(second.toLowerCase())
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
    const account = page.getByRole('banner').getByRole('button', { name: /^Your account/ })
    await page.reload()
    await page.getByText(banner).waitFor()
    await account.waitFor()
    expect((await account.innerText()).toLowerCase()).to.equal(
      `${second.slice(0, 6)}…${second.slice(-4)}`.toLowerCase(),
    )

    await account.click()
    await page.getByRole('button', { name: 'Disconnect' }).click()
    await page.getByRole('banner').getByRole('button', { name: 'Connect a wallet' }).waitFor()
    await page.getByText(banner).waitFor({ state: 'detached' })
    await page.reload()
    await page.getByRole('main').getByText('Connect a wallet to stake').waitFor()
  })

  const openStrange = async (): Promise<Page> => {
    const page = await portal.visit('/')
    await page.addInitScript(strangeWallet)
    await page.goto('/staking')
    return page
  }
  const asked = (page: Page): Promise<string[]> => page.evaluate('strangeWallet.asked')

  it('behavior: a wallet on another network is asked to switch, and to add the network', async () => {
    const page = await openStrange()
    await connectWallet(page, /^Strange wallet/)
    await page.getByRole('banner').getByText('Wrong network').waitFor()
    await page.getByText('Your wallet is on another network').waitFor()
    expect(await page.getByLabel('Amount to stake, VAIN').count(), 'nothing to send').to.equal(0)
    await page
      .getByRole('main')
      .getByRole('button', { name: /^Switch to/ })
      .click()
    await page.getByLabel('Amount to stake, VAIN').waitFor()
    expect(await asked(page)).to.include.members(['wallet_addEthereumChain'])
    expect(await page.getByText(banner).count(), 'it is no development wallet').to.equal(0)
  })

  it('error: a wallet that refuses to connect or to switch stays as it is', async () => {
    const page = await openStrange()
    await page.evaluate(`strangeWallet.rejects = 'eth_requestAccounts'`)
    await page.getByRole('banner').getByRole('button', { name: 'Connect a wallet' }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Strange wallet/ })
      .click()
    await page.getByRole('alert').getByText('The request was rejected in the wallet.').waitFor()
    await page.evaluate(`strangeWallet.rejects = 'wallet_addEthereumChain'`)
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Strange wallet/ })
      .click()
    await page
      .getByRole('main')
      .getByRole('button', { name: /^Switch to/ })
      .click()
    await page.getByText('The wallet stays where it is').waitFor()
    expect(await asked(page)).not.to.include('eth_sendTransaction')
  })
})
