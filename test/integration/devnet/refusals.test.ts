import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { assertCompatible } from '../../../scripts/devnet/conflicts.ts'
import { createEndings } from '../../../scripts/devnet/endings.ts'
import { checkDeal } from '../../../scripts/devnet/examples.ts'

const plan = { nodes: 3, aggregators: 1, validators: 1, partition: 'iid', model: 'tabular' }

describe('what no network is started or kept up with', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vain-refusals-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('error: examples that cannot be dealt to so many nodes', async () => {
    await checkDeal({ ...plan, data: 'iris' })
    const codeOf = (change: object) =>
      checkDeal({ ...plan, data: 'iris', ...change }).catch(({ code }) => code)
    expect(await codeOf({ partition: 'source' })).to.equal('learn/bad-partition')
    expect(await codeOf({ nodes: 119 })).to.equal('devnet/too-few-examples')
  })

  it('error: options that contradict each other', () => {
    const found = (options: object): string | undefined => {
      try {
        assertCompatible(options as never)
        return undefined
      } catch (error) {
        const { code, message } = error as { code?: string; message: string }
        expect(code).to.equal('devnet/option-conflict')
        return message
      }
    }
    for (const [options, why] of [
      [{ strategy: 'scaffold', grouping: 'singles' }, 'needs masks'],
      [{ strategy: 'diloco', grouping: 'singles' }, 'needs masks'],
      [{ strategy: 'scaffold', check: 'sketch' }, 'bounds no controls'],
      [{ strategy: 'scaffold', laneBits: '16' }, 'adds up in controls'],
      [{ check: 'sketch', grouping: 'singles' }, 'what nobody sees'],
      [{ check: 'sketch', nodes: 4 }, 'committee of five'],
      [{ combine: 'krum' }, 'updates to compare'],
      [{ strategy: 'fednova', privacy: 'record' }, 'settings of its own'],
      [{ replay: true, privacy: 'record' }, 'settings of its own'],
      [{ replay: true, strategy: 'fednova' }, 'nobody can repeat'],
    ] as const)
      expect(found(options)).to.include(why)
    for (const options of [
      { strategy: 'fednova', grouping: 'singles' },
      { replay: true, strategy: 'fedavg', grouping: 'singles' },
      { strategy: 'diloco', check: 'sketch', nodes: 5 },
      { combine: 'krum', grouping: 'singles' },
      { strategy: 'scaffold', laneBits: '32', serverOptimiser: 'yogi' },
      { strategy: 'fednova', check: 'sketch', laneBits: '16', nodes: 5 },
    ])
      expect(found(options)).to.equal(undefined)
  })

  it('error: a daemon that ends time and again, with its last error', () => {
    const log = join(folder, 'log.jsonl')
    writeFileSync(log, '{"msg":"begins"}\nlearn/bad-partition: no such part\n{"msg":"ends"}\n')
    const endings = createEndings()
    for (const [name, at] of [
      ['a', 0],
      ['a', 1_000],
      ['b', 2_000],
      ['a', 60_500],
    ] as const)
      endings.add(name, at, log)
    expect(() => endings.add('a', 60_900, log)).to.throw('learn/bad-partition: no such part')
  })
})
