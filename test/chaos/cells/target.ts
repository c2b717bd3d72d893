import type { Station } from '../links/station.ts'
import type { ChaosNetwork } from '../network/openChaosNetwork.ts'

/** Whom a fault befalls: a daemon, or the chain. */
export type Target = {
  readonly name: string
  readonly station: Station
  /** Stops its process where it is, and lets it go on. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void
  /** `kill -9` */
  kill(): Promise<void>
  /** Ends it in order. */
  stop(): Promise<void>
  start(): Promise<void>
}

export function memberTarget(network: ChaosNetwork, name: string): Target {
  return {
    name,
    station: network.station(name),
    signal: (signal) => signalGroup(network.daemon(name).pid, signal),
    kill: () => network.daemon(name).kill(),
    stop: () => network.daemon(name).stop(),
    async start() {
      network.startMember(name)
    },
  }
}

export function chainTarget({ chain, chainStation }: ChaosNetwork): Target {
  return {
    name: 'chain',
    station: chainStation,
    signal: (signal) => signalGroup(chain.pid, signal),
    kill: () => chain.kill(),
    stop: () => chain.stop(),
    start: () => chain.restart(),
  }
}

/** A daemon and what it started, or the chain and its shell. */
function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid !== undefined) process.kill(-pid, signal)
}
