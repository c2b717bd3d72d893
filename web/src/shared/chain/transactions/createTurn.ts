/**
 * Lets one thing be done at a time. What is asked for meanwhile is not begun: a second click is not a
 * second payment.
 *
 * @param onChange - told whether something is being done
 * @returns does it; undefined if something else was being done
 */
export function createTurn(
  onChange: (isTaken: boolean) => void,
): <Value>(act: () => Promise<Value>) => Promise<Value | undefined> {
  let isTaken = false
  const set = (next: boolean): void => {
    isTaken = next
    onChange(next)
  }
  return async (act) => {
    if (isTaken) return undefined
    set(true)
    try {
      return await act()
    } finally {
      set(false)
    }
  }
}
