import { scrypt as opensslScrypt, pbkdf2Sync } from 'node:crypto'

/** Cost `n` (a power of two), block size `r`, parallelisation `p`, and the length of the key. */
export type ScryptParams = { n: number; r: number; p: number; dklen: number }

/**
 * Derives a key from a password with scrypt.
 *
 * OpenSSL refuses `n ≥ 2^(16 · r)`, a bound of RFC 7914 that keystores with `r = 1`, the published
 * test vector among them, do not keep. For those the work is done here, at half the speed and
 * on the calling thread.
 *
 * Source: RFC 7914 §6.
 */
export function scrypt(
  password: string,
  salt: Uint8Array,
  { n, r, p, dklen }: ScryptParams,
): Promise<Uint8Array> {
  if (Math.log2(n) >= 16 * r) return Promise.resolve(scryptHere(password, salt, { n, r, p, dklen }))
  // What scrypt holds at once, and as much again as slack: OpenSSL refuses at the exact figure.
  const maxmem = 2 * 128 * r * (n + p + 2)
  return new Promise((resolve, reject) => {
    opensslScrypt(password, salt, dklen, { N: n, r, p, maxmem }, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}

/** As {@link scrypt}, without OpenSSL's bound. Source: RFC 7914 §6. */
export function scryptHere(
  password: string,
  salt: Uint8Array,
  { n, r, p, dklen }: ScryptParams,
): Uint8Array {
  const blocks = pbkdf2Sync(password, salt, 1, p * 128 * r, 'sha256')
  // Copied: a buffer from the pool may start at any byte, words must not.
  const words = new Uint32Array(Uint8Array.from(blocks).buffer)
  for (let i = 0; i < p; i++) mixRandomly(words.subarray(i * 32 * r, (i + 1) * 32 * r), n)
  return pbkdf2Sync(password, new Uint8Array(words.buffer), 1, dklen, 'sha256')
}

/** scryptROMix in place. Source: RFC 7914 §5. */
function mixRandomly(x: Uint32Array, n: number): void {
  const size = x.length
  const table = new Uint32Array(n * size)
  const room = new Uint32Array(size)
  const block = new Uint32Array(16)
  for (let i = 0; i < n; i++) {
    table.set(x, i * size)
    mixBlocks(x, room, block)
  }
  for (let i = 0; i < n; i++) {
    // Integerify: n is at most 2³², so the lowest word of the last block decides.
    const from = ((x[size - 16] as number) & (n - 1)) * size
    for (let k = 0; k < size; k++) x[k] = (x[k] as number) ^ (table[from + k] as number)
    mixBlocks(x, room, block)
  }
}

/** scryptBlockMix in place; `room` is of the same size. Source: RFC 7914 §4. */
function mixBlocks(x: Uint32Array, room: Uint32Array, block: Uint32Array): void {
  const count = x.length / 16
  for (let k = 0; k < 16; k++) block[k] = x[x.length - 16 + k] as number
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < 16; k++) block[k] = (block[k] as number) ^ (x[16 * i + k] as number)
    salsa8(block)
    // Even blocks first, then odd ones.
    const to = 16 * ((i >> 1) + (i % 2) * (count / 2))
    for (let k = 0; k < 16; k++) room[to + k] = block[k] as number
  }
  x.set(room)
}

const rotate = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits))

/** Salsa20/8 of 16 words in place, in local variables for speed. Source: RFC 7914 §3. */
function salsa8(block: Uint32Array): void {
  let x0 = block[0] as number
  let x1 = block[1] as number
  let x2 = block[2] as number
  let x3 = block[3] as number
  let x4 = block[4] as number
  let x5 = block[5] as number
  let x6 = block[6] as number
  let x7 = block[7] as number
  let x8 = block[8] as number
  let x9 = block[9] as number
  let x10 = block[10] as number
  let x11 = block[11] as number
  let x12 = block[12] as number
  let x13 = block[13] as number
  let x14 = block[14] as number
  let x15 = block[15] as number
  for (let round = 0; round < 4; round++) {
    x4 ^= rotate((x0 + x12) | 0, 7)
    x8 ^= rotate((x4 + x0) | 0, 9)
    x12 ^= rotate((x8 + x4) | 0, 13)
    x0 ^= rotate((x12 + x8) | 0, 18)
    x9 ^= rotate((x5 + x1) | 0, 7)
    x13 ^= rotate((x9 + x5) | 0, 9)
    x1 ^= rotate((x13 + x9) | 0, 13)
    x5 ^= rotate((x1 + x13) | 0, 18)
    x14 ^= rotate((x10 + x6) | 0, 7)
    x2 ^= rotate((x14 + x10) | 0, 9)
    x6 ^= rotate((x2 + x14) | 0, 13)
    x10 ^= rotate((x6 + x2) | 0, 18)
    x3 ^= rotate((x15 + x11) | 0, 7)
    x7 ^= rotate((x3 + x15) | 0, 9)
    x11 ^= rotate((x7 + x3) | 0, 13)
    x15 ^= rotate((x11 + x7) | 0, 18)
    x1 ^= rotate((x0 + x3) | 0, 7)
    x2 ^= rotate((x1 + x0) | 0, 9)
    x3 ^= rotate((x2 + x1) | 0, 13)
    x0 ^= rotate((x3 + x2) | 0, 18)
    x6 ^= rotate((x5 + x4) | 0, 7)
    x7 ^= rotate((x6 + x5) | 0, 9)
    x4 ^= rotate((x7 + x6) | 0, 13)
    x5 ^= rotate((x4 + x7) | 0, 18)
    x11 ^= rotate((x10 + x9) | 0, 7)
    x8 ^= rotate((x11 + x10) | 0, 9)
    x9 ^= rotate((x8 + x11) | 0, 13)
    x10 ^= rotate((x9 + x8) | 0, 18)
    x12 ^= rotate((x15 + x14) | 0, 7)
    x13 ^= rotate((x12 + x15) | 0, 9)
    x14 ^= rotate((x13 + x12) | 0, 13)
    x15 ^= rotate((x14 + x13) | 0, 18)
  }
  const mixed = [x0, x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, x11, x12, x13, x14, x15]
  for (let k = 0; k < 16; k++) block[k] = (block[k] as number) + (mixed[k] as number)
}
