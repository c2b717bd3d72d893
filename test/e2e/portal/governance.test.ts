import { stakeVaultAbi, vainGovernorAbi } from '@vain/abi'
import { createGovernorWriter, handOver } from '@vain/chain'
import type { Hex } from '@vain/protocol'
import type { TestChain } from '@vain/testkit'
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { encodeFunctionData } from 'viem'
import { findFlaws } from './harness/findFlaws.ts'
import { usePortal } from './harness/usePortal.ts'
import { connectWallet, signInWallet, walletDialog } from './wallets.ts'

const unit = 10n ** 18n

/** In fourteenths: a vote begins after 1,000 seconds, lasts 3,000, and waits 2,000. */
const unbondingSeconds = 14_000

/** Two accounts have stake, and governance decides alone. */
async function prepare({ wallets, writers, deployment, pass }: TestChain): Promise<void> {
  const [founder] = wallets
  if (founder === undefined) throw new Error('a chain without accounts')
  for (const writer of writers.slice(0, 2)) await writer.bond(5_000n * unit)
  await handOver(founder, deployment)
  // Whoever proposes needs its votes a second before.
  await pass(2)
}

/** The second account lends its votes to the first. */
async function delegate({ accounts, wallets, deployment }: TestChain): Promise<void> {
  const [to] = accounts
  if (to === undefined) throw new Error('a chain without accounts')
  await wallets[1]?.send({
    chainId: deployment.chainId,
    to: deployment.vault,
    data: encodeFunctionData({ abi: stakeVaultAbi, functionName: 'delegate', args: [to.address] }),
    name: 'delegate',
  })
}

/** Proposes something, without the portal. */
async function propose({ wallets, deployment }: TestChain): Promise<Hex> {
  const { governor } = deployment.institutions
  const [wallet] = wallets
  if (wallet === undefined) throw new Error('a chain without accounts')
  const data = encodeFunctionData({
    abi: vainGovernorAbi,
    functionName: 'setDisputeSeconds',
    args: [1_234],
  })
  const calls = [{ target: governor, valueWei: 0n, data }]
  const writer = createGovernorWriter(wallet, deployment, governor)
  return (await writer.propose({ calls, description: 'Judge sooner' })).id
}

/** Goes on with another account of the development wallet. */
async function choose(page: Page, address: string): Promise<void> {
  await page
    .getByRole('banner')
    .getByRole('button', { name: /^Your account/ })
    .click()
  const dialog = page.getByRole('dialog', { name: 'Your account' })
  await dialog.getByLabel('Account of the development wallet').selectOption(address.toLowerCase())
  await dialog.getByRole('button', { name: 'Close' }).click()
}

describe('governance in the portal', function () {
  this.timeout(240_000)
  const portal = usePortal({
    // The tenth pays for the relay.
    chain: { unbondingSeconds, tokens: 10_000n * unit, accounts: 10 },
    prepare,
    server: () => ({ relay: true }),
  })

  const open = async (path: string): Promise<Page> => {
    const page = await portal.visit(path)
    await connectWallet(page)
    return page
  }
  const pass = async (seconds: number): Promise<void> => {
    await portal.chain.pass(seconds)
    await portal.indexed()
  }

  it('default: a proposal is made, simulated, voted on, queued and executed, and the rule changes', async () => {
    const page = await open('/governance/new')
    await page.getByLabel('Title').fill('Vote sooner')
    await page.getByLabel('Why', { exact: true }).fill('Waiting **costs**.')
    await page.getByRole('button', { name: 'Add it' }).click()
    await page.getByLabel('New voting delay').fill('5m')
    await page.getByText('governor.setVotingDelay').waitFor()
    // In full: its ends alone could be those of another.
    const { governor } = portal.chain.deployment.institutions
    await page.getByText(new RegExp(`^${governor}$`, 'i')).waitFor()
    await page.getByRole('button', { name: 'Simulate' }).click()
    await page.getByText('It would be executed').waitFor()
    const change = page.getByRole('row').filter({ hasText: 'governor.votingDelay()' })
    expect(await change.innerText())
      .to.contain('(1000 s)')
      .and.to.contain('(300 s)')
    await page.getByRole('button', { name: 'Propose' }).click()
    await signInWallet(page)
    await page.getByText('Propose: done.').waitFor()
    await portal.indexed()
    await page.getByRole('link', { name: 'Go to the proposal' }).click()

    await page.getByRole('heading', { name: 'Vote sooner' }).waitFor()
    await page.getByText('pending', { exact: true }).waitFor()
    await page.getByText(/what you bond or delegate before it counts/).waitFor()
    await pass(1_001)
    await page.getByText('It would weigh 5,000.').waitFor()
    await page.getByLabel('Reason').fill('Yes, please')
    await page.getByRole('button', { name: 'Vote', exact: true }).click()
    await signInWallet(page)
    await page.getByText('Vote: done.').waitFor()
    await portal.indexed()
    await page.getByRole('cell', { name: 'Yes, please' }).waitFor()
    expect(await findFlaws(page)).to.deep.equal([])

    await choose(page, portal.chain.accounts[1]?.address ?? '')
    await page.getByText('It would weigh 5,000.').waitFor()
    await page.getByLabel(/^by a signature/).check()
    await page.getByRole('button', { name: 'Sign the vote' }).click()
    await signInWallet(page)
    await page.getByText('Vote by signature: done.').waitFor()
    await page.getByText('You have voted.').waitFor()

    await pass(3_001)
    await page.getByRole('button', { name: 'Queue', exact: true }).click()
    await signInWallet(page)
    await page.getByText('Queue: done.').waitFor()
    await page.getByText(/in the timelock for another/).waitFor()
    await pass(2_001)
    await page.getByRole('button', { name: 'Execute', exact: true }).click()
    await signInWallet(page)
    await page.getByText('Execute: done.').waitFor()
    await page.getByText('executed', { exact: true }).waitFor()
    await page.goto('/governance')
    await page.getByRole('link', { name: 'Vote sooner' }).waitFor()
    const terms = page
      .locator('div')
      .filter({ has: page.getByText('Before the vote', { exact: true }) })
    await terms.last().getByText('5 minutes').waitFor()
  })

  it('default: a delegator votes with its own stake, and who has no votes is told why and sends none', async () => {
    const { chain } = portal
    await delegate(chain)
    await chain.pass(2)
    const id = await propose(chain)
    await pass(1_001)

    const page = await open(`/governance/proposal?id=${id}`)
    await page.getByText('It would weigh 10,000.').waitFor()
    await choose(page, chain.accounts[1]?.address ?? '')
    await page.getByText(/who votes with it unless you override/).waitFor()
    await page.getByText('It would weigh 5,000.').waitFor()
    await page.getByLabel('Against').check()
    await page.getByRole('button', { name: 'Vote', exact: true }).click()
    await walletDialog(page).getByRole('button', { name: 'Reject' }).click()
    await page.getByText(/declined it in the wallet/).waitFor()
    await page.getByRole('button', { name: 'Vote', exact: true }).click()
    await signInWallet(page)
    await page.getByText('Vote with your own stake: done.').waitFor()
    await portal.indexed()
    await page.getByRole('cell', { name: 'against, with its own stake' }).waitFor()

    await choose(page, chain.accounts[2]?.address ?? '')
    await page.getByText(/it never had a vote/).waitFor()
    await page.getByText('This vote cannot be cast').waitFor()
    const button = page.getByRole('button', { name: 'Vote', exact: true })
    expect(await button.isDisabled()).to.equal(true)
  })
})
