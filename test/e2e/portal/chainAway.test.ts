import { usePortal } from './harness/usePortal.ts'

describe('the portal without its chain', function () {
  this.timeout(240_000)
  const portal = usePortal()

  it('error: what contracts would say is missing with the reason, what is indexed still stands', async () => {
    await portal.indexed()
    await portal.chain.stop()
    const page = await portal.visit('/governance')
    // Every question that the chain's node leaves unanswered.
    page.faults.expect(/status of 50[023]/)
    await page.getByText('The chain does not answer').first().waitFor()
    await page.getByRole('button', { name: 'Try again' }).first().waitFor()
    await page.getByText('Nothing was ever proposed').waitFor()
    await page.goto('/operators')
    await page.getByRole('heading', { level: 1, name: 'Operators' }).waitFor()
  })
})
