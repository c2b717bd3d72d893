import { totalmem } from 'node:os'
import { bad, type Finding, good, note } from './findings.ts'

const leastNode = 24
/** What a node and its training process take with a small model, twice. */
const easyMemoryBytes = 2 * 2 ** 30

/** Node's version and the memory. */
export function checkMachine(
  version: string = process.versions.node,
  memory: number = totalmem(),
): Finding[] {
  const [major = 0] = version.split('.').map(Number)
  return [
    major >= leastNode
      ? good('Node', version)
      : bad('Node', version, 'Start the daemon with node_modules/.bin/node of the repository.'),
    memory >= easyMemoryBytes
      ? good('memory', `${(memory / 2 ** 30).toFixed(1)} GiB`)
      : note(
          'memory',
          `${(memory / 2 ** 30).toFixed(1)} GiB`,
          'Training may take up to 2 GiB: choose small models.',
        ),
  ]
}
