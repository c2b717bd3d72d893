/**
 * Does something with each item, with up to `most` of them at once; begins no more once one has
 * failed.
 */
export async function eachAtOnce<Item>(
  items: readonly Item[],
  most: number,
  use: (item: Item) => Promise<void>,
): Promise<void> {
  const left = items.values()
  let isOver = false
  const work = async (): Promise<void> => {
    for (const item of left) {
      if (isOver) return
      await use(item)
    }
  }
  try {
    await Promise.all(Array.from({ length: most }, work))
  } finally {
    isOver = true
  }
}

/** Results in the order of the items; `most` at most are begun and have not been taken. */
export async function* inOrder<Item, Result>(
  items: readonly Item[],
  most: number,
  get: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const begun: Promise<Result>[] = []
  let next = 0
  while (next < items.length || begun.length > 0) {
    for (; begun.length < most && next < items.length; next++) {
      const result = get(items[next] as Item)
      // Told when its turn comes.
      result.catch(() => undefined)
      begun.push(result)
    }
    yield (await begun.shift()) as Result
  }
}
