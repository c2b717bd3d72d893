import type { RoundStep, State } from '@vain/indexer'
import { expect } from 'chai'
import { stagesOf } from '../../../src/features/runs/stages.ts'

const step = (name: string): RoundStep => ({ step: name, block: 1, at: 2, transaction: '0x03' })
const progress = (state: State, ...steps: string[]): string[] =>
  stagesOf(state, steps.map(step)).map((stage) => stage.progress)

describe('stagesOf', () => {
  it('default: what is done, under way and still to come', () => {
    expect(progress('idle')).to.deep.equal(['ahead', 'ahead', 'ahead', 'ahead', 'ahead'])
    expect(progress('open', 'opened')).to.deep.equal(['now', 'ahead', 'ahead', 'ahead', 'ahead'])
    expect(progress('proposed', 'opened', 'masked', 'proposed')).to.deep.equal([
      ...['done', 'done', 'now', 'ahead', 'ahead'],
    ])
    expect(progress('final', 'opened', 'masked', 'proposed', 'certified')).to.deep.equal([
      ...['done', 'done', 'done', 'done', 'done'],
    ])
  })

  it('behavior: an aborted round failed where it stopped', () => {
    expect(progress('aborted', 'opened', 'masked', 'aborted')).to.deep.equal([
      ...['done', 'failed', 'ahead', 'ahead', 'ahead'],
    ])
  })

  it('behavior: a dispute is about the certificate, and undoes it or does not', () => {
    const steps = ['opened', 'masked', 'proposed', 'certified']
    expect(progress('disputed', ...steps)[3]).to.equal('now')
    expect(progress('overturned', ...steps)[3]).to.equal('failed')
  })

  it('default: names the transaction that began a stage', () => {
    const [opened, masked] = stagesOf('open', [step('opened')])
    expect(opened?.step).to.deep.equal(step('opened'))
    expect(masked?.step).to.equal(undefined)
  })
})
