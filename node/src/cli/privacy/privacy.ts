import { VainError } from '@vain/base'
import { defineOptions, helpText, readOptions } from '@vain/service'
import { networkOptions, optionalLedger, runOption } from '../network/networkOptions.ts'
import { planPrivacy, renderPlan } from './planPrivacy.ts'
import { readPrivacy } from './readPrivacy.ts'
import { renderPrivacy } from './renderPrivacy.ts'

const decimal = { pattern: /^\d{1,9}(\.\d{1,9})?$/ as RegExp, form: 'a number such as 4 or 0.5' }

const table = defineOptions({
  ...networkOptions,
  ledger: {
    ...optionalLedger,
    text: 'Address of the RoundLedger contract. Needed to look at a run.',
  },
  run: runOption,
  epsilon: {
    type: 'string',
    ...decimal,
    text: 'Plans a run instead of looking at one: the ε that all its rounds may add up to.',
  },
  deltaExponent: {
    type: 'integer',
    default: 5,
    min: 1,
    max: 30,
    unit: 'decimal places',
    text: 'δ of the plan is 10 to the minus this; well below one over the number of examples.',
  },
  samplingRate: {
    type: 'string',
    default: '1',
    ...decimal,
    text: 'Of the plan: probability with which an example is drawn into a round; 1 for whole nodes.',
  },
  noiseMultiplier: {
    type: 'string',
    ...decimal,
    text: 'Of the plan: noise over sensitivity. It then says how many rounds there may be.',
  },
  rounds: {
    type: 'integer',
    min: 1,
    max: 100_000_000,
    unit: 'rounds',
    text: 'Of the plan: how many rounds there shall be. It then says how much noise they need.',
  },
})

const about = {
  usage:
    'vain privacy --rpc-url URL --ledger ADDRESS --run N\n       vain privacy --epsilon 4 --delta-exponent 5 --sampling-rate 0.01 --rounds 500',
  text: 'Says what a run gives away at most of those who train it: ε and δ of its rounds so far and of its whole budget, and what that rests on. Or, with --epsilon, plans the noise or the rounds of a run before there is one. Smaller ε is better: what anyone concludes with one example (or node) in the run is at most e^ε times as likely as without it, but for odds of δ.',
}

/**
 * `vain privacy`: says what a run gives away, or plans one.
 *
 * @returns exit code: 0, or 1 if the run promises nothing or a plan cannot be kept
 * @throws {VainError} `vain/bad-argument`, and what chain and options throw
 */
export async function privacyCommand(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    process.stdout.write(helpText(table, about))
    return 0
  }
  const options = readOptions(table, { argv, env: process.env, sharedFile: true })
  const { epsilon, ledger } = options
  if (epsilon !== undefined) {
    const plan = planPrivacy({ ...options, epsilon })
    process.stdout.write(options.json ? toJson(plan) : renderPlan(plan))
    return plan.isPossible ? 0 : 1
  }
  if (ledger === undefined)
    throw new VainError('vain/bad-argument', 'neither a run nor an ε is named', {
      wayOut: 'Give --ledger and --rpc-url to look at a run, or --epsilon to plan one.',
    })
  const privacy = await readPrivacy({ ...options, ledger })
  process.stdout.write(options.json ? toJson(privacy) : renderPrivacy(privacy))
  return privacy.protection === undefined ? 1 : 0
}

/** Infinity has no number in JSON: it is null. */
const toJson = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`
