import { readFileSync } from 'node:fs'
import { expect } from 'chai'

const page = new URL('../../../../docs/protocol/robustness.md', import.meta.url)
const faults = [1, 2, 3, 5, 7, 10]

function choose(n: number, k: number): bigint {
  let result = 1n
  for (let i = 1; i <= k; i++) result = (result * BigInt(n - k + i)) / BigInt(i)
  return result
}

/** Odds that more than `f` of `4f + 1` places are corrupt, where so many of `n` survivors are. */
function badCommittee(n: number, corrupt: number, f: number): string {
  const places = 4 * f + 1
  if (places > n) return '–'
  if (corrupt <= f) return '0'
  let bad = 0n
  for (let k = f + 1; k <= Math.min(corrupt, places); k++)
    bad += choose(corrupt, k) * choose(n - corrupt, places - k)
  const millionths = Number((bad * 100_000_000n) / choose(n, places)) / 1e6
  return `${Number(millionths.toPrecision(2))} %`
}

describe('the committee of a check', () => {
  it('vector: the table of robustness.md is that of the hypergeometric distribution', () => {
    const rows = [20, 100, 1_000].flatMap((n) =>
      [5, 10, 20].map((share) => {
        const corrupt = (n * share) / 100
        const odds = faults.map((f) => badCommittee(n, corrupt, f))
        return `| ${n.toLocaleString('en')} | ${corrupt} | ${odds.join(' | ')} |`
      }),
    )
    const text = readFileSync(page, 'utf8')
    const table = text.slice(
      text.indexOf('<!-- committee -->'),
      text.indexOf('<!-- /committee -->'),
    )
    expect(table.trim().split('\n').slice(3)).to.deep.equal(rows)
  })
})
