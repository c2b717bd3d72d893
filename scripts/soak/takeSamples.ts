import { basename } from 'node:path'
import type { Devnet } from '../devnet/network.ts'
import { readHeld } from './askProbe.ts'
import { chainName, type Sample } from './book.ts'
import { childrenOf, diskUse, readProcess } from './processes.ts'

/** Looks at every process of a network: its daemons, what they started, and the chain. */
export async function takeSamples(
  devnet: Devnet,
  probes: string,
  version: number,
): Promise<Sample[]> {
  const samples: Sample[] = []
  const at = Date.now()
  for (const { name } of devnet.members) {
    const { pid } = devnet.daemon(name)
    if (pid === undefined) continue
    const state = readProcess(pid)
    const disk = diskUse(devnet.folder.memberFolder(name), (file) => basename(file) === 'log.jsonl')
    samples.push({ version, at, name, pid, ...state, disk, ...(await readHeld(probes, pid)) })
    for (const { pid: child, program } of childrenOf(pid))
      samples.push({ version, at, name: `${name}/${program}`, pid: child, ...readProcess(child) })
  }
  const { pid: shell } = devnet.chain
  for (const { pid, program } of shell === undefined ? [] : childrenOf(shell))
    if (program === 'anvil')
      samples.push({ version, at, name: chainName, pid, ...readProcess(pid) })
  return samples
}
