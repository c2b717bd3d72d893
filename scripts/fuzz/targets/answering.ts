/** What `use` gives while every HTTP request is answered with some bytes. */
export async function withAnswer<Value>(
  bytes: Uint8Array,
  use: () => Promise<Value>,
): Promise<Value> {
  const { fetch } = globalThis
  globalThis.fetch = async () => new Response(Uint8Array.from(bytes))
  try {
    return await use()
  } finally {
    globalThis.fetch = fetch
  }
}
