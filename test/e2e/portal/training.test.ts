import { usePortal } from './harness/usePortal.ts'

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
})
