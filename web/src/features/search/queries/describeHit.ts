import type { SearchHit } from '@vain/indexer'
import { showHidden } from '../../../shared/format/index.ts'
import { places } from '../../../shared/route/index.ts'

/** A hit as a line of a list. */
export type Line = {
  /** Of what kind, for all of it: `Operators`. */
  readonly group: string
  readonly name: string
  readonly note: string
  readonly href: string
}

/** What a hit is called, and the page that shows it. */
export function describeHit(hit: SearchHit): Line {
  switch (hit.kind) {
    case 'run':
      return {
        group: 'Runs',
        name: `Run ${hit.run}`,
        note: hit.rounds === 1 ? '1 round' : `${hit.rounds} rounds`,
        href: places.run(hit.run),
      }
    case 'round':
      return {
        group: 'Rounds',
        name: `Round ${hit.round}`,
        note: `of run ${hit.run}`,
        href: places.round(hit.run, hit.round),
      }
    case 'operator':
      return {
        group: 'Operators',
        name: `Operator ${hit.operator}`,
        note: [...hit.roles, hit.address].join(', '),
        href: places.operator(hit.operator),
      }
    case 'proposal':
      return {
        group: 'Proposals',
        name: showHidden(hit.title) || 'Without a title',
        note: `${hit.id.slice(0, 10)}…`,
        href: places.proposal(hit.id),
      }
    case 'account':
      return {
        group: 'Accounts',
        name: hit.address,
        note: 'its stake, votes and history',
        href: places.account(hit.address),
      }
  }
}
