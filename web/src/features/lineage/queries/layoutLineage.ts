import type { Lineage, VersionRow } from '@vain/indexer'

/** What the graph shows of a model. Version 0 is the first one, which nobody certified. */
export type Node = {
  readonly version: number
  readonly parent?: number
  readonly state: 'first' | VersionRow['state']
  /** Names that governance gave it and has given to no other since. */
  readonly tags: readonly string[]
  /** Place in the order of time, from 0 on. */
  readonly column: number
  /** A branch for itself; 0 is where it began. */
  readonly lane: number
}

export type Layout = {
  readonly nodes: readonly Node[]
  readonly lanes: number
  /** From parent to child; the parent may be before what is shown. */
  readonly edges: readonly { readonly from?: Node; readonly to: Node }[]
}

/**
 * Places models in the order of their versions. A model stays on its parent's lane as long as the
 * parent has no other child there; after a rollback a new lane begins.
 */
export function layoutLineage(lineage: Lineage): Layout {
  const tags = tagsOf(lineage)
  const rows = lineage.rows.toSorted((a, b) => a.version - b.version)
  const isWhole = lineage.next === undefined
  const nodes = new Map<number, Node>()
  const ends = new Map<number, number>()
  let lanes = 0
  const place = (version: number, state: Node['state'], parent?: number): void => {
    const before = parent === undefined ? undefined : nodes.get(parent)
    const isEnd = before !== undefined && ends.get(before.lane) === parent
    const lane = isEnd ? before.lane : lanes++
    ends.set(lane, version)
    const column = nodes.size
    nodes.set(version, {
      ...{ version, state, column, lane, tags: tags.get(version) ?? [] },
      ...(parent !== undefined && { parent }),
    })
  }
  if (isWhole) place(0, 'first')
  for (const { version, state, parent } of rows) place(version, state, parent)
  const all = [...nodes.values()]
  const edges = all.flatMap((to) => {
    if (to.parent === undefined) return []
    const from = nodes.get(to.parent)
    return [from === undefined ? { to } : { from, to }]
  })
  return { nodes: all, lanes, edges }
}

/** The names of each version: the last promotion of a tag counts. */
export function tagsOf({ promotions }: Pick<Lineage, 'promotions'>): Map<number, string[]> {
  const holders = new Map(promotions.map(({ tag, text, version }) => [tag, { text, version }]))
  const tags = new Map<number, string[]>()
  for (const [tag, { text, version }] of holders)
    tags.set(version, [...(tags.get(version) ?? []), text ?? tag])
  return tags
}
