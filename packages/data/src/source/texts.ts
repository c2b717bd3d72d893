import { VainError } from '@vain/base'
import type { HeldOut, Partition, Share } from '@vain/learn'

const kinds = 'iid|dirichlet:\\d{1,6}(\\.\\d{1,6})?|labels:[1-9]\\d{0,3}|source'

/** What a partition is written as. */
export const partitionPattern: RegExp = new RegExp(`^(${kinds})$`)
/** The same in words. */
export const partitionForm = 'iid, dirichlet:ALPHA, labels:CLASSES or source'
/** What a share is written as. */
export const sharePattern: RegExp = new RegExp(`^(whole|(${kinds}):\\d{1,5}/\\d{1,5})$`)
/** The same in words. */
export const shareForm: string = `whole, or a partition (${partitionForm}) and :PART/PARTS, parts counted from 0`
/** What a number of examples held out is written as. */
export const heldOutPattern: RegExp = /^(\d{1,9}|\d{1,2}(\.\d{1,6})?%)$/
/** The same in words. */
export const heldOutForm = 'a number of examples, or a percentage such as 20%'

function check(text: string, pattern: RegExp, form: string): void {
  if (!pattern.test(text))
    throw new VainError('data/bad-share', `${text} is not ${form}`, { text, form })
}

/** @throws {VainError} `data/bad-share` */
export function parsePartition(text: string): Partition {
  check(text, partitionPattern, partitionForm)
  const [kind, value] = text.split(':')
  if (kind === 'dirichlet') return { kind, alpha: Number(value) }
  if (kind === 'labels') return { kind, each: Number(value) }
  return kind === 'iid' ? { kind } : { kind: 'source' }
}

/** @throws {VainError} `data/bad-share` */
export function parseShare(text: string): Share {
  check(text, sharePattern, shareForm)
  if (text === 'whole') return { kind: 'whole' }
  const cut = text.lastIndexOf(':')
  const [part, parts] = text
    .slice(cut + 1)
    .split('/')
    .map(Number) as [number, number]
  return { ...parsePartition(text.slice(0, cut)), part, parts }
}

/** @throws {VainError} `data/bad-share` */
export function parseHeldOut(text: string): HeldOut {
  check(text, heldOutPattern, heldOutForm)
  return text.endsWith('%') ? { percent: Number(text.slice(0, -1)) } : Number(text)
}
