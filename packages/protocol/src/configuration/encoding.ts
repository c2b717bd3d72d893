import { toHex, VainError } from '@vain/base'
import { sha256 } from '@vain/crypto'
import { encode, tryDecode } from '../codec.ts'
import type { Hex } from '../hex.ts'
import type { Configuration } from './configuration.ts'
import { configurationSchema } from './schema.ts'

/** Longest configuration, in bytes. */
export const maxConfigurationBytes = 16_384

/** Longest program or data policy of a run, in bytes. */
export const maxProgramBytes: number = 4 << 20

/**
 * The artefact whose hash stands in `RunRegistry`.
 *
 * @throws {VainError} `protocol/bad-configuration` with the settings that do not fit: nobody
 *   would take part in such a run
 */
export function encodeConfiguration(configuration: Configuration): Uint8Array {
  const parsed = configurationSchema.safeParse(configuration)
  if (!parsed.success)
    throw new VainError('protocol/bad-configuration', 'nobody could run this configuration', {
      problems: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
    })
  return encode(configuration)
}

/** Reads a configuration, or undefined if it is malformed. */
export function decodeConfiguration(bytes: Uint8Array): Configuration | undefined {
  return tryDecode(bytes, configurationSchema, maxConfigurationBytes)
}

/** SHA-256 of an artefact's bytes, as `RunRegistry` records programs, policy and configuration. */
export function artefactHash(bytes: Uint8Array): Hex {
  return toHex(sha256(bytes))
}
