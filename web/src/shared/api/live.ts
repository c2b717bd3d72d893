import type { QueryClient } from '@tanstack/react-query'

/** Where the server tells what has changed. */
const path = '/api/v1/events/live'

/** Changes that come together are one reason to ask again, milliseconds. */
const gatherMs = 500

/** Waits before the stream is opened once more, milliseconds: they double. */
const firstWaitMs = 1_000
const longestWaitMs = 60_000

let live = false

/** Whether the server tells of changes by itself, so that nobody needs to ask all the time. */
export const isLive = (): boolean => live

/**
 * Follows the server's stream of changes and has what is shown asked for again, for as long as the
 * page is open. Where there is no stream, pages go on asking by the clock.
 *
 * @returns ends it
 */
export function followChanges(client: QueryClient): () => void {
  let socket: WebSocket | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let gathering: ReturnType<typeof setTimeout> | undefined
  let waitMs = firstWaitMs
  const renew = (): void => {
    gathering = undefined
    void client.invalidateQueries({ queryKey: ['api', 'now'] })
  }
  const open = (): void => {
    socket = new WebSocket(path)
    socket.onopen = () => {
      live = true
      waitMs = firstWaitMs
    }
    socket.onmessage = () => {
      gathering ??= setTimeout(renew, gatherMs)
    }
    socket.onclose = () => {
      live = false
      timer = setTimeout(open, waitMs)
      waitMs = Math.min(2 * waitMs, longestWaitMs)
    }
  }
  open()
  return () => {
    clearTimeout(timer)
    clearTimeout(gathering)
    if (socket !== undefined) socket.onclose = null
    socket?.close()
    live = false
  }
}
