import { at, type Strategy, vectorOf } from './strategy.ts'

/** Makes few bytes of a vector, and of these bytes nearly the same vector. */
export type Compressor = {
  /** @param values - all finite */
  encode(values: Float32Array): Uint8Array
  /**
   * @param length - of the vector
   * @throws {VainError} `learn/bad-message` if the bytes are not of such a vector
   */
  decode(message: Uint8Array, length: number): Float32Array
}

/**
 * A strategy whose members send compressed updates: what a message does not hold, its member adds to
 * its next update (error feedback), so that nothing is lost, only late.
 *
 * Under masking: not at all. Each member's message has a form of its own, and messages do not add up;
 * whoever takes the mean reads every member's. For runs in which updates are public anyway.
 *
 * Source: Stich et al. 2018, algorithm 1; Karimireddy et al. 2019 for any compressor.
 */
export function compressUpdates(strategy: Strategy, compressor: Compressor): Strategy {
  return {
    ...strategy,
    ownWords: (parameters) => strategy.ownWords(parameters) + strategy.width(parameters),
    send(trained, published, own) {
      const inner = strategy.ownWords(trained.start.length)
      const sent = strategy.send(trained, published, own.subarray(0, inner))
      const d = sent.update.length
      const wanted = vectorOf(d, (j) => at(sent.update, j) + at(own, inner + j))
      const message = compressor.encode(wanted)
      const update = compressor.decode(message, d)
      const next = new Float32Array(inner + d)
      next.set(sent.own)
      next.set(
        vectorOf(d, (j) => at(wanted, j) - at(update, j)),
        inner,
      )
      return { update, own: next, message }
    },
  }
}
