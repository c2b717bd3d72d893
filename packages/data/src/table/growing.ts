type Numbers = Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>

/** An array of numbers that grows; `view` is what is in it so far. */
export type Growing<Kind extends Numbers> = { add(values: ArrayLike<number>): void; view(): Kind }

function createGrowing<Kind extends Numbers>(make: (length: number) => Kind): Growing<Kind> {
  let held = make(1_024)
  let used = 0
  return {
    add(values) {
      if (used + values.length > held.length) {
        const larger = make(Math.max(2 * held.length, used + values.length))
        larger.set(held.subarray(0, used))
        held = larger
      }
      held.set(values, used)
      used += values.length
    },
    view: () => held.subarray(0, used) as Kind,
  }
}

/** An empty array of floats. */
export const growingFloats = (): Growing<Float32Array<ArrayBuffer>> =>
  createGrowing((length) => new Float32Array(length))

/** An empty array of integers. */
export const growingInts = (): Growing<Int32Array<ArrayBuffer>> =>
  createGrowing((length) => new Int32Array(length))
