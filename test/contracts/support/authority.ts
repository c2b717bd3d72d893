import type { BaseContract } from 'ethers'
import { accessRoles } from '../../../packages/chain/src/deploy/wiring.ts'
import { deploy, ownerOf, type Typed } from './chain.ts'

/** Roles of the AccessManager; whatever no role is named for needs `admin`. */
export const authorityRoles = accessRoles

/** Who may call the restricted functions of all contracts. */
export type Authority = Typed<'accessManager'>

/** An AccessManager whose admin is the account that deploys. */
export async function deployAuthority(): Promise<Authority> {
  return deploy('accessManager', [(await ownerOf()).address])
}

/** Puts the functions of `target` with these names under `role`, which `holder`, if any, is granted. */
export async function allow(
  authority: Authority,
  target: BaseContract,
  names: readonly string[],
  role: bigint,
  holder?: string,
): Promise<void> {
  const selectors = names.map((name) => {
    const found = target.interface.getFunction(name)
    if (found === null) throw new Error(`no function ${name}`)
    return found.selector
  })
  await authority.setTargetFunctionRole(target, selectors, role)
  if (holder !== undefined) await authority.grantRole(role, holder, 0)
}
