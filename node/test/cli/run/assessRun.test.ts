import { readSourcePolicy } from '@vain/data'
import { parseRunFile, prepareRun, toDesign } from '@vain/runs'
import { expect } from 'chai'
import { assessRun } from '../../../src/cli/run/assessRun.ts'

const least = 'v: 1\ndata: iris\nmembers: 20\nrounds: { minMembers: 5, last: 10 }\n'
const beacon = { publicKey: new Uint8Array(256), genesisTime: 7, periodSeconds: 3 }

async function assess(more: string, base = least): Promise<string[]> {
  const file = parseRunFile(base + more)
  const named = file.beacon === undefined ? undefined : beacon
  const run = await prepareRun(toDesign(file, readSourcePolicy('iris'), named))
  return assessRun(run, file.members).map(({ kind, text }) => `${kind} ${text}`)
}

describe('assessRun', () => {
  it('default: says what a round of the fewest and of all members would be', async () => {
    const said = (await assess('')).join('\n')
    expect(said).to.include(
      'fine 5 members: everyone masks with everyone, and 4 of them open a sum',
    )
    expect(said).to.include(
      'fine 20 members: everyone masks with everyone, and 12 of them open a sum',
    )
    expect(said).to.include('warning no noise is added')
    expect(said).to.not.include('problem')
  })

  it('behavior: warns of public updates, and of rounds that nobody may leave', async () => {
    expect((await assess('aggregation: { grouping: singles }')).join()).to.include(
      'every update is public',
    )
    const base = least.replace('minMembers: 5', 'minMembers: 2')
    expect((await assess('', base)).join()).to.include('2 members: all of them have to stay')
  })

  it('error: too few means for a rule', async () => {
    const said = await assess('aggregation: { grouping: singles, combine: bulyan, byzantine: 0.2 }')
    expect(said.join()).to.include('problem 5 members: 5 means are too few for bulyan')
  })

  it('error: sums that have no room', async () => {
    const said = await assess('numbers: { scaleBits: 24, clip: 100 }')
    expect(said.join()).to.match(/problem 5 members: .*may wrap/)
  })

  it('error: noise that has no room', async () => {
    const privacy = 'privacy: { unit: node, noiseMultiplier: 1000, deltaExponent: 5 }'
    const said = await assess(`numbers: { scaleBits: 17 }\n${privacy}`)
    expect(said.join()).to.match(/problem 5 members: the noise has a deviation/)
  })

  it('default: tells the ε of the whole budget, and where noise buries what is learnt', async () => {
    const privacy = 'privacy: { unit: node, noiseMultiplier: 4, deltaExponent: 5 }'
    const said = (await assess(`numbers: { scaleBits: 8 }\n${privacy}`)).join('\n')
    expect(said).to.match(/fine 10 rounds cost ε \d\.\d+ at δ 10\^-5, for each member/)
    expect(said).to.match(/warning the noise is \S+ times what is learnt/)
  })

  it('error: members of whom no committee can be, and the odds of one that can', async () => {
    const check = 'aggregation: { check: sketch, beacon: { from: quicknet } }'
    const said = (await assess(check, least.replace('minMembers: 5', 'minMembers: 4'))).join('\n')
    expect(said).to.include('problem 4 members: too few for the committee')
    expect(said).to.match(
      /warning 20 members: more than 1 of a committee are corrupt in a share of 0\.05\d? of rounds/,
    )
  })
  it('error: more members than a check takes, or more groups', async () => {
    const check = 'check: sketch, beacon: { from: quicknet }'
    const most = 'a check takes 1820 members in 101 groups at most'
    const said = async (members: number) => {
      const text = least.replace('members: 20', `members: ${members}`)
      return (await assess(`aggregation: { ${check} }`, text)).join('\n')
    }
    expect(await said(1_820)).to.include(`warning ${most}`)
    expect(await said(1_820)).to.not.include('problem')
    expect(await said(1_821)).to.include(`problem 1821 members in one sum: ${most}`)
    const grouped = async (members: number) => {
      const more = `aggregation: { ${check}, grouping: groups, dropout: 0 }`
      const text = least.replace('members: 20', `members: ${members}`)
      return (await assess(more, text.replace('last: 10', 'last: 10, corruption: 0'))).join('\n')
    }
    expect(await grouped(611)).to.not.include('problem')
    expect(await grouped(612)).to.include(`problem 612 members in 102 sums: ${most}`)
    const unchecked = await assess('', least.replace('members: 20', 'members: 1821'))
    expect(unchecked.join('\n')).to.not.include(most).and.not.include('problem')
  })
})
