import { createPrivateKey } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serve } from '../../mock/node/serve.js'
import type { Listening } from '../../mock/index.js'
import { ec } from '../ovenstudio/signing-keys.js'
import { chromium, launchChromium } from '../support/chromium.js'

/** The sources as a browser reads them: each file separately, without types. A Node.js module in one would not load. */
function source({ url }: Request): Response {
  const path = new URL(url).pathname.slice(1)
  if (path === '')
    return new Response('<!doctype html><title>Tools</title>', { headers: { 'content-type': 'text/html' } })
  const file = path.replace(/\.js$/, '.ts')
  if (!/^(src|generated)\//.test(file) || !existsSync(file)) return new Response(null, { status: 404 })
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 }
  const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), { compilerOptions })
  return new Response(outputText, { headers: { 'content-type': 'text/javascript' } })
}

const sec1 = createPrivateKey(ec.privateKey).export({ type: 'sec1', format: 'pem' })

/** Runs in the page: signs and verifies with keys that it creates, and with one in PEM. */
const signAndVerify = `(async () => {
  const { signUrl } = await import('/src/ovenstudio/cloudfront-sign.js')
  const { verifySignedUrl } = await import('/src/ovenstudio/cloudfront-verify.js')
  const { signedPolicy } = await import('/src/ovenstudio/signed-policy.js')
  const { verifySignedPolicy } = await import('/src/ovenstudio/signed-policy-verify.js')
  const until = new Date('2030-01-01')
  const now = new Date('2029-12-31')
  const rsa = { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-1' }
  const found = {}
  const made = (algorithm) => crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const pairs = {
    RSA: await made(rsa),
    ECDSA: await made({ name: 'ECDSA', namedCurve: 'P-256' }),
    SEC1: ${JSON.stringify({ privateKey: sec1, publicKey: ec.publicKey })},
  }
  for (const [name, { privateKey, publicKey }] of Object.entries(pairs)) {
    const signed = await signUrl({ url: 'https://cdn.example.com/live/a.m3u8', keyPairId: 'K1', privateKey, until })
    const judge = (url) => verifySignedUrl(url, { keys: { K1: publicKey }, now })
    found[name] = [(await judge(signed)).ok, (await judge(signed.replace('a.m3u8', 'b.m3u8'))).reason]
  }
  const signed = await signedPolicy({ url: 'rtmp://studio.example.com:1935/app/live', secret: 'hush', until })
  const judge = (secret) => verifySignedPolicy(signed, { secret, now })
  found.HMAC = [(await judge('hush')).ok, (await judge('other')).ok]
  return found
})()`

describe.skipIf(!chromium)('browser: OvenStudio’s URL tools', { timeout: 60_000 }, () => {
  let browser: Browser
  let server: Listening
  beforeAll(async () => {
    browser = await launchChromium()
    server = await serve(source)
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  test('sign and verify with the platform’s own functions only', async () => {
    const page = await browser.newPage()
    await page.goto(server.url)
    expect(await page.evaluate(signAndVerify)).toEqual({
      RSA: [true, 'bad_signature'],
      ECDSA: [true, 'bad_signature'],
      SEC1: [true, 'bad_signature'],
      HMAC: [true, false],
    })
  })
})
