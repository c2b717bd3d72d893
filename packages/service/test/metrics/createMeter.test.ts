import type { MetricTable } from '@vain/base'
import { noMeter } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import { createMeter, describeMetrics } from '../../src/index.ts'

const table = {
  asked: {
    type: 'counter',
    name: 'vain_test_asked_questions_total',
    unit: 'questions',
    text: 'Questions.',
    labels: { outcome: ['well', 'badly'] },
  },
  height: {
    type: 'gauge',
    name: 'vain_test_tree_height_bytes',
    unit: 'bytes',
    text: 'Height.',
    labels: { tree: 'any' },
  },
  took: {
    type: 'histogram',
    name: 'vain_test_answer_duration_seconds',
    unit: 'seconds',
    text: 'Duration.',
    buckets: [1, 10],
  },
} as const

const open = () => {
  const meter = createMeter({ measuresProcess: false, maxLabelValues: 3 })
  const lines = async (): Promise<string[]> =>
    (await meter.render()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return { meter, lines }
}

describe('createMeter', () => {
  it('default: counts, sets and observes what is then rendered', async () => {
    const { meter, lines } = open()
    const { asked, height, took } = meter.open(table)
    asked.add({ outcome: 'well' })
    asked.add({ outcome: 'well' }, 2)
    height.set({ tree: 'oak' }, 9)
    took.observe({}, 5)
    expect(await lines()).to.deep.equal([
      'vain_test_asked_questions_total{outcome="well"} 3',
      'vain_test_asked_questions_total{outcome="badly"} 0',
      'vain_test_tree_height_bytes{tree="oak"} 9',
      'vain_test_answer_duration_seconds_bucket{le="1"} 0',
      'vain_test_answer_duration_seconds_bucket{le="10"} 1',
      'vain_test_answer_duration_seconds_bucket{le="+Inf"} 1',
      'vain_test_answer_duration_seconds_sum 5',
      'vain_test_answer_duration_seconds_count 1',
    ])
  })

  it('default: a table that is opened twice is counted together', async () => {
    const { meter, lines } = open()
    for (let i = 0; i < 2; i++) meter.open(table).asked.add({ outcome: 'badly' })
    expect(await lines()).to.include('vain_test_asked_questions_total{outcome="badly"} 2')
  })

  it('default: a followed gauge has the values of the moment, and no others', async () => {
    const { meter, lines } = open()
    let trees = new Map([['oak', 1]])
    meter.open(table).height.follow(() => [...trees].map(([tree, size]) => [{ tree }, size]))
    await meter.render()
    trees = new Map([['elm', 2]])
    const found = (await lines()).filter((line) => line.includes('height'))
    expect(found).to.deep.equal(['vain_test_tree_height_bytes{tree="elm"} 2'])
  })

  it('behavior: strangers cannot make more series than the bound, and none are lost', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'binary' }), { maxLength: 40 }),
        async (names) => {
          const { meter, lines } = open()
          const { asked, height } = meter.open(table)
          for (const name of names) asked.add({ outcome: name })
          height.follow(() => names.map((tree) => [{ tree }, 1]))
          const found = await lines()
          const sumOf = (metric: string): number =>
            found
              .filter((line) => line.startsWith(metric))
              .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
          expect(found.filter((line) => line.includes('_height_'))).to.have.length.at.most(4)
          expect(found.filter((line) => line.includes('_asked_'))).to.have.length.at.most(3)
          expect(sumOf('vain_test_asked')).to.equal(names.length)
          expect(sumOf('vain_test_tree_height')).to.equal(names.length)
        },
      ),
    )
  })

  it('error: rows that break the rules are refused', () => {
    const { asked, took, height } = table
    const bad: MetricTable[] = [
      { a: { ...asked, name: 'vain_test_asked_questions' } },
      { a: { ...asked, name: 'test_asked_questions_total' } },
      { a: { ...took, unit: 'milliseconds', name: 'vain_test_took_milliseconds' } },
      { a: { ...height, unit: 'kilobytes', name: 'vain_test_tree_kilobytes' } },
      { a: { ...height, labels: { Tree: 'any' } } },
      { a: { ...height, labels: { job: 'any' } } },
      { a: { ...height, labels: { instance: 'any' } } },
      { a: { ...height, labels: { daemon: 'any' } } },
      { a: { ...height, buckets: [1] } },
      { a: { ...took, buckets: [] } },
      { a: { ...took, buckets: [2, 1] } },
    ]
    for (const rows of bad)
      expect(() => open().meter.open(rows), JSON.stringify(rows))
        .to.throw()
        .with.property('code', 'metrics/bad-row')
    const { meter } = open()
    meter.open(table)
    expect(() => meter.open({ same: { ...table.asked } }))
      .to.throw()
      .with.property('code', 'metrics/bad-row')
  })

  it('default: the process is measured too', async () => {
    const text = await createMeter().render()
    expect(text).to.match(/^process_resident_memory_bytes \d+/m)
    expect(text).to.match(/^nodejs_eventloop_lag_p99_seconds \S+/m)
  })

  it('default: a description has the rows by name', () => {
    expect(describeMetrics(table).map(({ name }) => name)).to.deep.equal([
      'vain_test_answer_duration_seconds',
      'vain_test_asked_questions_total',
      'vain_test_tree_height_bytes',
    ])
  })
})

describe('noMeter', () => {
  it('default: takes everything and keeps nothing', () => {
    const { asked, height, took } = noMeter.open(table)
    asked.add({ outcome: 'well' })
    height.set({ tree: 'oak' }, 1)
    height.follow(() => [])
    took.observe({}, 1)
  })
})
