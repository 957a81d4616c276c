import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** The rules about colors. The others have the same result in both schemes. */
const colors = ['color-contrast', 'link-in-text-block']

async function problems(page: Page, url: string, rules?: readonly string[]): Promise<string[]> {
  const shared = { resultTypes: ['violations'], preload: false, iframes: false }
  const options = { ...shared, ...(rules && { runOnly: { type: 'rule', values: rules } }) }
  const { violations } = await page.evaluate<axe.AxeResults>(`axe.run(${JSON.stringify(options)})`)
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${url} ${id}: ${html}`))
}

/** Expects that axe-core finds no violation on the page, in the light and in the dark scheme. */
export async function expectAccessible(page: Page, url = page.url()): Promise<void> {
  if (!(await page.evaluate<boolean>(`'axe' in globalThis`))) await page.evaluate(axe.source)
  await page.emulateMedia({ colorScheme: 'light' })
  expect(await problems(page, url)).toEqual([])
  await page.emulateMedia({ colorScheme: 'dark' })
  expect(await problems(page, url, colors)).toEqual([])
  await page.emulateMedia({ colorScheme: null })
}
