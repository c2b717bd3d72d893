/** Bits of rights: anything for others, and writing or executing for the group. */
const others = 0o007
const groupBeyondReading = 0o030
const group = 0o070
const root = 0

/**
 * Whether nobody reads a file whom its reader has to fear: only its owner may touch it, or it was
 * handed over by root and its group reads it. So do systemd (credentials, by an access list that
 * shows as the rights of the group) and Kubernetes (secrets, by the group of the pod) hand over
 * secrets to a service that is not root.
 *
 * @param self - user id of this process; undefined where there are none
 */
export function isPrivate(
  file: { readonly mode: number; readonly owner: number },
  self: number | undefined,
): boolean {
  if ((file.mode & (others | group)) === 0) return true
  const isHandedOver = file.owner === root && self !== undefined && self !== root
  return isHandedOver && (file.mode & (others | groupBeyondReading)) === 0
}
