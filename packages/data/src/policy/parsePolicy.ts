import { fromText, VainError } from '@vain/base'
import { sha256 } from '@vain/crypto'
import { z } from 'zod'
import type { DataPolicy } from './policy.ts'

/** What zod calls a problem that it did not find itself. */
const kindOfMisfit = 'custom'

const name = z.string().min(1).max(128)
const values = z.array(z.string().max(256)).min(2).max(1_000)
const missing = z.literal('allowed').optional()

const column = z.discriminatedUnion('type', [
  z.strictObject({
    name,
    type: z.literal('number'),
    min: z.number(),
    max: z.number(),
    outside: z.literal('clamp').optional(),
    missing,
  }),
  z.strictObject({ name, type: z.literal('category'), values, missing }),
  z.strictObject({ name, type: z.literal('boolean'), missing }),
])

const side = z.number().int().min(1).max(1_024)

const schema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('table'),
    columns: z.array(column).min(1).max(1_000),
    label: z.strictObject({ name, values }),
    origin: name.optional(),
  }),
  z.strictObject({
    kind: z.literal('images'),
    width: side,
    height: side,
    channels: z.literal([1, 3]),
    classes: values,
  }),
  z.strictObject({
    kind: z.literal('text'),
    alphabet: z.string().min(2).max(2_048),
    length: z.number().int().min(2).max(4_096),
  }),
])

const policy: z.ZodType<DataPolicy> = z
  .strictObject({
    v: z.literal(1),
    name: z.string().min(1).max(64),
    schema,
    rules: z.strictObject({
      leastExamples: z.number().int().min(1).max(1e9),
      terms: z.string().max(16_384),
    }),
  })
  .superRefine(({ schema: found }, context) => {
    for (const message of problemsOf(found)) context.addIssue({ code: kindOfMisfit, message })
  })

const repeated = (texts: readonly string[]): string[] =>
  texts.filter((text, i) => texts.indexOf(text) !== i)

/** What no shape says: ranges that are none, names and values that stand twice. */
function problemsOf(found: DataPolicy['schema']): string[] {
  if (found.kind === 'text')
    return repeated([...found.alphabet]).map(() => 'a character stands in the alphabet twice')
  if (found.kind === 'images') return repeated(found.classes).map((text) => `${text} stands twice`)
  const { columns, label, origin } = found
  const names = [...columns.map((one) => one.name), label.name, ...(origin ? [origin] : [])]
  return [
    ...repeated(names).map((text) => `two columns are called ${text}`),
    ...repeated(label.values).map((text) => `the label has the value ${text} twice`),
    ...columns.flatMap((one) =>
      one.type === 'category' ? repeated(one.values).map((text) => `${text} stands twice`) : [],
    ),
    ...columns.flatMap((one) =>
      one.type === 'number' && !(one.max > one.min && one.max - one.min < Infinity)
        ? [`${one.name} has no range: min is not below max`]
        : [],
    ),
  ]
}

/**
 * Checks a policy.
 *
 * @param value - parsed JSON
 * @throws {VainError} `data/bad-policy` with the problems
 */
export function parsePolicy(value: unknown): DataPolicy {
  const parsed = policy.safeParse(value)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`)
  throw new VainError('data/bad-policy', `the data policy is none: ${problems.join('; ')}`, {
    problems,
  })
}

/**
 * Bytes of a policy: JSON with the fields in the order of the type, indented by two, and a newline.
 * However a file spells the same policy, its bytes, and so its hash, are these.
 */
export function encodePolicy(value: DataPolicy): Uint8Array {
  return fromText(`${JSON.stringify(parsePolicy(value), undefined, 2)}\n`)
}

/** `dataPolicyHash` of a run with this policy: SHA-256 of its bytes. */
export function hashPolicy(value: DataPolicy): Uint8Array {
  return sha256(encodePolicy(value))
}
