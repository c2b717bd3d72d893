import { VainError } from '@vain/base'
import { parseDocument } from 'yaml'
import type { Scenario } from './scenario.ts'
import { scenarioSchema } from './schema.ts'

/** Longest scenario, in characters. */
const maxLength = 65_536

/**
 * Reads a scenario from YAML (or JSON, which is YAML too).
 *
 * @throws {VainError} `simulation/bad-scenario` with every place that does not fit
 */
export function parseScenario(text: string): Scenario {
  if (text.length > maxLength)
    throw badScenario([`it has ${text.length} characters, at most ${maxLength} are read`])
  const parsed = scenarioSchema.safeParse(readYaml(text))
  if (parsed.success) return parsed.data
  throw badScenario(
    parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'scenario'}: ${message}`),
  )
}

function readYaml(text: string): unknown {
  const document = parseDocument(text, { strict: true, uniqueKeys: true })
  if (document.errors.length > 0) throw badScenario(document.errors.map(({ message }) => message))
  try {
    // Aliases could make much of little; a scenario needs none.
    return document.toJS({ maxAliasCount: 0 })
  } catch (cause) {
    throw badScenario([cause instanceof Error ? cause.message : String(cause)])
  }
}

function badScenario(problems: readonly string[]): VainError {
  const list = problems.join('; ')
  return new VainError('simulation/bad-scenario', `the scenario cannot be read: ${list}`, {
    problems,
  })
}
