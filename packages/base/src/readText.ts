/**
 * A text as it comes in, in UTF-8; undefined if it is longer than it may be. No more of it is read
 * then.
 *
 * @param pieces - such as the body of an HTTP response; null for none
 */
export async function readText(
  pieces: AsyncIterable<Uint8Array> | null,
  maxBytes: number,
): Promise<string | undefined> {
  const decoder = new TextDecoder()
  let [text, bytes] = ['', 0]
  // Leaving the loop early cancels the rest.
  for await (const piece of pieces ?? []) {
    bytes += piece.length
    if (bytes > maxBytes) return undefined
    text += decoder.decode(piece, { stream: true })
  }
  return text + decoder.decode()
}
