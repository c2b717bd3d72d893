import type { Node } from './layoutLineage.ts'

/** A model in a sentence. */
export function describeNode({ version, parent, state, tags }: Node): string {
  if (state === 'first') return 'The first model, which nobody trained.'
  const from = parent === 0 ? 'the first model' : `version ${parent}`
  const named = tags.length === 0 ? '' : `, named ${tags.join(' and ')}`
  return `Version ${version}, trained from ${from}, ${state}${named}.`
}
