import { proposalStates } from '@vain/abi'
import {
  cutShort,
  formatAmount,
  formatDuration,
  formatMoment,
  showHidden,
} from '../../../format/index.ts'
import { sentences } from './sentences.ts'

/** An error of a contract: its name, and its arguments by theirs. */
export type ContractError = {
  readonly name: string
  readonly args: Readonly<Record<string, unknown>>
}

const forms: Readonly<Record<string, (value: unknown) => string>> = {
  amount: (value) => formatAmount(BigInt(value as bigint)),
  duration: (value) => formatDuration(Number(value)),
  share: (value) => `${Number(value) / 100} %`,
  state: (value) => proposalStates[Number(value)] ?? String(value),
  time: (value) => formatMoment(Number(value)),
}

/** Longest words of a stranger's contract that are passed on, in characters. */
const maxWords = 500

/** What a contract's error says, in a sentence. */
export function toSentence({ name, args }: ContractError): string {
  const sentence = sentences[name]
  if (sentence !== undefined)
    return sentence.replace(/\{(\w+)(?::(\w+))?\}/g, (_, argument: string, form = '') =>
      (forms[form] ?? String)(args[argument]),
    )
  if (name === 'Error')
    return `The contract says: ${showHidden(cutShort(String(args.message), maxWords))}`
  const facts = Object.entries(args).map(([name, value]) => `${name} ${String(value)}`)
  return `The contract refused: ${[toWords(name), ...facts].join(', ')}.`
}

/** `NothingToSlash` as `nothing to slash`. */
const toWords = (name: string): string => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, ' ').toLowerCase()
