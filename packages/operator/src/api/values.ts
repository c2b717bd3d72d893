import { integerText } from '@vain/service'
import { z } from 'zod'

/** Largest number of a run, round or operator. */
const maxNumber = 0xffff_ffff

/** Number of something that counts from 1. */
export const ordinal: z.ZodType<number> = z.int().min(1).max(maxNumber)
/** How many, or a number that counts from 0. */
export const count: z.ZodType<number> = z.int().min(0)
/** Number of an operator in `KeyBook`, from 0. */
export const operatorIndex: z.ZodType<number> = z.int().min(0).max(maxNumber)
/** Seconds since 1970. */
export const time: z.ZodType<number> = z.int().min(0).describe('Seconds since 1970.')
/** `0x` and 20 bytes. */
export const address: z.ZodType<string> = z.string().regex(/^0x[0-9a-f]{40}$/)
/** `0x` and 32 bytes. */
export const hash: z.ZodType<string> = z.string().regex(/^0x[0-9a-f]{64}$/)
/** An amount in the smallest unit, which JSON's numbers cannot hold. */
export const amount: z.ZodType<string> = z
  .string()
  .regex(/^\d{1,78}$/)
  .describe('In the smallest unit.')

/** A run or round in a path. */
export const ordinalText: z.ZodType<number> = integerText({ min: 1, max: maxNumber })

/** Names of roles. */
export const roleNames: z.ZodType<readonly string[]> = z.array(
  z.enum(['trainer', 'aggregator', 'validator']),
)

/** No parameters at all. */
export type None = Record<string, never>
