import { z } from 'zod'

/** A whole number. */
export const whole = (least: number, most: number): z.ZodNumber =>
  z.number().int().min(least).max(most)

/**
 * A decimal number of so many steps to one, which becomes the number of steps.
 *
 * Nothing is rounded: what the file says is what stands on chain.
 */
function steps(perOne: number, form: string, least: number, most: number): z.ZodType<number> {
  // The quotient is the double nearest to the decimal, as the one that was read is.
  const isExact = (value: number): boolean => Math.round(value * perOne) / perOne === value
  return z
    .number()
    .min(least)
    .max(most)
    .refine(isExact, `has more than ${form} decimal places`)
    .transform((value) => Math.round(value * perOne))
}

/** A decimal number with six places, which becomes millionths. */
export const micro = (least: number, most: number): z.ZodType<number> =>
  steps(1e6, 'six', least, most)

/** A share with four places, below a half, which becomes 1/10,000. */
export const minority: z.ZodType<number> = steps(1e4, 'four', 0, 0.4999)
