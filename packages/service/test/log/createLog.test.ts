import { Secret, VainError } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import { createLog, type LogOptions } from '../../src/index.ts'

function capture(options: Partial<LogOptions> = {}) {
  const lines: string[] = []
  const log = createLog({
    level: 'info',
    format: 'json',
    name: 'node',
    destination: { write: (line) => void lines.push(line) },
    ...options,
  })
  const last = (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? '{}')
  return { log, lines, last }
}

describe('createLog', () => {
  it('default: one JSON object a line with time, level, name, msg and the fields', () => {
    const { log, lines, last } = capture()
    log.with({ run: 1 }).with({ round: 7 }).info('round opened', { members: 3, stake: 5n })
    expect(lines).to.have.length(1)
    expect(lines[0]).to.match(/^[^\n]+\n$/)
    const { time, ...rest } = last()
    expect(time).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(rest).to.deep.equal({
      level: 'info',
      name: 'node',
      msg: 'round opened',
      run: 1,
      round: 7,
      members: 3,
      stake: '5',
    })
  })

  it('behavior: what is below the level is not written', () => {
    const { log, lines } = capture({ level: 'warn' })
    log.debug('a')
    log.info('b')
    log.warn('c')
    log.error('d')
    expect(lines).to.have.length(2)
  })

  it('behavior: a field cannot pass for the level, the name, the time or the message', () => {
    const { log, lines, last } = capture()
    log.info('true', { level: 'error', msg: 'forged', name: 'other', time: 0 })
    expect(last()).to.include({ level: 'info', msg: 'true', name: 'node' })
    expect(last()).to.include({ level_: 'error', msg_: 'forged', name_: 'other', time_: 0 })
    expect(lines[0]?.match(/"level":/g)).to.have.length(1)
  })

  it('behavior: a VainError shows code, context and cause, its stack at debug only', () => {
    const cause = new VainError('net/refused', 'refused', { peer: 'p', key: Uint8Array.of(1, 2) })
    const error = new VainError('round/failed', 'no answer', { round: 3 }, { cause })
    const quiet = capture()
    quiet.log.error('failed', { error })
    expect(quiet.last().error).to.deep.equal({
      code: 'round/failed',
      message: 'no answer',
      context: { round: 3 },
      cause: { code: 'net/refused', message: 'refused', context: { peer: 'p', key: 'bytes(2)' } },
    })
    const loud = capture({ level: 'debug' })
    loud.log.error('failed', { error })
    expect(loud.last().error).to.have.property('stack').that.includes('createLog.test.ts')
  })

  it('behavior: an error that is not ours shows its stack, an aggregate its parts', () => {
    const { log, last } = capture()
    log.error('failed', { error: new AggregateError([new TypeError('inner')], 'outer') })
    const shown = last().error as { stack: string; errors: { name: string; message: string }[] }
    expect(shown.stack).to.include('createLog.test.ts')
    expect(shown.errors[0]).to.include({ name: 'TypeError', message: 'inner' })
  })

  it('behavior: circles, depth, size and throwing getters do no harm', () => {
    const { log, last } = capture()
    const circle: Record<string, unknown> = {}
    circle.self = circle
    let deep: unknown = 'bottom'
    for (let i = 0; i < 50; i++) deep = { deep }
    const hostile = {
      get thrower(): never {
        throw new Error('no')
      },
    }
    log.info('x'.repeat(10_000), { circle, deep, hostile, many: Array(1_000).fill('y'.repeat(9)) })
    const { msg, ...fields } = last()
    expect(msg).to.have.length.below(2_100)
    expect(JSON.stringify(fields)).to.have.length.below(2_000)
    expect(fields.circle).to.deep.equal({ self: '[circular]' })
    expect(fields.hostile).to.equal('[unreadable]')
  })

  it('behavior: pretty is one line of text, and a field cannot forge another', () => {
    const { log, lines } = capture({ format: 'pretty' })
    log.warn('peer spoke\u001b[2J', { peer: 'a\n12:00:00 info node: all is well', round: 7 })
    expect(lines[0]).to.match(/^\d\d:\d\d:\d\d\.\d{3} WARN {2}node: peer spoke\\u001b\[2J /)
    expect(lines[0]).to.include('round=7')
    expect(lines[0]?.split('\n')).to.have.length(2)
  })
})

describe('createLog keeps secrets', () => {
  // Base 36 without hyphens: found again whether JSON escapes or not.
  const needle = 'n33dl3k3pts3cr3t'
  const bytes = new TextEncoder().encode(needle)
  const shapes: Record<string, (value: unknown) => unknown> = {
    bare: (value) => value,
    listed: (value) => [1, [value]],
    nested: (value) => ({ a: { b: value } }),
    mapped: (value) => new Map([['k', value]]),
    keyed: (value) => new Map([[value, 1]]),
    inSet: (value) => new Set([value]),
    inContext: (value) => new VainError('a/b', 'c', { value }),
    inCause: (value) =>
      new VainError('a/b', 'c', {}, { cause: new VainError('d/e', 'f', { value }) }),
    inAggregate: (value) => new AggregateError([new VainError('a/b', 'c', { value })]),
    fromJson: (value) => ({ toJSON: () => ({ value }) }),
    inNull: (value) => Object.assign(Object.create(null), { value }),
    ownError: (value) => Object.assign(new Error('x'), { value, config: { value } }),
  }
  const secrets: Record<string, unknown> = {
    secretText: new Secret(needle),
    secretBytes: new Secret(bytes),
    bytes,
    buffer: Buffer.from(bytes),
    words: new Uint32Array(bytes.slice().buffer),
    view: new DataView(bytes.slice().buffer),
    memory: bytes.slice().buffer,
    password: { password: needle },
    passphrase: { keyPassphrase: needle },
    privateKey: { privateKey: needle },
    snake: { PRIVATE_KEY: [needle] },
    clientSecret: { clientSecret: { deeper: needle } },
    mnemonic: { mnemonic: needle },
    header: { Authorization: `Bearer ${needle}` },
    apiKey: { 'x-api-key': needle },
    address: `http://user:${needle}@host:8545/`,
    method: () => needle,
  }
  const traces = [
    needle,
    Buffer.from(bytes).toString('hex'),
    Buffer.from(bytes).toString('base64').slice(0, 16),
    [...bytes].join(','),
    [...new Uint32Array(bytes.slice().buffer)].join(','),
  ]

  for (const format of ['json', 'pretty'] as const)
    it(`behavior: ${format} shows no trace of a secret in any wrapping`, () => {
      const shape = fc.constantFrom(...Object.keys(shapes))
      const secret = fc.constantFrom(...Object.keys(secrets))
      fc.assert(
        fc.property(secret, fc.array(shape, { maxLength: 3 }), (name, wrappings) => {
          const { log, lines } = capture({ format, level: 'debug' })
          const value = wrappings.reduce((inner, wrap) => shapes[wrap]?.(inner), secrets[name])
          log.with({ always: value }).error('leak', { value })
          // A whole object as the fields, as when someone passes a config.
          if (typeof value === 'object' && value !== null) log.info('leak', { ...value })
          for (const trace of traces) expect(lines.join('')).to.not.include(trace)
        }),
        { numRuns: 400 },
      )
    })

  it('behavior: the sentence is guarded as the fields are', () => {
    const { log, lines } = capture()
    log.info(`dialled https://user:${needle}@host/path`)
    expect(lines[0]).to.include('https://[secret]@host/path').and.not.include(needle)
  })
})
