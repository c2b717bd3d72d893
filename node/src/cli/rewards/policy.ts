import { VainError } from '@vain/base'
import { encodeCall } from '@vain/chain'
import { cidOf } from '@vain/net/artefacts'
import { toSmallestUnit } from '@vain/operator'
import { contentOfCid, decodeRewardPolicy, encodeRewardPolicy } from '@vain/protocol'
import { defineOptions, helpText, readOptions } from '@vain/service'
import { z } from 'zod'
import { readDocument } from '../files/readDocument.ts'
import { writeArtefacts } from '../files/writeArtefacts.ts'
import { toJsonLine } from '../run/json.ts'

const table = defineOptions({
  file: { type: 'path', required: true, text: 'The policy as JSON, amounts as texts in VAIN.' },
  out: {
    type: 'path',
    text: 'Folder to put the artefact into, from which an operator publishes. Validators have to be able to get it.',
  },
  json: { type: 'boolean', default: false, text: 'Print it as JSON.' },
})

const about = {
  usage: `vain rewards policy --file FILE --out FOLDER

  vain rewards policy --file docs/samples/rewards/policy.json --out publish`,
  text: 'Makes the artefact of a policy of rewards, and prints what governance has to vote for to name it.',
}

const kind = {
  what: 'policy',
  maxBytes: 262_144,
  sample: 'docs/samples/rewards/policy.json',
} as const

const vain = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,18})?$/)
  .transform(toSmallestUnit)

const schema = z.strictObject({
  v: z.literal(1),
  rules: z.array(
    z.strictObject({
      run: z.int(),
      from: z.int(),
      trainers: vain,
      validators: vain,
      leader: vain,
      floorBps: z.int(),
    }),
  ),
})

/**
 * `vain rewards policy`.
 *
 * @returns exit code
 * @throws {VainError} `options/unreadable-file`, `rewards/bad-policy`
 */
export async function policyCommand(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    process.stdout.write(helpText(table, about))
    return 0
  }
  const { file, out, json } = readOptions(table, { argv, env: process.env })
  const bytes = encodePolicyFile(readDocument(file, kind))
  const cid = await cidOf(bytes)
  if (out !== undefined) writeArtefacts(out, [{ cid, bytes }])
  const content = contentOfCid(cid)
  const calldata = encodeCall('rewards', 'setPolicy', [content])
  process.stdout.write(
    json
      ? toJsonLine({ cid, content, calldata })
      : `policy    ${cid}\ndigest    ${content}\nA proposal names it with a call of RewardMerkle.setPolicy:\n${calldata}\n`,
  )
  return 0
}

/**
 * The artefact of a policy that somebody wrote as JSON.
 *
 * @throws {VainError} `rewards/bad-policy`
 */
export function encodePolicyFile(text: string): Uint8Array {
  const parsed = schema.safeParse(parseJson(text))
  if (!parsed.success)
    throw misfit(
      parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'file'}: ${message}`),
    )
  const bytes = encodeRewardPolicy(parsed.data)
  if (decodeRewardPolicy(bytes) !== undefined) return bytes
  throw misfit([
    'runs and rounds ascend from 1, floors are whole numbers up to 10,000, and all of it is 1,000 rules and 65,536 bytes at most',
  ])
}

const misfit = (problems: readonly string[]): VainError =>
  new VainError('rewards/bad-policy', `the policy does not fit: ${problems.join('; ')}`, {
    problems,
    wayOut:
      'docs/samples/rewards/policy.json is one that fits; docs/operate/rewards.md explains it.',
  })

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
