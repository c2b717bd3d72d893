import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** What axe-core says of one rule on a page. */
type Finding = {
  readonly id: string
  readonly impact: string
  readonly help: string
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[]
}

/**
 * What keeps people from a page, by axe-core's rules of WCAG 2.2 AA and its best practices: what it
 * calls serious or critical, one line each.
 */
export async function findFlaws(page: Page): Promise<readonly string[]> {
  // By the debugger's own way, which the page's content security policy does not bind.
  await page.evaluate(axe.source)
  const found = (await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)`,
  )) as readonly Finding[]
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map(
        ({ target, failureSummary }) => `${id}: ${help} (${target.join(' ')}) ${failureSummary}`,
      ),
    )
}
