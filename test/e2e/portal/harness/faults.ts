import type { BrowserContext, ConsoleMessage, Page } from 'playwright-core'

/** What no page of the portal may do, seen while it was looked at. */
export type Faults = {
  /** Sentences, with the page's address. */
  all(): readonly string[]
  /** All but what was expected. */
  unexpected(): readonly string[]
  /** From now on, what matches is part of the test. */
  expect(pattern: RegExp): void
}

/** Said by the browser where a policy refuses something, in pages and workers alike. */
const violation =
  "addEventListener('securitypolicyviolation', (event) => console.error('policy: ' + event.violatedDirective + ' refuses ' + event.blockedURI))"

/**
 * Watches all pages of a context: errors that they throw or print, refusals of the content security
 * policy, and requests to whom else than the portal's server, none of which leaves the browser.
 */
export async function watchFaults(context: BrowserContext, origin: string): Promise<Faults> {
  const found: string[] = []
  const expected: RegExp[] = []
  const add = (page: Page | null | undefined, text: string): void => {
    found.push(`${page?.url() ?? 'a worker'}: ${text}`)
  }
  const isForeign = (url: URL | string): boolean => !isOwn(String(url), origin)
  await context.addInitScript(violation)
  await context.route(isForeign, (route) => route.abort('blockedbyclient'))
  context.on('request', (request) => {
    if (isForeign(request.url())) add(undefined, `asked another host: ${request.url()}`)
  })
  context.on('console', (message: ConsoleMessage) => {
    if (message.type() !== 'error') return
    add(message.page(), `${message.text()} (${message.location().url})`)
  })
  context.on('weberror', (error) => add(error.page(), String(error.error().stack)))
  context.on('page', (page) => {
    page.on('websocket', (socket) => {
      if (isForeign(socket.url().replace(/^ws/, 'http')))
        add(page, `asked another host: ${socket.url()}`)
    })
  })
  return {
    all: () => found,
    unexpected: () => found.filter((text) => !expected.some((pattern) => pattern.test(text))),
    expect: (pattern) => void expected.push(pattern),
  }
}

/** Whether an address is of the portal, or of what a page made itself. */
function isOwn(address: string, origin: string): boolean {
  const url = new URL(address)
  return url.origin === origin || url.protocol === 'blob:' || url.protocol === 'data:'
}
