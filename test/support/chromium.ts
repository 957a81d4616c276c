import { existsSync } from 'node:fs'
import { chromium as playwright, type Browser } from 'playwright-core'

const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/opt/google/chrome/chrome']

/** The path of a Chromium, from CHROMIUM_PATH or the usual places. Null without one. */
export const chromium: string | null =
  [process.env['CHROMIUM_PATH'], ...usual].find((path) => path && existsSync(path)) ?? null

/** Starts it headless, without anything that uses the network. */
export function launchChromium(): Promise<Browser> {
  if (!chromium) throw new Error('No Chromium: install it (apt install chromium) or set CHROMIUM_PATH.')
  return playwright.launch({
    executablePath: chromium,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
