import { createCipheriv, randomBytes } from 'node:crypto'

/** CPU time of this process for `work`, in seconds. */
export function cpuSeconds<T>(work: () => T): { readonly result: T; readonly seconds: number } {
  const before = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(before)
  return { result, seconds: (user + system) / 1e6 }
}

const chunk = new Uint8Array(65_536)

/**
 * CPU time that the platform's bare ChaCha20 takes for `count` keystreams of a vector, in seconds:
 * the limit of every way to mask. Measured on at most 1 GB of them.
 */
export function streamSeconds(count: number, words: number): number {
  const bytes = 4 * words
  const measured = Math.max(1, Math.min(count, Math.floor(1e9 / bytes)))
  const { seconds } = cpuSeconds(() => {
    for (let i = 0; i < measured; i++) {
      const cipher = createCipheriv('chacha20', randomBytes(32), new Uint8Array(16))
      for (let at = 0; at < bytes; at += chunk.length)
        cipher.update(chunk.subarray(0, Math.min(chunk.length, bytes - at)))
    }
  })
  return (seconds * count) / measured
}

/**
 * CPU time that reading `count` vectors from memory takes, in seconds: the limit of every way to add
 * them. Measured on a buffer that no cache holds.
 */
export function memorySeconds(count: number, words: number): number {
  const source = new Uint8Array(2 ** 28).fill(1)
  const target = new Uint8Array(2 ** 20)
  const { seconds } = cpuSeconds(() => {
    for (let at = 0; at < source.length; at += target.length)
      target.set(source.subarray(at, at + target.length))
  })
  return (seconds / source.length) * 4 * words * count
}
