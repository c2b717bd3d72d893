/** Time that passes from event to event, in seconds. */
export type VirtualClock<Event> = {
  now(): number
  /** Events that are still to come. */
  readonly size: number
  /** Sets an event for a time that has not passed; of equal times the one set first comes first. */
  schedule(at: number, event: Event): void
  /** Lets time pass to the next event and returns it; undefined when nothing is to come. */
  next(): Event | undefined
  /** Lets time pass without an event. */
  passTo(time: number): void
  /** Forgets what is still to come. */
  clear(): void
}

type Entry<Event> = { readonly at: number; readonly order: number; readonly event: Event }

const isBefore = <E>(a: Entry<E>, b: Entry<E>): boolean =>
  a.at === b.at ? a.order < b.order : a.at < b.at

/** A clock at second 0. A binary heap, so that a million events are no trouble. */
export function createVirtualClock<Event>(): VirtualClock<Event> {
  const heap: Entry<Event>[] = []
  let now = 0
  let count = 0
  const swap = (a: number, b: number): void => {
    const moved = heap[a] as Entry<Event>
    heap[a] = heap[b] as Entry<Event>
    heap[b] = moved
  }
  const rise = (from: number): void => {
    for (let child = from; child > 0; ) {
      const parent = (child - 1) >> 1
      if (!isBefore(heap[child] as Entry<Event>, heap[parent] as Entry<Event>)) return
      swap(child, parent)
      child = parent
    }
  }
  const sink = (): void => {
    for (let parent = 0; ; ) {
      let least = parent
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        const entry = heap[child]
        if (entry !== undefined && isBefore(entry, heap[least] as Entry<Event>)) least = child
      }
      if (least === parent) return
      swap(parent, least)
      parent = least
    }
  }
  return {
    now: () => now,
    get size() {
      return heap.length
    },
    schedule(at, event) {
      heap.push({ at: Math.max(at, now), order: count++, event })
      rise(heap.length - 1)
    },
    next() {
      const [first] = heap
      const last = heap.pop()
      if (first === undefined || last === undefined) return undefined
      if (heap.length > 0) {
        heap[0] = last
        sink()
      }
      now = Math.max(now, first.at)
      return first.event
    },
    passTo(time) {
      now = Math.max(now, time)
    },
    clear() {
      heap.length = 0
    },
  }
}
