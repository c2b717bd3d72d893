import type { Browser } from 'playwright-core'
import { measureView, type ViewCost, type Visits } from '../../portal/measureView.ts'
import { portalPages } from '../../portal/pages.ts'
import { compared, type Figure } from '../figure.ts'
import { medianOf } from '../statistics.ts'

const repeats = 3

/** Compressed JavaScript that the first view of a page may need, kB. */
const budget = { name: 'budget', value: 200 }

const visits: readonly (keyof Visits)[] = ['cold', 'warm', 'slow']

/**
 * What the first view of each page costs.
 *
 * @param proposal - id of the one whose page is looked at
 */
export async function benchViews(
  browser: Browser,
  url: string,
  proposal: string,
): Promise<readonly Figure[]> {
  const pages = portalPages(proposal)
  const costs = new Map(pages.map(({ route }) => [route, [] as ViewCost[]]))
  // All of them in turns, so that a noisy neighbour slows all.
  for (let i = 0; i < repeats; i++)
    for (const { route, path } of pages)
      costs.get(route)?.push(await measureView(browser, url, path))
  return [...costs].flatMap(([route, all]) => figuresOf(route, all))
}

function figuresOf(route: string, costs: readonly ViewCost[]): readonly Figure[] {
  const { firstBytes = 0, laterBytes = 0 } = costs.at(-1) ?? {}
  const interactive = visits.map((visit) => ({
    name: `web/interactive/${visit}${route}`,
    value: medianOf(costs.map(({ interactiveMs }) => interactiveMs[visit])),
    unit: 'ms',
  }))
  return [
    compared({ name: `web/js${route}`, value: firstBytes / 1_000, unit: 'kB' }, budget),
    { name: `web/js-later${route}`, value: laterBytes / 1_000, unit: 'kB' },
    ...interactive,
  ]
}
