import { expect } from 'chai'
import { findFlaws } from './harness/findFlaws.ts'
import { usePortal } from './harness/usePortal.ts'

/** All pages; each has a heading of its own. */
const pages = ['/'] as const

const looks = [
  { device: 'desktop', theme: 'light' },
  { device: 'phone', theme: 'dark' },
] as const

describe('pages of the portal', function () {
  this.timeout(120_000)
  const portal = usePortal()

  for (const path of pages)
    for (const look of looks)
      it(`default: ${path} shuts out nobody, ${look.device}, ${look.theme}`, async () => {
        const page = await portal.visit(path, look)
        // What is not indexed yet.
        page.faults.expect(/status of 503/)
        await page.getByRole('heading', { level: 1 }).waitFor()
        await page.waitForLoadState('networkidle')
        expect(await findFlaws(page)).to.deep.equal([])
        const [inner, outer] = (await page.evaluate(
          '[document.documentElement.scrollWidth, innerWidth]',
        )) as [number, number]
        expect(inner, 'wider than the screen').to.be.at.most(outer)
      })
})
