import { defineConfig } from '@playwright/test'

/** The browser of this machine instead of Playwright's. */
const { CHROMIUM_PATH: executablePath } = process.env

export default defineConfig({
  workers: 1,
  reporter: 'list',
  use: { launchOptions: { executablePath, args: ['--no-sandbox'] } },
})
