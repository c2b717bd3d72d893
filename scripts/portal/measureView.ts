import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { contextOf } from './openBrowser.ts'
import { sentBytes } from './sentBytes.ts'

/** Milliseconds of the same view in a browser that has nothing stored, one that has seen it, and a
 * phone of the middle class that has not. */
export type Visits = { readonly cold: number; readonly warm: number; readonly slow: number }

/** What the first view of a page costs. */
export type ViewCost = {
  /** JavaScript that the page is begun with, compressed with Brotli, bytes. */
  readonly firstBytes: number
  /** The same of what it then loads by itself. */
  readonly laterBytes: number
  /**
   * From the address to where the page is of use: its document is there, what it shows is loaded,
   * and no task keeps it busy for over 50 ms.
   */
  readonly interactiveMs: Visits
}

/** The middle class of phones on "slow 4G", as Lighthouse has them. */
const slowPhone = {
  processorSlowdown: 4,
  network: { offline: false, latency: 150, downloadThroughput: 204_800, uploadThroughput: 84_375 },
}

const overWithinMs = 60_000

/** Notes when a page has a heading and no word that something is still loading, and its long tasks. */
const watch = `(() => {
  const seen = { shown: undefined, busy: 0 }
  globalThis.seenByBench = seen
  const isLoading = () => [...document.querySelectorAll('[role=status]')]
    .some(({ textContent }) => textContent.startsWith('Loading'))
  new MutationObserver(() => {
    const isShown = document.querySelector('h1') !== null && !isLoading()
    seen.shown = isShown ? (seen.shown ?? performance.now()) : undefined
  }).observe(document, { childList: true, subtree: true })
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) seen.busy = startTime + duration
  }).observe({ type: 'longtask', buffered: true })
})()`

/** Once nothing has changed for half a second. */
const isOver = `(() => {
  const { shown, busy } = seenByBench
  return document.readyState === 'complete' && performance.now() - Math.max(shown, busy) > 500
})()`

const toInteractive = `(() => {
  const [{ domContentLoadedEventEnd }] = performance.getEntriesByType('navigation')
  return Math.max(domContentLoadedEventEnd, seenByBench.shown, seenByBench.busy)
})()`

/**
 * Opens a page on a screen of a phone's size, three times.
 *
 * @param url - of the portal's server
 */
export async function measureView(browser: Browser, url: string, path: string): Promise<ViewCost> {
  const context = await browser.newContext(contextOf({ device: 'phone' }))
  const page = await context.newPage()
  const [first, later] = [new Set<string>(), new Set<string>()]
  let asked = first
  page.once('load', () => {
    asked = later
  })
  context.on('response', (response) => {
    const { origin, pathname } = new URL(response.url())
    if (response.ok() && pathname.endsWith('.js')) asked.add(origin + pathname)
  })
  const cold = await visit(page, url + path)
  const warm = await visit(await context.newPage(), url + path)
  await context.close()
  const slow = await visitSlowly(browser, url + path)
  const firstBytes = await sentBytes([...first])
  const laterBytes = await sentBytes([...later].filter((script) => !first.has(script)))
  return { firstBytes, laterBytes, interactiveMs: { cold, warm, slow } }
}

async function visit(page: Page, address: string): Promise<number> {
  await page.addInitScript(watch)
  await page.goto(address)
  const end = Date.now() + overWithinMs
  // The page's policy lets nothing be put together in it, as waiting inside it would.
  while (!(await page.evaluate(isOver))) {
    if (Date.now() > end) throw new Error(`${address} has not loaded what it shows`)
    await wait(100)
  }
  return (await page.evaluate(toInteractive)) as number
}

async function visitSlowly(browser: Browser, address: string): Promise<number> {
  const context = await browser.newContext(contextOf({ device: 'phone' }))
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', slowPhone.network)
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowPhone.processorSlowdown })
  const interactiveMs = await visit(page, address)
  await context.close()
  return interactiveMs
}
