import { expect } from 'chai'
import { type AuditReport, renderReport, reportJson } from '../src/index.ts'

const report: AuditReport = {
  ok: true,
  venue: { chainId: 31_337n, ledger: `0x${'11'.repeat(20)}` },
  run: 1,
  name: 'digits',
  block: 99,
  head: `0x${'22'.repeat(32)}`,
  rounds: [
    {
      round: 1,
      outcome: 'verified',
      version: 1,
      reached: 'certified',
      sets: { members: 4, threshold: 3, roster: 4, u1: 4, u2: 3, revealed: 3 },
      modelRoot: `0x${'33'.repeat(32)}`,
      evaluation: { correct: 842, total: 1_000, loss: 0.5 },
      signedShare: 0.75,
      bytes: 123_456,
      seconds: 0.4,
    },
    {
      round: 2,
      outcome: 'aborted',
      reached: 'masked',
      sets: { members: 4, threshold: 3, roster: 4, u1: 4, u2: 3 },
      bytes: 0,
      seconds: 0,
    },
  ],
  checks: {
    events: 20,
    validatorSets: 1,
    possessionProofs: 4,
    artefacts: 15,
    messages: 18,
    vectors: 3,
    certificates: 1,
  },
  bytes: 2_500_000,
  seconds: 1.25,
}

describe('renderReport', () => {
  it('default: says what was found, checked, proven and not proven', () => {
    const text = renderReport(report)
    expect(text).to.contain('Audit of run 1 "digits"')
    expect(text).to.contain('VERIFIED: everything fits.')
    const row = /1 +1 +4 +3 +0x3333333333 +84\.2 % +75\.0 % +123\.5 kB {2}verified/
    expect(text).to.match(row)
    expect(text).to.contain('aborted in masked')
    expect(text).to.contain('2.5 MB read in 1.3 s')
    expect(text)
      .to.match(/Proven\n.*none was\n/)
      .and.to.match(/Not proven\n.*honestly/)
  })

  it('behavior: says how far it looked if that is not all', () => {
    const [first] = report.rounds
    if (first === undefined) throw new Error('there is a first round')
    const later = { ...first, round: 3, version: 2, outcome: 'unchecked' as const }
    const text = renderReport({ ...report, upTo: 50, rounds: [...report.rounds, later] })
    expect(text).to.contain('rounds certified up to block 50, 1 later ones were not looked at')
    expect(renderReport(report)).not.to.contain('were not looked at')
    expect(text).to.contain('VERIFIED up to block 50: all of it that was looked at fits.')
    expect(text).to.contain('Proven, of the rounds derived again only')
  })

  it('behavior: claims nothing of rounds if it looked at none of them', () => {
    const rounds = report.rounds.map((round) => ({ ...round, outcome: 'unchecked' as const }))
    const text = renderReport({ ...report, upTo: 0, rounds })
    expect(text).to.contain('No round was verified: nothing is proven.')
    expect(text).not.to.contain('Proven').and.not.to.contain('everything fits')
  })

  it('behavior: says of a run without masks that its updates are public', () => {
    const text = renderReport({ ...report, grouping: 'singles' })
    expect(text).not.to.contain('masked vectors').and.not.to.contain('masked inputs')
    expect(text).to.match(/Proven\n.*none was added or altered\n/)
    expect(text).to.match(/Not proven\n.*every update is public/)
    expect(renderReport({ ...report, grouping: 'groups' })).to.equal(renderReport(report))
  })

  it('behavior: names the first fault and claims nothing', () => {
    const text = renderReport({
      ...report,
      ok: false,
      fault: {
        round: 2,
        artefact: 'vector',
        reason: 'root-mismatch',
        sender: 3,
        offset: 8,
        ...{ found: '0xaa', onChain: '0xbb' },
      },
    })
    expect(text).to.contain(
      'FAULT: round 2, the masked vector (operator 3): it is not what the root on chain stands ' +
        'for, from byte 8 on [0xaa, on chain 0xbb]',
    )
    expect(text).not.to.contain('Proven')
  })
})

describe('reportJson', () => {
  it('default: everything, with the chain id as text', () => {
    const read = JSON.parse(reportJson(report))
    expect(read.venue).to.deep.equal({ ...report.venue, chainId: '31337' })
    expect(read.rounds).to.deep.equal(report.rounds)
  })
})
