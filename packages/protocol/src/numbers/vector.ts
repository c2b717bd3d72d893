import { VainError } from '@vain/base'

// What travels and is hashed is little-endian; a typed array is what the processor is.
const isLittleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1

/**
 * Words of a vector's bytes, little-endian. Source: docs/protocol §1.
 *
 * @throws {VainError} `protocol/bad-vector` if the bytes are not `length` whole words
 */
export function toWords(bytes: Uint8Array, length: number): Uint32Array {
  assertWords(bytes, length)
  return new Uint32Array(inOrder(new Uint8Array(bytes)).buffer)
}

/**
 * Like `toWords`, to read only: where the bytes lie as words do, they are not copied.
 *
 * @throws {VainError} `protocol/bad-vector` if the bytes are not `length` whole words
 */
export function viewWords(bytes: Uint8Array, length: number): Uint32Array {
  assertWords(bytes, length)
  return isLittleEndian && bytes.byteOffset % 4 === 0
    ? new Uint32Array(bytes.buffer, bytes.byteOffset, length)
    : toWords(bytes, length)
}

/** Bytes of words, of a sum or of a model, little-endian. */
export function fromWords(words: Uint32Array | Int32Array | Float32Array): Uint8Array {
  const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength)
  return inOrder(new Uint8Array(bytes))
}

function assertWords(bytes: Uint8Array, length: number): void {
  if (bytes.length !== 4 * length)
    throw new VainError('protocol/bad-vector', 'the vector has another length', {
      bytes: bytes.length,
      expected: 4 * length,
    })
}

/** Turns each word around, in place, where the processor has its highest byte first. */
function inOrder<B extends Uint8Array>(bytes: B): B {
  if (!isLittleEndian)
    for (let at = 0; at < bytes.length; at += 4) bytes.subarray(at, at + 4).reverse()
  return bytes
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
