import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Secret } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import { daemonOptions, defineOptions, type OptionsOf, readOptions } from '../../src/index.ts'

const table = defineOptions({
  rpcUrl: {
    type: 'string',
    default: 'http://127.0.0.1:8545',
    flag: 'rpc',
    env: 'VAIN_RPC',
    text: 'Where the chain answers.',
  },
  ledger: { type: 'string', pattern: /^0x[0-9a-f]{40}$/, form: 'an address', text: 'The ledger.' },
  port: { type: 'integer', default: 0, min: 0, max: 65_535, unit: 'port', text: 'A port.' },
  verbose: { type: 'boolean', default: false, text: 'Whether to say more.' },
  listen: { type: 'list', default: ['/ip4/127.0.0.1/tcp/0'], text: 'Where to listen.' },
  dataFolder: { type: 'path', default: 'data', text: 'Where data is kept.' },
  role: { type: 'choice', choices: ['trainer', 'auditor'], default: 'trainer', text: 'The role.' },
  password: { type: 'secret', text: 'The password.' },
})

type Values = OptionsOf<typeof table>
/** Fails to compile unless both types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const inferred: Same<
  { -readonly [K in keyof Values]: Values[K] },
  {
    rpcUrl: string
    ledger: string | undefined
    port: number
    verbose: boolean
    listen: readonly string[]
    dataFolder: string
    role: 'trainer' | 'auditor'
    password: Secret<string> | undefined
  }
> = true

describe('readOptions', () => {
  let folder: string
  const config = (content: unknown): string => {
    const path = join(folder, 'config.json')
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
    return path
  }
  const read = (
    argv: readonly string[] = [],
    env: Record<string, string> = {},
    file?: string,
  ): Values => readOptions(table, { argv, env, folder: '/srv', ...(file ? { file } : {}) })
  const codeOf = (act: () => unknown): { code: string; message: string; wayOut: string } => {
    try {
      act()
    } catch (error) {
      const { code, message, context } = error as {
        code: string
        message: string
        context: { wayOut: string }
      }
      return { code, message, wayOut: context.wayOut }
    }
    throw new Error('nothing was thrown')
  }

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'vain-options-'))
  })
  after(() => rmSync(folder, { recursive: true }))

  it('default: every row has its default, and the type says so', () => {
    expect(inferred).to.equal(true)
    expect(read()).to.deep.equal({
      rpcUrl: 'http://127.0.0.1:8545',
      ledger: undefined,
      port: 0,
      verbose: false,
      listen: ['/ip4/127.0.0.1/tcp/0'],
      dataFolder: '/srv/data',
      role: 'trainer',
      password: undefined,
    })
  })

  it('behavior: flag before environment before file before default, whichever are given', () => {
    const subset = fc.record({ flag: fc.boolean(), env: fc.boolean(), file: fc.boolean() })
    fc.assert(
      fc.property(subset, (given) => {
        const { port } = read(
          given.flag ? ['--port', '1'] : [],
          given.env ? { VAIN_PORT: '2' } : {},
          config(given.file ? { port: 3 } : {}),
        )
        expect(port).to.equal(given.flag ? 1 : given.env ? 2 : given.file ? 3 : 0)
      }),
      { numRuns: 30 },
    )
  })

  it('behavior: every type is read from flags, environment and file alike', () => {
    const expected = {
      rpcUrl: 'http://x',
      ledger: `0x${'ab'.repeat(20)}`,
      port: 80,
      verbose: true,
      listen: ['/a', '/b'],
      role: 'auditor',
    }
    const { rpcUrl, ledger } = expected
    const flags = ['--rpc', rpcUrl, `--ledger=${ledger}`, '--port=80', '--verbose']
    flags.push('--listen', '/a', '--listen=/b', '--role', 'auditor')
    const env = { VAIN_RPC: rpcUrl, VAIN_LEDGER: ledger, VAIN_PORT: '80', VAIN_VERBOSE: 'yes' }
    expect(read(flags)).to.deep.include(expected)
    expect(read([], { ...env, VAIN_LISTEN: '/a, /b', VAIN_ROLE: 'auditor' })).to.deep.include(
      expected,
    )
    expect(read([], {}, config(expected))).to.deep.include(expected)
    expect(read(['--no-verbose'], env).verbose).to.equal(false)
    expect(read(['--listen=']).listen).to.deep.equal([])
  })

  it('behavior: --config names the file before VAIN_CONFIG before the one of the program', () => {
    const named = config({ port: 9 })
    expect(read(['--config', named], { VAIN_CONFIG: '/nowhere' }).port).to.equal(9)
    expect(read([], { VAIN_CONFIG: named }, '/nowhere').port).to.equal(9)
  })

  it('behavior: a path starts from where it is written', () => {
    expect(read(['--data-folder', 'x']).dataFolder).to.equal('/srv/x')
    expect(read(['--data-folder', '/x']).dataFolder).to.equal('/x')
    expect(read([], { VAIN_DATA_FOLDER: '~/x' }).dataFolder).to.equal(join(homedir(), 'x'))
    expect(read([], {}, config({ dataFolder: 'x' })).dataFolder).to.equal(join(folder, 'x'))
  })

  it('behavior: a name that a path may be stays as it is', () => {
    const text = 'Where data comes from.'
    const table = defineOptions({
      data: { type: 'path', default: 'mnist', names: ['mnist'], text },
    })
    const dataOf = (...argv: string[]): string =>
      readOptions(table, { argv, env: {}, folder: '/srv' }).data
    expect(dataOf()).to.equal('mnist')
    expect(dataOf('--data', 'mnist')).to.equal('mnist')
    expect(dataOf('--data', './mnist')).to.equal('/srv/mnist')
    expect(dataOf('--data', 'other')).to.equal('/srv/other')
  })

  it('behavior: an empty variable counts as not set, foreign ones are left alone', () => {
    expect(read([], { VAIN_PORT: '', VAIN_OTHER: '1', HOME: '/' }).port).to.equal(0)
  })

  it('behavior: a secret comes from the environment only and is never repeated', () => {
    const { password } = read([], { VAIN_PASSWORD: 'hunter2' })
    expect(password?.open((text) => text)).to.equal('hunter2')
    expect(JSON.stringify(password)).to.not.include('hunter2')
    for (const [act, code] of [
      [() => read(['--password=hunter2']), 'options/secret-in-flag'],
      [() => read(['--password', 'hunter2']), 'options/secret-in-flag'],
      [() => read([], {}, config({ password: 'hunter2' })), 'options/secret-in-file'],
    ] as const) {
      const error = codeOf(act)
      expect(error.code).to.equal(code)
      expect(JSON.stringify(error)).to.not.include('hunter2')
    }
  })

  it('error: an unknown flag or key names the ones that may be meant', () => {
    expect(codeOf(() => read(['--prot', '1']))).to.include({
      code: 'options/unknown-flag',
      wayOut: 'Did you mean --port?',
    })
    expect(codeOf(() => read([], {}, config({ prt: 1 })))).to.include({
      code: 'options/unknown-key',
      wayOut: 'Did you mean port?',
    })
    expect(codeOf(() => read(['--datafolder', 'x'])).wayOut).to.include('--data-folder')
    expect(codeOf(() => read(['--zzzzzz'])).wayOut).to.equal('See --help for all options.')
    // What every object inherits is no option.
    expect(codeOf(() => read([], {}, config('{"__proto__": 1}'))).code).to.equal(
      'options/unknown-key',
    )
    expect(codeOf(() => read(['--constructor', '1'])).code).to.equal('options/unknown-flag')
  })

  it('behavior: a file that another program has too may hold keys of that one', () => {
    const file = config({ port: 81, trainShare: 'whole' })
    expect(readOptions(table, { argv: [], env: {}, file, folder, sharedFile: true })).to.include({
      port: 81,
    })
  })

  it('error: a value that does not fit names its source and what would', () => {
    const cases: [() => unknown, string][] = [
      [() => read(['--port', '65536']), '--port is "65536", but must be a whole number from 0'],
      [() => read(['--port', '1.5']), '--port is "1.5"'],
      [() => read(['--port', '-1']), '--port is "-1"'],
      [() => read(['--port=']), '--port is ""'],
      [() => read([], { VAIN_PORT: '0x10' }), 'VAIN_PORT is "0x10"'],
      [() => read([], {}, config({ port: '80' })), '"port" in '],
      [() => read([], {}, config({ verbose: 1 })), '"verbose" in '],
      [() => read([], {}, config({ listen: '/a' })), '"listen" in '],
      [() => read([], {}, config({ rpcUrl: null })), '"rpcUrl" in '],
      [() => read(['--role', 'king']), 'must be one of trainer, auditor'],
      [() => read(['--ledger', '0x12']), 'must be an address'],
      [() => read(['--verbose=maybe']), 'must be true or false'],
    ]
    for (const [act, part] of cases) {
      const { code, message, wayOut } = codeOf(act)
      expect(code, message).to.equal('options/bad-value')
      expect(message).to.include(part)
      expect(wayOut).to.match(/^Give /)
    }
  })

  it('error: flags without value, twice, or not flags at all', () => {
    expect(codeOf(() => read(['--port'])).code).to.equal('options/no-value')
    expect(codeOf(() => read(['--port', '--verbose'])).code).to.equal('options/no-value')
    expect(codeOf(() => read(['--port=1', '--port=2'])).code).to.equal('options/repeated-flag')
    expect(codeOf(() => read(['start'])).code).to.equal('options/not-an-option')
    expect(codeOf(() => read(['-p', '1'])).code).to.equal('options/not-an-option')
  })

  it('error: a required row without a value', () => {
    const needed = defineOptions({
      ...daemonOptions,
      keystore: { type: 'path', required: true, text: 'The keystore.' },
    })
    const error = codeOf(() => readOptions(needed, { argv: [], env: {} }))
    expect(error.code).to.equal('options/missing')
    expect(error.wayOut).to.match(/--keystore or VAIN_KEYSTORE, or "keystore" in the config file/)
  })

  it('error: a config file that is missing or no JSON object', () => {
    for (const file of [
      join(folder, 'none.json'),
      folder,
      config('{'),
      config('[]'),
      config('null'),
    ])
      expect(codeOf(() => read([], {}, file)).code).to.equal('options/unreadable-file')
  })

  it('error: no command line and no file gets anything out but a value or a VainError', () => {
    const word = fc.oneof(
      fc.constantFrom('--port', '--no-verbose', '--listen', '--config', '--', '--=', '--no-', '1'),
      fc.string(),
    )
    fc.assert(
      fc.property(fc.array(word, { maxLength: 4 }), fc.json(), (argv, json) => {
        try {
          read(argv, {}, config(json))
        } catch (error) {
          expect(error)
            .to.have.property('code')
            .that.matches(/^options\//)
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('defineOptions', () => {
  it('error: rows that share a name, defaults that do not fit', () => {
    const text = 'x'
    for (const bad of [
      { a: { type: 'string', flag: 'x', text }, b: { type: 'string', flag: 'x', text } },
      { a: { type: 'string', env: 'X', text }, b: { type: 'string', env: 'X', text } },
      { config: { type: 'path', text } },
      { a: { type: 'integer', default: 5, min: 0, max: 4, unit: 'x', text } },
      { a: { type: 'choice', default: 'c', choices: ['a'], text } },
    ] as const)
      expect(() => defineOptions(bad))
        .to.throw()
        .with.property('code', 'options/bad-table')
  })
})
