import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core'
import { unpackChromium } from './unpackChromium.ts'

/** On what a page is looked at, and in which theme. */
export type Look = {
  readonly device?: 'desktop' | 'phone'
  readonly theme?: 'light' | 'dark'
}

/** No name is looked up: the portal is at 127.0.0.1, and everything else is not there. */
const flags = [
  ...['--headless=shell', '--no-zygote', '--disable-gpu', '--font-render-hinting=none'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
  ...['--disable-domain-reliability', '--disable-breakpad', '--disable-quic'],
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
]

/** Starts the browser; `close` ends it and all of its pages. */
export async function openBrowser(): Promise<Browser> {
  const { executablePath, env } = await unpackChromium()
  // Its sandbox needs rights that containers do not give; it shows pages of this repository alone.
  const program = { executablePath, env, args: flags, chromiumSandbox: false }
  // Signals are for the program that opened it.
  const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false }
  return chromium.launch({ ...program, ...signals })
}

const screens = {
  desktop: { viewport: { width: 1280, height: 800 } },
  // The narrowest that is common, in CSS pixels.
  phone: { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true },
} as const

/** What a browser's context is made with for a look; English, UTC and no movement in all. */
export function contextOf({ device = 'desktop', theme = 'light' }: Look): BrowserContextOptions {
  return {
    ...screens[device],
    ...{ colorScheme: theme, locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce' },
  }
}
