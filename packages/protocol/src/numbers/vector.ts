import { VainError } from '@vain/base'

/**
 * Words of a vector's bytes, little-endian. Source: docs/protocol §1.
 *
 * @throws {VainError} `protocol/bad-vector` if the bytes are not `length` whole words
 */
export function toWords(bytes: Uint8Array, length: number): Uint32Array {
  if (bytes.length !== 4 * length)
    throw new VainError('protocol/bad-vector', 'the vector has another length', {
      bytes: bytes.length,
      expected: 4 * length,
    })
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Uint32Array.from({ length }, (_, i) => view.getUint32(4 * i, true))
}

/** Bytes of words, of a sum or of a model, little-endian. */
export function fromWords(words: Uint32Array | Int32Array | Float32Array): Uint8Array {
  const bits = new Uint32Array(words.buffer, words.byteOffset, words.length)
  const view = new DataView(new ArrayBuffer(4 * bits.length))
  bits.forEach((word, i) => {
    view.setUint32(4 * i, word, true)
  })
  return new Uint8Array(view.buffer)
}

/** The same words as signed numbers: how a sum is read. */
export function toSigned(words: Uint32Array): Int32Array {
  return new Int32Array(words.buffer, words.byteOffset, words.length)
}

/**
 * A model's parameters from its bytes.
 *
 * @throws {VainError} `protocol/bad-vector` if they are not `parameters` finite float32 values
 */
export function toModel(bytes: Uint8Array, parameters: number): Float32Array {
  const words = toWords(bytes, parameters)
  const model = new Float32Array(words.buffer)
  if (!model.every(Number.isFinite))
    throw new VainError('protocol/bad-vector', 'the model has a value that is not finite', {})
  return model
}
