/** Keeps pictures of all pages of a portal that is served, and one page that shows them all. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineOptions, describeError, helpText, readOptions } from '@vain/service'
import type { Browser } from 'playwright-core'
import { contextOf, type Look, openBrowser } from '../portal/openBrowser.ts'
import { portalPages } from '../portal/pages.ts'

const table = defineOptions({
  url: {
    type: 'string',
    default: 'http://127.0.0.1:3000',
    text: 'Where the portal is served: that of npm start.',
  },
  folder: {
    type: 'path',
    default: fileURLToPath(new URL('../../.cache/screenshots', import.meta.url)),
    text: 'Where the pictures are put.',
  },
  pages: { type: 'list', default: [], text: 'Routes to look at. Default: all.' },
})

const looks = (['desktop', 'phone'] as const).flatMap((device) =>
  (['light', 'dark'] as const).map((theme) => ({ device, theme })),
)

const nameOf = (route: string, { device, theme }: Required<Look>): string =>
  `${route.slice(1).replaceAll('/', '-') || 'overview'}-${device}-${theme}.png`

async function takePicture(
  browser: Browser,
  address: string,
  look: Look,
  file: string,
): Promise<void> {
  const context = await browser.newContext(contextOf(look))
  const page = await context.newPage()
  await page.goto(address)
  await page.getByRole('heading', { level: 1 }).waitFor()
  // A page that asks again and again is never quiet; what it shows first is there by then.
  await page.waitForLoadState('networkidle', { timeout: 15_000 }).catch(() => undefined)
  await page.screenshot({ path: file, fullPage: true })
  await context.close()
}

/** The newest proposal, so that its page has something to show; undefined where there is none. */
async function newestProposal(url: string): Promise<string | undefined> {
  const answer = await fetch(`${url}/api/v1/proposals?limit=1`)
  if (!answer.ok) return undefined
  const { rows } = (await answer.json()) as { rows: readonly { id: string }[] }
  return rows[0]?.id
}

const sheetOf = (names: readonly string[]): string =>
  [
    '<!doctype html><meta charset="utf-8"><title>Pages of the portal</title>',
    '<style>body{display:flex;flex-wrap:wrap;gap:1rem;font:1rem sans-serif}img{height:26rem}</style>',
    ...names.map((name) => `<figure><a href="${name}"><img src="${name}"></a><figcaption>${name}`),
  ].join('\n')

async function main(argv: readonly string[]): Promise<void> {
  if (argv.includes('--help')) {
    const text = 'Keeps pictures of the portal’s pages, light and dark, on a desktop and a phone.'
    process.stdout.write(helpText(table, { usage: 'npm run screenshots -- [options]', text }))
    return
  }
  const { url, folder, pages } = readOptions(table, { argv, env: {} })
  mkdirSync(folder, { recursive: true })
  const browser = await openBrowser()
  const names: string[] = []
  try {
    for (const { route, path } of portalPages(await newestProposal(url))) {
      if (pages.length > 0 && !pages.includes(route)) continue
      for (const look of looks) {
        names.push(nameOf(route, look))
        await takePicture(browser, url + path, look, join(folder, nameOf(route, look)))
      }
    }
  } finally {
    await browser.close()
  }
  writeFileSync(join(folder, 'index.html'), sheetOf(names))
  process.stdout.write(`${names.length} pictures: ${join(folder, 'index.html')}\n`)
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${describeError(error)}\n`)
  process.exitCode = 1
})
