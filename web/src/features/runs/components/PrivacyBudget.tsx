'use client'

import type { RunRow } from '@vain/indexer'
import type { Protection } from '@vain/privacy'
import type { ReactNode } from 'react'
import { formatCount, formatNumber } from '../../../shared/format/index.ts'
import { Facts, Loaded, ShareBar } from '../../../shared/ui/index.ts'
import { useProtection } from '../queries/useConfiguration.ts'

/** What is left of a run's privacy budget: rounds that the contract opens, and the ε of them. */
export function PrivacyBudget({ run }: { readonly run: RunRow }): ReactNode {
  return (
    <>
      <Rounds run={run} />
      <Loaded query={useProtection(run)} what="what the noise is worth">
        {(protection) =>
          protection.unit === 'none' ? (
            <p>
              This run adds no noise: masks hide each update in a sum, and nothing bounds what the
              sums themselves say of one example.
            </p>
          ) : (
            <Spent protection={protection} />
          )
        }
      </Loaded>
    </>
  )
}

function Rounds({ run: { round, rules } }: { readonly run: RunRow }): ReactNode {
  const last = rules.lastRound
  if (last === undefined || last === 0) return null
  const left = Math.max(0, last - round)
  return (
    <ShareBar
      title={`${formatCount(left)} of ${formatCount(last)} rounds are left`}
      whole={last}
      parts={[
        { name: 'rounds spent', value: last - left, tone: 'info', text: formatCount(last - left) },
        { name: 'left', value: left, tone: 'good', text: formatCount(left) },
      ]}
    />
  )
}

function Spent({ protection }: { readonly protection: Protection }): ReactNode {
  const { soFar, budget, perRound, delta, unit } = protection
  const [spent, all] = [soFar.epsilon, budget.epsilon]
  return (
    <>
      {Number.isFinite(all) && all > 0 && (
        <ShareBar
          title={`ε ${formatNumber(spent)} of ${formatNumber(all)} is spent`}
          whole={all}
          parts={[
            { name: 'ε spent', value: spent, tone: 'info', text: formatNumber(spent) },
            { name: 'left', value: all - spent, tone: 'good', text: formatNumber(all - spent) },
          ]}
        />
      )}
      <Facts
        rows={[
          ['Hidden', unit === 'record' ? 'one example of one member' : 'one member’s whole update'],
          ['ε of one round', formatNumber(perRound.epsilon)],
          ['ε of all rounds', formatNumber(all)],
          ['At δ', delta.toExponential(0)],
        ]}
      />
    </>
  )
}
