import { defineConfig } from '@playwright/test'

/** A browser of the machine's own instead of Playwright's. */
const { CHROMIUM_PATH: executablePath } = process.env

export default defineConfig({
  workers: 1,
  reporter: 'list',
  use: { launchOptions: { executablePath, args: ['--no-sandbox'] } },
})
