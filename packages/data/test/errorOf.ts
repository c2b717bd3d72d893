/** What a call throws or rejects with; fails if it does neither. */
export async function errorOf(
  call: () => unknown,
): Promise<{ code: string; message: string; context: object }> {
  try {
    await call()
  } catch (error) {
    return error as { code: string; message: string; context: object }
  }
  throw new Error('nothing was thrown')
}
