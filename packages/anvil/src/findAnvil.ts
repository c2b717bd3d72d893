import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** npm packages that carry anvil's binary; an install takes the one that fits the machine. */
const packages = ['@foundry-rs/anvil-linux-amd64']

/** Path of the binary that npm installed, or its bare name, to be looked for on the path. */
export function findAnvil(): string {
  const { resolve } = createRequire(import.meta.url)
  for (const name of packages) {
    try {
      return join(dirname(resolve(`${name}/package.json`)), 'bin', 'anvil')
    } catch {
      // Not for this machine.
    }
  }
  return 'anvil'
}
