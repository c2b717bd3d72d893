import { mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readBlock } from '@vain/chain'
import { startTestChain, type TestChain, type TestChainOptions } from '@vain/testkit'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { freePort } from '../../../../scripts/devnet/freePort.ts'
import { contextOf, type Look, openBrowser } from '../../../../scripts/portal/openBrowser.ts'
import { type Portal, startPortal } from '../../../../scripts/portal/startPortal.ts'
import { type Faults, watchFaults } from './faults.ts'
import { until } from './until.ts'

export type PortalOptions = {
  /** Of the chain; it has contracts and funded accounts alone, and a block for each transaction. */
  readonly chain?: TestChainOptions
  /** Called before the server starts: what the chain is to hold. */
  readonly prepare?: (chain: TestChain) => Promise<void>
  /** Options of the server, over those that tests usually have. */
  readonly server?: (chain: TestChain) => Readonly<Record<string, unknown>>
}

/** A page, and what it must not do. */
export type Visit = Page & { readonly faults: Faults }

/** The portal over a chain of its own, in a real browser. */
export type TestPortal = {
  readonly chain: TestChain
  readonly url: string
  /** Opens a page in a browser's context of its own, with nothing stored; it is closed for you. */
  visit(path: string, look?: Look): Promise<Visit>
  /** Resolves when the server has indexed the chain's newest block. */
  indexed(): Promise<void>
  /** Ends the server, as a crash would. */
  killServer(): Promise<void>
  /** Starts the server once more, on the same port with the same index. */
  restartServer(): Promise<void>
}

type Open = {
  readonly folder: string
  readonly chain: TestChain
  readonly port: number
  readonly browser: Browser
  server: Portal
}

type Ending = () => Promise<void>

const pictures = fileURLToPath(new URL('../../../../.cache/portal-failures', import.meta.url))

/**
 * Gives the tests of a `describe` the portal. Before them it founds a chain and starts the server;
 * after each it closes the pages, and fails the test if one of them printed an error, was refused
 * something by its content security policy, or asked another host. Of a test that failed, pictures
 * of its pages are kept in .cache/portal-failures.
 */
export function usePortal(options: PortalOptions = {}): TestPortal {
  let opened: Open | undefined
  const endings: Ending[] = []
  const visits: Visit[] = []
  const open = (): Open =>
    opened ?? fail('the portal is opened before the tests, not while they are named')

  before('the portal opens', async function () {
    this.timeout(300_000)
    opened = await openAll(options, endings)
  })

  afterEach('the pages kept to the rules', async function () {
    const wrong = visits.flatMap(({ faults }) => faults.unexpected())
    if (this.currentTest?.state === 'failed' || wrong.length > 0)
      await takePictures(visits, this.currentTest?.fullTitle() ?? 'hook')
    await Promise.all(visits.map((visit) => visit.context().close()))
    visits.length = 0
    if (wrong.length > 0) throw new Error(`a page did what it must not:\n${wrong.join('\n')}`)
  })

  after('the portal closes', async function () {
    this.timeout(60_000)
    for (const end of endings.toReversed()) await end()
  })

  return {
    get chain() {
      return open().chain
    },
    get url() {
      return open().server.url
    },
    async visit(path, look = {}) {
      const { browser, server } = open()
      const context = await browser.newContext({ ...contextOf(look), baseURL: server.url })
      const visit = await openVisit(context, server.url)
      visits.push(visit)
      await visit.goto(path)
      return visit
    },
    async indexed() {
      const { chain, server } = open()
      const newest = (await readBlock(chain.rpc, 'latest'))?.number ?? 0
      await until(`block ${newest} is indexed`, async () => (await headOf(server.url)) >= newest)
    },
    killServer: () => open().server.daemon.kill(),
    async restartServer() {
      const { folder, chain, port } = open()
      open().server = startServer(folder, chain, port, options)
      await open().server.ready()
    },
  }
}

/** Opens one thing after the other, and notes at once how each is closed. */
async function openAll(options: PortalOptions, endings: Ending[]): Promise<Open> {
  const folder = mkdtempSync(join(tmpdir(), 'vain-portal-'))
  endings.push(() => rm(folder, { recursive: true, force: true }))
  const browser = await openBrowser()
  endings.push(() => browser.close())
  const chain = await startTestChain(options.chain)
  endings.push(() => chain.stop())
  await options.prepare?.(chain)
  const server = startServer(folder, chain, await freePort(), options)
  const open = { folder, chain, port: Number(new URL(server.url).port), browser, server }
  endings.push(() => open.server.daemon.stop())
  await server.ready()
  return open
}

function startServer(
  folder: string,
  chain: TestChain,
  port: number,
  options: PortalOptions,
): Portal {
  const network = join(folder, 'network.json')
  const { ledger, institutions } = chain.deployment
  writeFileSync(network, JSON.stringify({ ledger, institutions }))
  const usual = { rpcUrl: chain.url, network, developmentWallet: true }
  return startPortal({ folder, port, options: { ...usual, ...options.server?.(chain) } })
}

async function openVisit(context: BrowserContext, origin: string): Promise<Visit> {
  const faults = await watchFaults(context, origin)
  return Object.assign(await context.newPage(), { faults })
}

async function headOf(url: string): Promise<number> {
  const response = await fetch(`${url}/api/v1/head`)
  const { block } = (await response.json()) as { block: number }
  return block
}

async function takePictures(visits: readonly Visit[], title: string): Promise<void> {
  const name = title.replaceAll(/[^\w]+/g, '-').slice(0, 120)
  for (const [i, visit] of visits.entries())
    await visit.screenshot({ path: join(pictures, `${name}-${i}.png`), fullPage: true })
}

function fail(message: string): never {
  throw new Error(message)
}
