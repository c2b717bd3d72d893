import { fromText, VainError } from '@vain/base'
import { sha256 } from '@vain/crypto'
import { z } from 'zod'
import { type DataPolicy, isTarget, type TableSchema } from './policy.ts'

/** What zod calls a problem that it did not find itself. */
const kindOfMisfit = 'custom'

const name = z.string().min(1).max(128)
const values = z.array(z.string().max(256)).min(2).max(1_000)
const missing = z.literal('allowed').optional()

const ofNumber = {
  name,
  type: z.literal('number'),
  min: z.number(),
  max: z.number(),
  outside: z.literal('clamp').optional(),
} as const

const column = z.discriminatedUnion('type', [
  z.strictObject({ ...ofNumber, missing }),
  z.strictObject({ name, type: z.literal('category'), values, missing }),
  z.strictObject({ name, type: z.literal('boolean'), missing }),
])

const classLabel = z.strictObject({ name, values })
const side = z.number().int().min(1).max(1_024)

const schema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('table'),
    columns: z.array(column).min(1).max(1_000),
    label: z.union([classLabel, z.strictObject(ofNumber)]),
    origin: name.optional(),
  }),
  z.strictObject({
    kind: z.literal('images'),
    width: side,
    height: side,
    channels: z.literal([1, 3]),
    classes: values,
    otherSizes: z.literal('scale').optional(),
  }),
  z.strictObject({
    kind: z.literal('text'),
    alphabet: z.string().min(2).max(2_048),
    length: z.number().int().min(2).max(4_096),
  }),
  z.strictObject({
    kind: z.literal('texts'),
    text: name,
    label: classLabel,
    origin: name.optional(),
    tokens: z.union([
      z.literal('bytes'),
      z.strictObject({ words: z.number().int().min(2).max(65_536) }),
    ]),
    length: z.number().int().min(1).max(4_096),
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
  switch (found.kind) {
    case 'text':
      return repeated([...found.alphabet]).map(() => 'a character stands in the alphabet twice')
    case 'images':
      return repeated(found.classes).map((text) => `${text} stands twice`)
    case 'texts':
      return [
        ...columnProblems([found.text, found.label.name, found.origin]),
        ...labelProblems(found.label),
      ]
    case 'table':
      return tableProblems(found)
  }
}

const columnProblems = (names: readonly (string | undefined)[]): string[] =>
  repeated(names.filter((one) => one !== undefined)).map((text) => `two columns are called ${text}`)

const labelProblems = ({ values: told }: { readonly values: readonly string[] }): string[] =>
  repeated(told).map((text) => `the label has the value ${text} twice`)

type Range = { readonly name: string; readonly min: number; readonly max: number }

const rangeProblems = ({ name: of, min, max }: Range): string[] =>
  max > min && max - min < Infinity ? [] : [`${of} has no range: min is not below max`]

function tableProblems({ columns, label, origin }: TableSchema): string[] {
  return [
    ...columnProblems([...columns.map((one) => one.name), label.name, origin]),
    ...(isTarget(label) ? rangeProblems(label) : labelProblems(label)),
    ...columns.flatMap((one) =>
      one.type === 'category' ? repeated(one.values).map((text) => `${text} stands twice`) : [],
    ),
    ...columns.flatMap((one) => (one.type === 'number' ? rangeProblems(one) : [])),
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
