import { createHash } from 'node:crypto'

/** Version of the Elastic Common Schema that the lines keep to. */
const ecsVersion = '8.17.0'

type Fields = Readonly<Record<string, unknown>>

/**
 * One line in fields of the Elastic Common Schema out of one line of the JSON log.
 *
 * What a round's log lines have in common at all operators is their `trace.id`, 16 bytes as
 * OpenTelemetry has them: it follows from the network, the run and the round. Fields without a
 * place of their own are in `vain.facts`.
 *
 * @param network - what tells networks apart, such as the address of the ledger
 *
 * Source: ops/elastic/index-template.json
 */
export function ecsLine(json: string, network: string): string {
  const { time, level, name, msg, error, module, run, round, phase, operator, reason, ...rest } =
    JSON.parse(json) as Fields
  const own = Object.fromEntries(
    Object.entries({ run, round }).filter(([, value]) => Number.isSafeInteger(value)),
  )
  const words = keepPlain({ operator, reason, phase: toWord(phase) }, 'string', 'number')
  const passed = { run, round, phase, operator, reason }
  const facts = {
    ...rest,
    ...leftOf(passed, { ...own, ...words }),
    ...moreOf(error),
    ...leftOf({ module: typeof module === 'string' ? undefined : module }, {}),
  }
  const line = {
    '@timestamp': time,
    'log.level': level,
    message: msg,
    'ecs.version': ecsVersion,
    'service.name': `vain-${name}`,
    'event.dataset': 'vain.log',
    ...(typeof module === 'string' && { 'log.logger': module }),
    ...(error !== undefined && { error: toEcsError(error) }),
    ...('run' in own && 'round' in own && { 'trace.id': traceIdOf(network, own) }),
    vain: { ...own, ...words, ...(Object.keys(facts).length > 0 && { facts }) },
  }
  return `${JSON.stringify(line)}\n`
}

/** One trace a round: the same at every operator of a network. */
function traceIdOf(network: string, { run, round }: Fields): string {
  const text = `vain/trace/1/${network.toLowerCase()}/${run}/${round}`
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

const toWord = (value: unknown): unknown => (typeof value === 'number' ? String(value) : value)

/** Those of some fields that have one of the types. */
function keepPlain(fields: Fields, ...types: readonly string[]): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => types.includes(typeof value)),
  )
}

function leftOf(fields: Fields, taken: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => value !== undefined && !(name in taken)),
  )
}

function toEcsError(error: unknown): Fields {
  if (typeof error !== 'object' || error === null) return { message: String(error) }
  const { code, message, name, stack } = error as Fields
  return {
    ...keepPlain({ code: toWord(code), message, type: name, stack_trace: stack }, 'string'),
  }
}

/** What an error says that has no place in the schema. */
function moreOf(error: unknown): Fields {
  if (typeof error !== 'object' || error === null) return {}
  const { context, cause } = error as Fields
  return leftOf({ errorContext: context, errorCause: cause }, {})
}
