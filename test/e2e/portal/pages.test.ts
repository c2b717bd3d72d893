import { expect } from 'chai'
import { portalPages } from '../../../scripts/portal/pages.ts'
import { sentBytes } from '../../../scripts/portal/sentBytes.ts'
import { findFlaws } from './harness/findFlaws.ts'
import { usePortal, type Visit } from './harness/usePortal.ts'

const looks = [
  { device: 'desktop', theme: 'light' },
  { device: 'phone', theme: 'dark' },
] as const

/** That a page names for its first view, compressed with Brotli; what is used later is loaded then. */
const mostScriptBytes = 200_000

/** Scripts that stand in a page as the server sends it, but for those that old browsers alone take. */
async function scriptsOf(url: string): Promise<string[]> {
  const html = await (await fetch(url)).text()
  const scripts = [...html.matchAll(/<script src="([^"]+\.js)"([^>]*)>/g)]
  return [
    ...new Set(
      scripts.flatMap(([, path = '', rest = '']) => (/nomodule/i.test(rest) ? [] : [path])),
    ),
  ]
}

/** Waits until a page has asked for all that it shows. */
async function settle(page: Visit): Promise<void> {
  // Of things that a chain without runs does not have.
  page.faults.expect(/status of 404 .*\/api\/v1\/(runs|operators|proposals)\//)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForLoadState('networkidle')
}

describe('pages of the portal', function () {
  this.timeout(120_000)
  const portal = usePortal()

  for (const { route, path } of portalPages())
    for (const look of looks)
      it(`default: ${route} shuts out nobody, ${look.device}, ${look.theme}`, async () => {
        const page = await portal.visit(path, look)
        await settle(page)
        expect(await findFlaws(page)).to.deep.equal([])
        expect(await page.getByRole('heading', { level: 1 }).count(), 'headings').to.equal(1)
        const [inner, outer] = (await page.evaluate(
          '[document.documentElement.scrollWidth, innerWidth]',
        )) as [number, number]
        expect(inner, 'wider than the screen').to.be.at.most(outer)
      })

  for (const { route, path } of portalPages())
    it(`default: ${route} needs at most 200 kB of JavaScript to begin with`, async () => {
      const scripts = await scriptsOf(`${portal.url}${path}`)
      const addresses = scripts.map((script) => portal.url + script)
      expect(await sentBytes(addresses)).to.be.within(50_000, mostScriptBytes)
    })

  it('default: the keyboard leads past the header into the content, and to each place', async () => {
    const page = await portal.visit('/')
    await settle(page)
    await page.keyboard.press('Tab')
    const skip = page.getByRole('link', { name: 'Skip to the content' })
    expect(await skip.evaluate((link) => link.matches(':focus-visible'))).to.equal(true)
    expect(await skip.isVisible()).to.equal(true)
    await page.keyboard.press('Enter')
    expect(new URL(page.url()).hash).to.equal('#content')

    await page.goto('/')
    await settle(page)
    const links = page.getByRole('navigation', { name: 'Main' }).getByRole('link')
    const names = await links.allInnerTexts()
    const reached: string[] = []
    // Past the link into the content and the name of the portal.
    for (let i = 0; i < names.length + 2; i++) {
      await page.keyboard.press('Tab')
      reached.push(await page.locator(':focus').innerText())
    }
    expect(reached.slice(2)).to.deep.equal(names)
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.pathname !== '/')
    await settle(page)
  })

  it('default: the theme that was chosen stays', async () => {
    const page = await portal.visit('/')
    await settle(page)
    const theme = () => page.evaluate('document.documentElement.dataset.theme')
    await page.getByRole('button', { name: 'Change between light and dark' }).click()
    expect(await theme()).to.equal('dark')
    await page.reload()
    expect(await theme()).to.equal('dark')
    await settle(page)
  })

  it('error: without the server a page says so, and goes on once it is back', async () => {
    const page = await portal.visit('/')
    await settle(page)
    // Once it is back, its index comes a moment after it.
    page.faults.expect(/status of 503/)
    page.faults.expect(/ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|WebSocket/)
    await portal.killServer()
    const word = page.getByText('The portal’s server does not answer').first()
    await word.waitFor({ timeout: 60_000 })
    await portal.restartServer()
    await word.waitFor({ state: 'hidden', timeout: 60_000 })
  })
})
