import { modes } from '../federation/modes.ts'
import type { Trial } from '../federation/simulate.ts'
import { attacks } from '../poisoning/attacks.ts'

const members = 20
const rounds = 6
/** Concentration 0.5: most members know a few labels only. */
const skew = 0.5

/** Seeds of the data, the malicious, the groups and the training. */
const seeds: readonly string[] = ['1', '2', '3', '4', '5']

/** How many of the members are malicious: 10 % and 20 %. */
export const maliciousCounts: readonly number[] = [2, 4]

/** A trial and the name under which its outcome is kept. */
export type NamedTrial = Trial & { readonly name: string }

const nameOf = ({ mode, attack, malicious, seed }: Trial): string =>
  [`n=${members}`, `rounds=${rounds}`, seed, mode.name, attack?.name ?? 'none', malicious].join('/')

/** All trials, one seed after the other, so that every seed gives a whole table. */
export const trials: readonly NamedTrial[] = seeds.flatMap((seed) =>
  maliciousCounts.flatMap((malicious) =>
    [undefined, ...attacks].flatMap((attack) =>
      modes.map((mode) => {
        const trial: Trial = {
          ...{ mode, malicious, members, rounds, skew, seed },
          ...(attack === undefined ? {} : { attack }),
        }
        return { ...trial, name: nameOf(trial) }
      }),
    ),
  ),
)
