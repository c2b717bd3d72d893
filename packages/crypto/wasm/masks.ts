/**
 * The inner loops of masking in AssemblyScript, compiled by `npm run generate` to WebAssembly with
 * 128-bit vectors. It is another language than TypeScript with the same file ending: neither
 * `tsc -b` (tsconfig.json names `src`, `test` and `bench` only) nor Biome reads this folder; `asc` does.
 *
 * Every function works on the module's own memory, at addresses that its caller lays out. Lengths
 * are bytes, multiples of 256; the caller pads. `minus` is 0 to add and -1 to subtract, `lanes` the
 * bits of a lane, 16 or 32. Nothing is allocated, and nothing is kept but what the caller laid out.
 */

/** Adds `b`, or subtracts it where all bits of `flip` are set: -b is (b xor -1) - (-1). */
@inline
function combine32(a: v128, b: v128, flip: v128): v128 {
  return i32x4.add(a, i32x4.sub(v128.xor(b, flip), flip))
}

@inline
function combine16(a: v128, b: v128, flip: v128): v128 {
  return i16x8.add(a, i16x8.sub(v128.xor(b, flip), flip))
}

@inline
function rotl(x: v128, bits: i32): v128 {
  return v128.or(i32x4.shl(x, bits), i32x4.shr_u(x, 32 - bits))
}

@inline
function rotl16(x: v128): v128 {
  return v128.shuffle<u8>(x, x, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13)
}

@inline
function rotl8(x: v128): v128 {
  return v128.shuffle<u8>(x, x, 3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14)
}

/** Adds one vector of keystream to the 16 bytes at `at`. */
@inline
function put(at: usize, stream: v128, flip: v128, lanes: i32): void {
  const old = v128.load(at)
  v128.store(at, lanes == 16 ? combine16(old, stream, flip) : combine32(old, stream, flip))
}

/** Four words of four blocks, which lie across the vectors, to their places 64 bytes apart. */
@inline
function putAcross(at: usize, a: v128, b: v128, c: v128, d: v128, flip: v128, lanes: i32): void {
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5)
  const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5)
  const ef = v128.shuffle<i32>(a, b, 2, 6, 3, 7)
  const gh = v128.shuffle<i32>(c, d, 2, 6, 3, 7)
  put(at, v128.shuffle<i64>(ab, cd, 0, 2), flip, lanes)
  put(at + 64, v128.shuffle<i64>(ab, cd, 1, 3), flip, lanes)
  put(at + 128, v128.shuffle<i64>(ef, gh, 0, 2), flip, lanes)
  put(at + 192, v128.shuffle<i64>(ef, gh, 1, 3), flip, lanes)
}

/**
 * Adds the ChaCha20 keystream of the 32 bytes at `key`, nonce zero, from block `counter` on, to
 * `length` bytes at `window`: four blocks side by side, one word of each in a vector. The keystream
 * itself never reaches the memory. Source: RFC 8439 §2.3.
 */
export function expand(
  key: usize,
  counter: u32,
  window: usize,
  length: usize,
  minus: i32,
  lanes: i32,
): void {
  const flip = i32x4.splat(minus)
  const s0 = i32x4.splat(0x61707865)
  const s1 = i32x4.splat(0x3320646e)
  const s2 = i32x4.splat(0x79622d32)
  const s3 = i32x4.splat(0x6b206574)
  const k0 = v128.load32_splat(key)
  const k1 = v128.load32_splat(key, 4)
  const k2 = v128.load32_splat(key, 8)
  const k3 = v128.load32_splat(key, 12)
  const k4 = v128.load32_splat(key, 16)
  const k5 = v128.load32_splat(key, 20)
  const k6 = v128.load32_splat(key, 24)
  const k7 = v128.load32_splat(key, 28)
  let blocks = i32x4.add(i32x4.splat(counter), i32x4(0, 1, 2, 3))
  for (const end = window + length; window < end; window += 256) {
    let a0 = s0, a1 = s1, a2 = s2, a3 = s3
    let b0 = k0, b1 = k1, b2 = k2, b3 = k3
    let c0 = k4, c1 = k5, c2 = k6, c3 = k7
    let d0 = blocks, d1 = i32x4.splat(0), d2 = d1, d3 = d1
    for (let round = 0; round < 20; round += 2) {
      // Columns, the four of them step by step, so that none waits for another.
      a0 = i32x4.add(a0, b0); a1 = i32x4.add(a1, b1); a2 = i32x4.add(a2, b2); a3 = i32x4.add(a3, b3)
      d0 = rotl16(v128.xor(d0, a0)); d1 = rotl16(v128.xor(d1, a1)); d2 = rotl16(v128.xor(d2, a2)); d3 = rotl16(v128.xor(d3, a3))
      c0 = i32x4.add(c0, d0); c1 = i32x4.add(c1, d1); c2 = i32x4.add(c2, d2); c3 = i32x4.add(c3, d3)
      b0 = rotl(v128.xor(b0, c0), 12); b1 = rotl(v128.xor(b1, c1), 12); b2 = rotl(v128.xor(b2, c2), 12); b3 = rotl(v128.xor(b3, c3), 12)
      a0 = i32x4.add(a0, b0); a1 = i32x4.add(a1, b1); a2 = i32x4.add(a2, b2); a3 = i32x4.add(a3, b3)
      d0 = rotl8(v128.xor(d0, a0)); d1 = rotl8(v128.xor(d1, a1)); d2 = rotl8(v128.xor(d2, a2)); d3 = rotl8(v128.xor(d3, a3))
      c0 = i32x4.add(c0, d0); c1 = i32x4.add(c1, d1); c2 = i32x4.add(c2, d2); c3 = i32x4.add(c3, d3)
      b0 = rotl(v128.xor(b0, c0), 7); b1 = rotl(v128.xor(b1, c1), 7); b2 = rotl(v128.xor(b2, c2), 7); b3 = rotl(v128.xor(b3, c3), 7)
      // Diagonals.
      a0 = i32x4.add(a0, b1); a1 = i32x4.add(a1, b2); a2 = i32x4.add(a2, b3); a3 = i32x4.add(a3, b0)
      d3 = rotl16(v128.xor(d3, a0)); d0 = rotl16(v128.xor(d0, a1)); d1 = rotl16(v128.xor(d1, a2)); d2 = rotl16(v128.xor(d2, a3))
      c2 = i32x4.add(c2, d3); c3 = i32x4.add(c3, d0); c0 = i32x4.add(c0, d1); c1 = i32x4.add(c1, d2)
      b1 = rotl(v128.xor(b1, c2), 12); b2 = rotl(v128.xor(b2, c3), 12); b3 = rotl(v128.xor(b3, c0), 12); b0 = rotl(v128.xor(b0, c1), 12)
      a0 = i32x4.add(a0, b1); a1 = i32x4.add(a1, b2); a2 = i32x4.add(a2, b3); a3 = i32x4.add(a3, b0)
      d3 = rotl8(v128.xor(d3, a0)); d0 = rotl8(v128.xor(d0, a1)); d1 = rotl8(v128.xor(d1, a2)); d2 = rotl8(v128.xor(d2, a3))
      c2 = i32x4.add(c2, d3); c3 = i32x4.add(c3, d0); c0 = i32x4.add(c0, d1); c1 = i32x4.add(c1, d2)
      b1 = rotl(v128.xor(b1, c2), 7); b2 = rotl(v128.xor(b2, c3), 7); b3 = rotl(v128.xor(b3, c0), 7); b0 = rotl(v128.xor(b0, c1), 7)
    }
    putAcross(window, i32x4.add(a0, s0), i32x4.add(a1, s1), i32x4.add(a2, s2), i32x4.add(a3, s3), flip, lanes)
    putAcross(window + 16, i32x4.add(b0, k0), i32x4.add(b1, k1), i32x4.add(b2, k2), i32x4.add(b3, k3), flip, lanes)
    putAcross(window + 32, i32x4.add(c0, k4), i32x4.add(c1, k5), i32x4.add(c2, k6), i32x4.add(c3, k7), flip, lanes)
    putAcross(window + 48, i32x4.add(d0, blocks), d1, d2, d3, flip, lanes)
    blocks = i32x4.add(blocks, i32x4.splat(4))
  }
}

/** Adds `length` bytes at `source` to those at `target`, lane by lane. */
export function accumulate(
  target: usize,
  source: usize,
  length: usize,
  minus: i32,
  lanes: i32,
): void {
  const flip = i32x4.splat(minus)
  const end = target + length
  if (lanes == 16) {
    for (; target < end; target += 32, source += 32) {
      v128.store(target, combine16(v128.load(target), v128.load(source), flip))
      v128.store(target, combine16(v128.load(target, 16), v128.load(source, 16), flip), 16)
    }
  } else {
    for (; target < end; target += 32, source += 32) {
      v128.store(target, combine32(v128.load(target), v128.load(source), flip))
      v128.store(target, combine32(v128.load(target, 16), v128.load(source, 16), flip), 16)
    }
  }
}
