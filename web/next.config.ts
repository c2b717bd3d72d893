import type { NextConfig } from 'next'

/** Where `next dev` finds the portal's server; what is exported is served by it. */
const server = process.env.VAIN_PORTAL_URL ?? 'http://127.0.0.1:3000'

const common: NextConfig = {
  reactStrictMode: true,
  // `tsc -b` checks types, of every folder at once.
  typescript: { ignoreBuildErrors: true },
  devIndicators: false,
  poweredByHeader: false,
}

/** A folder of files that any server can serve, without rendering at the time of a request. */
const exported: NextConfig = { ...common, output: 'export', trailingSlash: false }

const development: NextConfig = {
  ...common,
  rewrites: async () =>
    ['/api/:path*', '/rpc', '/ipfs/:path*'].map((source) => ({
      source,
      destination: `${server}${source}`,
    })),
}

export default process.env.NODE_ENV === 'development' ? development : exported
