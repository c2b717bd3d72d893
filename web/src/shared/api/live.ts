import { focusManager, type QueryClient } from '@tanstack/react-query'
import type { Head, IndexChange } from '@vain/indexer'
import { headKey, isChangedBy } from './answers.ts'
import { type Changes, createRenewal, wait } from './createRenewal.ts'

/** Where the server tells what has changed. */
const path = '/api/v1/events/live'

/** Waits before the stream is opened once more, milliseconds: they double. */
const firstWaitMs = 1_000
const longestWaitMs = 60_000

let live = false

/** Whether the server tells of changes by itself, so that nobody needs to ask all the time. */
export const isLive = (): boolean => live

/**
 * Follows the server's stream of changes for as long as the page is open: the newest block is shown as
 * it is told, and what events may have changed is asked for again. Where there is no stream, pages go
 * on asking by the clock.
 *
 * @param connect - opens the stream
 * @param pause - resolves after milliseconds
 * @returns ends it
 */
export function followChanges(
  client: QueryClient,
  connect: () => WebSocket = () => new WebSocket(path),
  pause: (ms: number) => Promise<unknown> = wait,
): () => void {
  const renewal = createRenewal((changes) => renew(client, changes), pause)
  let socket: WebSocket | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let waitMs = firstWaitMs
  /** As the stream last told it: what happened while there was none is not told. */
  let head: Head | undefined
  const open = (): void => {
    socket = connect()
    socket.onopen = () => {
      live = true
      waitMs = firstWaitMs
    }
    socket.onmessage = ({ data }: MessageEvent<string>) => {
      const change = JSON.parse(data) as IndexChange
      client.setQueryData(headKey, change.head)
      const changes = changesOf(change, head)
      if (changes === 'anything' || changes.size > 0) renewal.note(changes)
      head = change.head
    }
    socket.onclose = () => {
      live = false
      head = undefined
      timer = setTimeout(open, waitMs)
      waitMs = Math.min(2 * waitMs, longestWaitMs)
    }
  }
  open()
  return () => {
    clearTimeout(timer)
    renewal.stop()
    if (socket !== undefined) socket.onclose = null
    socket?.close()
    live = false
  }
}

/** Events that are not all in a message count as anything, and so does a reorganisation. */
function changesOf({ head, events }: IndexChange, before: Head | undefined): Changes {
  const isWhole =
    before !== undefined &&
    head.reorgs === before.reorgs &&
    head.events - before.events === events.length
  return isWhole ? new Set(events.map(({ contract }) => contract)) : 'anything'
}

/** A page that nobody sees asks once it is seen. */
function renew(client: QueryClient, changes: Changes): Promise<void> {
  return client.invalidateQueries({
    queryKey: ['api', 'now'],
    predicate: ({ queryKey: [, , path] }) =>
      typeof path === 'string' && (changes === 'anything' || isChangedBy(path, changes)),
    refetchType: focusManager.isFocused() ? 'active' : 'none',
  })
}
