import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What stands between a house and the public. */
export const kinds = ['public', 'steady', 'changing', 'upnp'] as const
export type Kind = (typeof kinds)[number]

/** Host of the relay and of both STUN servers. */
export const publicHosts = ['11.22.33.1', '11.22.33.2'] as const

/** One machine, in a namespace of its own, behind a router of its own unless it is public. */
export type House = { readonly space: string; readonly host: string; readonly kind: Kind }

function ip(...words: string[]): void {
  execFileSync('ip', words, { stdio: ['ignore', 'ignore', 'pipe'] })
}

/** Runs a command in a namespace. */
export function within(space: string, ...words: string[]): string[] {
  return ['netns', 'exec', space, ...words]
}

/**
 * Builds a small internet of network namespaces: a public network, and houses of each kind twice.
 * Needs root, `ip` and `nft`, and `miniupnpd` for houses with UPnP.
 */
export function buildHouses(prefix: string): { houses: House[]; public: string; remove(): void } {
  const spaces: string[] = []
  const folder = mkdtempSync(join(tmpdir(), 'vain-nat-'))
  const routers: { kill(): void }[] = []
  const add = (name: string): string => {
    const space = `${prefix}${name}`
    ip('netns', 'add', space)
    spaces.push(space)
    ip('-n', space, 'link', 'set', 'lo', 'up')
    return space
  }
  const plug = (space: string, device: string, into: string, port: string): void => {
    ip(
      '-n',
      space,
      'link',
      'add',
      'name',
      device,
      'type',
      'veth',
      'peer',
      'name',
      port,
      'netns',
      into,
    )
    ip('-n', space, 'link', 'set', device, 'up')
    ip('-n', into, 'link', 'set', port, 'up')
  }
  const core = add('core')
  ip('-n', core, 'link', 'add', 'name', 'br0', 'type', 'bridge')
  ip('-n', core, 'link', 'set', 'br0', 'up')
  const join_ = (space: string, n: number, hosts: readonly string[]): void => {
    plug(space, 'wan', core, `p${n}`)
    ip('-n', core, 'link', 'set', `p${n}`, 'master', 'br0')
    for (const host of hosts) ip('-n', space, 'addr', 'add', `${host}/24`, 'dev', 'wan')
  }
  const open = add('pub')
  join_(open, 0, publicHosts)
  const houses = ['a', 'b'].flatMap((side, s) =>
    kinds.map((kind, k): House => {
      const n = 10 + 10 * s + k
      const outside = `11.22.33.${n}`
      if (kind === 'public') {
        const space = add(`${side}${k}`)
        join_(space, n, [outside])
        return { space, host: outside, kind }
      }
      const router = add(`${side}${k}r`)
      const space = add(`${side}${k}`)
      join_(router, n, [outside])
      plug(space, 'lan', router, 'lan')
      ip('-n', router, 'addr', 'add', `10.${n}.0.1/24`, 'dev', 'lan')
      ip('-n', space, 'addr', 'add', `10.${n}.0.2/24`, 'dev', 'lan')
      ip('-n', space, 'route', 'add', 'default', 'via', `10.${n}.0.1`)
      execFileSync('ip', within(router, 'sysctl', '-qw', 'net.ipv4.ip_forward=1'))
      execFileSync('ip', within(router, 'nft', '-f', '-'), { input: rulesOf(kind) })
      if (kind === 'upnp') {
        const file = join(folder, `${side}.conf`)
        writeFileSync(file, upnpOf(`10.${n}.0`))
        routers.push(runUpnp(router, file))
      }
      return { space, host: `10.${n}.0.2`, kind }
    }),
  )
  return {
    houses,
    public: open,
    remove() {
      for (const router of routers) router.kill()
      for (const space of spaces.reverse()) ip('netns', 'del', space)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Runs the router's UPnP; an end of it before its time is told with its last words. */
function runUpnp(router: string, file: string): { kill(): void } {
  const log = `${file}.log`
  const words = within(router, 'miniupnpd', '-d', '-f', file, '-P', `${file}.pid`)
  const child = spawn('ip', words, { stdio: ['ignore', 'ignore', openSync(log, 'w')] })
  const onEnd = (code: number | null): void => {
    process.stdout.write(`miniupnpd ended with ${code}: ${readFileSync(log, 'utf8').slice(-500)}\n`)
  }
  child.once('exit', onEnd)
  return {
    kill() {
      child.off('exit', onEnd)
      child.kill()
    },
  }
}

/** Rules of a home router: out with one address, in only what belongs to what went out. */
function rulesOf(kind: Kind): string {
  return `
table inet filter {
  chain input { type filter hook input priority 0; policy accept; iifname "wan" ct state new drop; }
  chain forward { type filter hook forward priority 0; policy accept;
    ct state established,related accept
    iifname "wan" jump miniupnpd
    iifname "wan" ct state new drop
  }
  chain miniupnpd { }
  chain prerouting { type nat hook prerouting priority -100; policy accept; jump prerouting_miniupnpd; }
  chain prerouting_miniupnpd { }
  chain postrouting { type nat hook postrouting priority 100; policy accept;
    jump postrouting_miniupnpd
    oifname "wan" masquerade ${kind === 'changing' ? 'fully-random' : ''}
  }
  chain postrouting_miniupnpd { }
}
`
}

function upnpOf(network: string): string {
  return `
ext_ifname=wan
listening_ip=lan
http_port=5000
enable_upnp=yes
enable_natpmp=no
secure_mode=yes
system_uptime=yes
uuid=00000000-0000-0000-0000-000000000001
upnp_table_name=filter
upnp_nat_table_name=filter
upnp_forward_chain=miniupnpd
upnp_nat_chain=prerouting_miniupnpd
upnp_nat_postrouting_chain=postrouting_miniupnpd
notify_interval=30
allow 1024-65535 ${network}.0/24 1024-65535
`
}
