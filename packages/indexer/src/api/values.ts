import { integerText } from '@vain/service'
import { z } from 'zod'

/** Largest number of a run, round, version or operator. */
const maxNumber = 0xffff_ffff

/** Longest text of a stranger that a list tells, characters; a longer one is cut and ends in `…`. */
export const maxTextLength = 1_000
/** Longest list of an event that is told; the rest is left out. */
export const maxListLength = 1_024

/** Number of something that counts from 1. */
export const ordinal: z.ZodType<number> = z.int().min(1).max(maxNumber)
/** How many, or a number that counts from 0. */
export const count: z.ZodType<number> = z.int().min(0)
/** Seconds since 1970. */
export const time: z.ZodType<number> = z.int().min(0).describe('Seconds since 1970.')
/** `0x` and 20 bytes, lower case. */
export const address: z.ZodType<string> = z.string().regex(/^0x[0-9a-f]{40}$/)
/** `0x` and 32 bytes, lower case. */
export const hash: z.ZodType<string> = z.string().regex(/^0x[0-9a-f]{64}$/)
/** `0x` and any bytes, lower case. */
export const bytes: z.ZodType<string> = z.string().regex(/^0x([0-9a-f]{2})*$/)
/** An amount in the smallest unit, which JSON's numbers cannot hold. */
export const amount: z.ZodType<string> = z
  .string()
  .regex(/^\d{1,78}$/)
  .describe('In the smallest unit.')

/** A run, round or version in a path. */
export const ordinalText: z.ZodType<number> = integerText({ min: 1, max: maxNumber })
/** An operator in a path. */
export const countText: z.ZodType<number> = integerText({ min: 0, max: maxNumber })
/** An address in a path or query, in any case. */
export const addressText: z.ZodType<string> = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/)
  .toLowerCase()
/** Id of a proposal in a path: 32 bytes, in any case. */
export const hashText: z.ZodType<string> = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/)
  .toLowerCase()

/** No parameters at all. */
export type None = Record<string, never>

/** What an operator is registered for. */
export type RoleName = 'trainer' | 'aggregator' | 'validator'

export const roleNames: z.ZodType<readonly RoleName[]> = z.array(
  z.enum(['trainer', 'aggregator', 'validator']),
)

/** Where an event stands: its block, the second of it, and the transaction that left it. */
export type Mark = {
  readonly block: number
  readonly at: number
  readonly transaction: string
}

/** The fields of a {@link Mark}. */
export const markShape: {
  readonly block: z.ZodType<number>
  readonly at: z.ZodType<number>
  readonly transaction: z.ZodType<string>
} = { block: count, at: time, transaction: hash }
