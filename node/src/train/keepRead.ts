/**
 * Reads when it is first asked to, and keeps what came of it; a read that failed is forgotten, so
 * that whoever asks next has another try.
 */
export function keepRead<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined
  return () => {
    if (reading !== undefined) return reading
    const begun = read()
    begun.catch(() => {
      reading = undefined
    })
    reading = begun
    return begun
  }
}
