/**
 * What files of the site have together when the server sends them compressed with Brotli, bytes.
 *
 * @param addresses - whole
 * @throws if one of them is not sent, or not with its length
 */
export async function sentBytes(addresses: readonly string[]): Promise<number> {
  const lengths = await Promise.all(
    addresses.map(async (address) => {
      const response = await fetch(address, { headers: { 'accept-encoding': 'br' } })
      await response.body?.cancel()
      const length = Number(response.headers.get('content-length') ?? Number.NaN)
      if (!response.ok || Number.isNaN(length)) throw new Error(`${address} has no length`)
      return length
    }),
  )
  return lengths.reduce((sum, length) => sum + length, 0)
}
