import { vainGovernorAbi } from '@vain/abi'
import { handOver } from '@vain/chain'
import type { TestChain } from '@vain/testkit'
import { expect } from 'chai'
import { encodeFunctionData } from 'viem'
import { findFlaws } from './harness/findFlaws.ts'
import { until } from './harness/until.ts'
import { usePortal } from './harness/usePortal.ts'

const unit = 10n ** 18n
const many = 1_000
const pages = many / 20
/** Of the last one: a name without a place to break it. */
const longName = 'Unbreakable'.repeat(30)

/** Proposals that differ in their descriptions alone, by one account. */
async function proposeMany({ accounts, deployment, rpc }: TestChain): Promise<void> {
  const { governor } = deployment.institutions
  const call = encodeFunctionData({
    abi: vainGovernorAbi,
    functionName: 'setDisputeSeconds',
    args: [1_234],
  })
  const from = accounts[0]?.address
  const used = Number(await rpc.request('eth_getTransactionCount', [from, 'latest']))
  const send = (n: number): Promise<unknown> => {
    const description = n === many ? longName : `Proposal ${n}\n\nIt is number ${n} of ${many}.`
    const args = [[governor], [0n], [call], description] as const
    const data = encodeFunctionData({ abi: vainGovernorAbi, functionName: 'propose', args })
    const nonce = `0x${(used + n - 1).toString(16)}`
    // The development chain signs for its own accounts.
    return rpc.request('eth_sendTransaction', [{ from, to: governor, data, nonce, gas: '0x7a120' }])
  }
  // In the order of their numbers: one that comes before its turn may be left waiting for good.
  for (let n = 1; n <= many; n++) await send(n)
}

describe('a thousand proposals in the portal', function () {
  this.timeout(240_000)
  const portal = usePortal({
    chain: { unbondingSeconds: 14_000, tokens: 10_000n * unit },
    async prepare(chain) {
      const { writers, wallets, deployment, pass } = chain
      const [founder] = wallets
      if (founder === undefined) throw new Error('a chain without accounts')
      await writers[0]?.bond(5_000n * unit)
      await handOver(founder, deployment)
      // Whoever proposes needs its votes a second before.
      await pass(2)
      await proposeMany(chain)
    },
  })

  it('default: they are listed page by page, all of them, and found by their words', async () => {
    await portal.indexed()
    const page = await portal.visit('/governance')
    const rows = page.getByRole('region', { name: 'Proposals' }).locator('tbody tr')
    await rows.first().waitFor()
    const seen = new Set<string>()
    for (let number = 1; number <= pages; number++) {
      await page.getByText(`Page ${number}`, { exact: true }).waitFor()
      await until(`page ${number} is shown`, async () => {
        const names = await rows.locator('a').allInnerTexts()
        const areNew = names.length > 0 && names.every((name) => !seen.has(name))
        if (areNew) for (const name of names) seen.add(name)
        return areNew
      })
      if (number < pages) await page.getByRole('button', { name: 'Older' }).click()
    }
    expect(await page.getByRole('button', { name: 'Older' }).isDisabled()).to.equal(true)
    expect(seen.size).to.equal(many)

    await page.getByRole('searchbox', { name: 'Search' }).fill('number 437 of')
    await page.getByRole('link', { name: 'Proposal 437', exact: true }).waitFor()
    expect(await rows.count()).to.equal(1)
  })

  it('behavior: a long name breaks, on the list and on its own page', async () => {
    const page = await portal.visit('/governance', { device: 'phone', theme: 'dark' })
    await page.getByRole('link', { name: /^(Unbreakable){10}/ }).click()
    await page.getByRole('heading', { level: 1, name: /^(Unbreakable){10}/ }).waitFor()
    const [inner, outer] = (await page.evaluate(
      '[document.documentElement.scrollWidth, innerWidth]',
    )) as [number, number]
    expect(inner, 'wider than the screen').to.be.at.most(outer)
    expect(await findFlaws(page)).to.deep.equal([])
  })
})
