import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { contextOf } from './openBrowser.ts'

/** What the first view of a page costs. */
export type ViewCost = {
  /** JavaScript, compressed, bytes. */
  readonly brotli: number
  readonly gzip: number
  /** Until the document is there and no task keeps the page busy for over 50 ms, milliseconds. */
  readonly interactiveMs: number
}

const site = fileURLToPath(new URL('../../web/out', import.meta.url))

/** Tasks of over 50 ms, which the browser tells only to who asks. */
const endOfTasks = `new Promise((resolve) => {
  const [{ domContentLoadedEventEnd }] = performance.getEntriesByType('navigation')
  let end = domContentLoadedEventEnd
  const observer = new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) end = Math.max(end, startTime + duration)
  })
  observer.observe({ type: 'longtask', buffered: true })
  setTimeout(() => resolve(end), 100)
})`

/**
 * Opens a page in a browser that has nothing stored, until it asks for nothing more.
 *
 * @param url - of the portal's server, which serves the site as it was built here
 */
export async function measureView(browser: Browser, url: string, path: string): Promise<ViewCost> {
  const context = await browser.newContext(contextOf({ device: 'phone' }))
  const page = await context.newPage()
  const scripts = new Set<string>()
  page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    if (response.ok() && pathname.endsWith('.js')) scripts.add(pathname)
  })
  await page.goto(`${url}${path}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForLoadState('networkidle')
  const interactiveMs = (await page.evaluate(endOfTasks)) as number
  await context.close()
  const paths = [...scripts]
  return { brotli: sizeOf(paths, '.br'), gzip: sizeOf(paths, '.gz'), interactiveMs }
}

/**
 * What files of the site have together when they are sent, bytes.
 *
 * @param paths - as the browser asks for them
 * @param end - of the compressed form's name
 */
export const sizeOf = (paths: readonly string[], end: '.br' | '.gz'): number =>
  paths.reduce((sum, path) => sum + compressedSize(join(site, path), end), 0)

/** What is too small to be compressed is sent as it is. */
const compressedSize = (file: string, end: string): number =>
  statSync(existsSync(file + end) ? file + end : file).size
