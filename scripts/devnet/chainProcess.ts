import { type Anvil, type AnvilOptions, startAnvil } from '@vain/anvil'

/** The chain of a network on this machine; its address outlasts its process. */
export type ChainProcess = Pick<Anvil, 'url' | 'stop' | 'kill'> & {
  /** Process group of the one that runs, or ran last. */
  readonly pid: number | undefined
  /** Starts it again on the same port, with what is on disk, once it has ended. */
  restart(): Promise<void>
}

/** @throws {VainError} what `startAnvil` throws */
export async function startChain(options: AnvilOptions): Promise<ChainProcess> {
  let anvil = await startAnvil(options)
  return {
    url: anvil.url,
    get pid() {
      return anvil.pid
    },
    stop: () => anvil.stop(),
    kill: () => anvil.kill(),
    async restart() {
      anvil = await startAnvil(options)
    },
  }
}
