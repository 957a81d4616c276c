import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { defineProvider, type Mock } from '../../mock/index.js'
import { expectAccessible } from '../support/axe.js'
import { chromium, launchChromium } from '../support/chromium.js'
import { testMock } from '../support/mock.js'
import { buoy as buoySpec } from './generated/buoy/mock.js'
import { semaphore as spec } from './generated/semaphore/mock.js'

/** What the handlers received. */
let read: unknown[]

const png = new Uint8Array([137, 80, 78, 71, 0, 255])

const bytesOf = async (file: File) => [file.name, file.type, [...new Uint8Array(await file.arrayBuffer())]]

const definition = defineProvider(spec).handlers({
  async createFlag(call) {
    const { image, extras = [], ...fields } = call.body()
    read.push(fields, await Promise.all([image, ...extras].map(bytesOf)))
    return { status: 201, body: { id: 1, bytes: image.size } }
  },
  putImage(call) {
    const body: unknown = call.body()
    read.push(call.header('content-type'), call.cookie('lang'), body instanceof Uint8Array ? [...body] : body)
    return { status: 204 }
  },
  getImage: () => ({ status: 200, headers: { 'content-type': 'image/png' }, body: png }),
  addLog(call) {
    read.push(call.header('content-type'), call.body())
    return { status: 200, headers: { 'content-type': 'text/csv' }, body: 'a' }
  },
})
const buoy = defineProvider(buoySpec).handlers({
  getKeeper: () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: 'Ægir' }),
})

// The contract test reads forms and JSON only.
const liberties = {
  requests: ['createFlag 201', 'putImage 204', 'addLog 200'],
  replies: [
    'createFlag 401',
    'getImage 200',
    'getImage 401',
    'addLog 200',
    'getKeeper 200',
    'getKeeper 401',
    'createFlag 400',
  ],
}

const folder = mkdtempSync(join(tmpdir(), 'onair-try-'))
const fileOf = (name: string, content: Uint8Array | string): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}
afterAll(() => rmSync(folder, { recursive: true }))

const createMockOf = () => testMock({ providers: [definition, buoy] }, liberties)

beforeEach(() => {
  read = []
})

describe.skipIf(!chromium)('the form of an operation, in a browser without JavaScript,', { timeout: 60_000 }, () => {
  let browser: Browser
  let mock: Mock
  let url: string
  let page: Page

  beforeAll(async () => {
    browser = await launchChromium()
    mock = await createMockOf()
    url = (await mock.listen()).url
    const context = await browser.newContext({ baseURL: url, javaScriptEnabled: false })
    page = await context.newPage()
    page.setDefaultTimeout(10_000)
  })
  afterAll(() => browser?.close())

  const open = (operation: string) => page.goto(`/_mock/semaphore/reference/try?operation=${operation}`)
  const send = async (status: number) => {
    await page.getByRole('button', { name: 'Send' }).click()
    expect(await page.locator('.try .status').innerText()).toBe(String(status))
  }
  const curl = () => page.locator('.try .command').innerText()

  test('sends texts, documents and files of a multipart form, as the document names their types', async () => {
    await open('createFlag')
    expect(await page.locator('label:has(.required)').allInnerTexts()).toEqual(['name required', 'image required'])
    await page.getByLabel('name required').fill('Ünion "Jack"')
    await page.getByLabel('tags').fill('a\nb; c')
    await page.getByLabel('place', { exact: true }).fill('{"lat":54.5}')
    await page.getByLabel('places').fill('{"lat":1}\n{"lat":2}')
    await page.getByLabel('note').fill('# N; type')
    await page.getByLabel('image').setInputFiles(fileOf('flag.png', png))
    await page.getByLabel('extras').setInputFiles([fileOf('one.txt', 'one'), fileOf('two.bin', png)])
    await send(201)
    const fields = {
      name: 'Ünion "Jack"',
      tags: ['a', 'b; c'],
      place: { lat: 54.5 },
      places: [{ lat: 1 }, { lat: 2 }],
      note: '# N; type',
    }
    const files = [
      ['flag.png', 'image/png', [...png]],
      ['one.txt', 'text/plain', [...new TextEncoder().encode('one')]],
      ['two.bin', 'application/octet-stream', [...png]],
    ]
    expect(read).toEqual([fields, files])
    expect(await page.getByText('Sent: flag.png, 6 bytes.').count()).toBe(1)
    // The command does the same.
    const { apiKey } = mock.credentials(definition)
    const command = await curl()
    expect(command).not.toContain(apiKey)
    await promisify(execFile)('sh', ['-c', command], { cwd: folder, env: { ...process.env, API_KEY: apiKey } })
    expect(read.slice(2)).toEqual([fields, files])
  })

  test('sends a file as it is, with its own type if the document has it, and cookies', async () => {
    await open('putImage')
    await page.getByLabel('lang').fill('de; at')
    await page.getByLabel('Body').setInputFiles(fileOf('flag.png', png))
    await send(204)
    expect(read).toEqual(['image/png', 'de; at', [...png]])
    const command = await curl()
    const { secretQuery } = mock.credentials(definition)
    expect(command).not.toContain(secretQuery)
    await promisify(execFile)('sh', ['-c', command], {
      cwd: folder,
      env: { ...process.env, SECRET_QUERY: secretQuery },
    })
    expect(read.slice(3)).toEqual(['image/png', 'de; at', [...png]])
    await page.getByLabel('Body').setInputFiles(fileOf('note.txt', 'no image'))
    await send(204)
    expect(read[6]).toBe('application/octet-stream')
  })

  test('sends a text as it is', async () => {
    await open('addLog')
    await page.getByLabel('Body, as text/csv').fill("@a,'b'\n1,2")
    await send(200)
    expect(read).toEqual(['text/csv', "@a,'b'\n1,2"])
  })

  test('sends API keys in a header, the query and a cookie, which begin with those of the seed', async () => {
    await open('getImage')
    await send(200)
    expect(await page.locator('.try pre').first().innerText()).toBe('(6 bytes)')
    expect(await curl()).toMatch(/appid=\$SECRET_QUERY"[^]*-H "X-Flag-Key: \$API_KEY"[^]*-b "sid=\$SESSION"/)
    for (const name of ['apiKey', 'secretQuery', 'session']) {
      await open('getImage')
      await page.getByLabel(`API key: ${name}`).fill(name === 'session' ? '' : 'wrong')
      await send(401)
    }
  })

  test('sends the user name and the password of HTTP Basic', async () => {
    await page.goto('/_mock/buoy/reference/try?operation=getKeeper')
    await send(200)
    expect(await curl()).toContain('-u "alice:$PASSWORD"')
    expect(await page.getByRole('button', { name: 'Show a token' }).count()).toBe(0)
    await page.getByLabel('Password').fill('wrong')
    await send(401)
    for (const label of ['User name', 'Password']) await page.getByLabel(label).fill('')
    await send(401)
    expect(await curl()).not.toContain('-u')
  })

  test('shows the refusal of a form without its file', async () => {
    await open('createFlag')
    await page.getByLabel('name required').fill('A')
    await send(400)
    expect(read).toEqual([])
  })

  test('is accessible in light and dark, and fits a phone', async () => {
    const scripted = await browser.newPage({ baseURL: url })
    for (const operation of ['createFlag', 'putImage', 'getImage']) {
      await scripted.setViewportSize({ width: 390, height: 800 })
      await scripted.goto(`/_mock/semaphore/reference/try?operation=${operation}`)
      if (operation === 'createFlag') {
        await scripted.getByLabel('name required').fill('A flag')
        await scripted.getByLabel('image').setInputFiles(fileOf(`${'long-'.repeat(20)}name.png`, png))
        await scripted.getByRole('button', { name: 'Send' }).click()
        await scripted.getByText('Sent: ').waitFor()
      }
      expect(await scripted.evaluate('document.documentElement.scrollWidth > window.innerWidth')).toBe(false)
      await scripted.screenshot({ path: `test/artifacts/try-${operation}-phone.png`, fullPage: true })
      await scripted.setViewportSize({ width: 1280, height: 800 })
      await scripted.screenshot({ path: `test/artifacts/try-${operation}.png`, fullPage: true })
      await expectAccessible(scripted)
    }
    await scripted.close()
  })
})

test('the reference page shows commands with files and variables for keys, and no key', async () => {
  const mock = await createMockOf()
  const text = async (provider: string) =>
    (await (await mock.fetch(`${mock.url}/_mock/${provider}/reference`)).text())
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
  const page = await text('semaphore')
  expect(page).toContain("-F 'image=@path/to/file;type=image/png'")
  expect(page).toContain("--data-binary '@path/to/file'")
  expect(page).toContain('-H "X-Flag-Key: $API_KEY"')
  for (const key of Object.values(mock.credentials(definition))) expect(page).not.toContain(key)
  expect(await text('buoy')).toContain('-u "alice:$PASSWORD"')
})
