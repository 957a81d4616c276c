import { inspect } from 'node:util'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { build } from 'esbuild'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  apiError,
  ApiError,
  AuthError,
  AuthorizationDeniedError,
  CallbackError,
  ConflictError,
  DecodeError,
  ForbiddenError,
  isOnAirError,
  NetworkError,
  NotFoundError,
  OnAirError,
  RateLimitError,
  ReauthorizationRequiredError,
  ServerError,
  StateMismatchError,
  TimeoutError,
  TokenEndpointError,
  TokenNotPersistedError,
  TokenStoreError,
  UnauthorizedError,
  UsageError,
  ValidationError,
} from '../../src/errors/index.js'

const refusal = { provider: 'radio', operation: 'getShow', body: undefined }

describe('the status of a refusal decides its class', () => {
  test.each([
    [401, UnauthorizedError],
    [403, ForbiddenError],
    [404, NotFoundError],
    [409, ConflictError],
    [422, ValidationError],
    [429, RateLimitError],
    [500, ServerError],
    [503, ServerError],
  ])('%i', (status, expected) => {
    expect(apiError({ ...refusal, status })).toBeInstanceOf(expected)
  })

  test('a status without its own class is a plain ApiError that shows the status', () => {
    const error = apiError({ ...refusal, status: 418 })
    expect(error.constructor).toBe(ApiError)
    expect(error).toMatchObject({ name: 'ApiError', status: 418, provider: 'radio', operation: 'getShow' })
  })
})

test('the message says who refused what, why, and what to do', () => {
  const body = { message: 'Invalid.', errors: { title: ['The title is required.'], link: ['rtmp://x is taken'] } }
  const { message } = apiError({ ...refusal, operation: 'createShow', status: 422, body })
  expect(message).toBe(
    'radio.createShow was refused with 422 (Invalid.; title: The title is required.). Correct the fields that it names, then send it again.',
  )
})

test('a list of errors shows its messages, at most five', () => {
  const errors = [
    { message: 'Cannot query field "x".' },
    'text',
    null,
    { code: 7 },
    { message: 'Last.' },
    { message: 'Sixth.' },
  ]
  const { message } = apiError({ ...refusal, status: 422, body: { errors, data: null } })
  expect(message).toBe(
    'radio.getShow was refused with 422 (Cannot query field "x".; Last.). Correct the fields that it names, then send it again.',
  )
})

test('a rate limit says how long to wait, in seconds', () => {
  expect(apiError({ ...refusal, status: 429, retryAfter: 1500 }).message).toContain('Wait 2 s')
})

test('text from the provider is never printed: not in message, stack, inspect, JSON or String', () => {
  const secret = 'def50200c0ffee0123456789abcdef0123456789abcdef'
  const body = {
    message: `${secret} is not known, token abc.def1 is wrong, access_token=s3cr3t and Bearer abc.def1 too; https://cdn.example/live?sig=s3cr3t-sig expired`,
    access_token: secret,
    errors: { stream_name: [`${secret} is taken`], link: ['rtmp://short-s3cr3t'] },
  }
  const errors = [
    apiError({ ...refusal, status: 400, body }),
    apiError({ ...refusal, status: 500, body: `<html>${secret}</html>` }),
    new DecodeError('Not JSON.', { raw: JSON.stringify(body) }),
  ]
  for (const error of errors) {
    const shown = [
      String(error),
      error.stack,
      JSON.stringify(error),
      inspect(error, { depth: 10, showHidden: true, getters: true }),
      inspect({ deep: [error] }, { depth: 10, showHidden: true, customInspect: false }),
    ].join('\n')
    expect(shown).not.toMatch(/def50200|s3cr3t|abc\.def1/)
  }
  expect((errors[0] as ApiError).body).toBe(body)
})

test('a DecodeError keeps the first 2 KiB of the body', () => {
  expect(new DecodeError('Not JSON.', { raw: 'x'.repeat(5000) }).raw).toHaveLength(2048)
})

test('printing an error shows its safe fields and its cause', () => {
  const cause = new NetworkError('Unreachable.', { phase: 'connect', reason: 'ECONNREFUSED' })
  const shown = inspect(new ReauthorizationRequiredError('Sign in again.', { account: 'alice', cause }))
  expect(shown).toMatch(/account: 'alice'/)
  expect(shown).toMatch(/ECONNREFUSED/)
})

test('every error is an OnAirError with a name, its own code, and a brand that copies of the package share', () => {
  const errors: OnAirError[] = [
    new OnAirError('x'),
    new UsageError('x'),
    new AuthError('x'),
    new ReauthorizationRequiredError('x'),
    new AuthorizationDeniedError('x', { error: 'access_denied' }),
    new StateMismatchError('x'),
    new TokenEndpointError('x', { status: 400 }),
    new TokenNotPersistedError('x'),
    new TokenStoreError('x'),
    new NetworkError('x', { phase: 'sent' }),
    new TimeoutError('x', { scope: 'total', limit: 1 }),
    new DecodeError('x', { raw: '' }),
    new CallbackError('x', { field: 'f' }),
    ...[400, 401, 403, 404, 409, 418, 422, 429, 500].map((status) => apiError({ ...refusal, status })),
  ]
  expect(new Set(errors.map((error) => error.code)).size).toBe(errors.length)
  expect(new Set(errors.map((error) => error.name)).size).toBe(errors.length)
  for (const error of errors) {
    expect(isOnAirError(error)).toBe(true)
    expect(error).toBeInstanceOf(OnAirError)
    expect(error.toJSON()).toMatchObject({ name: error.name, code: error.code, message: error.message })
  }
})

test('an error keeps its name in a minified bundle', async () => {
  const { outputFiles } = await build({
    stdin: {
      contents:
        "export * from './src/index.js'; export * from './src/dlive/error.js'; export * from './src/ovenstudio/error.js'",
      resolveDir: '.',
    },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    write: false,
  })
  const folder = mkdtempSync(join(tmpdir(), 'onair-minified-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'bundle.mjs'), outputFiles[0]!.contents)
  const bundle = (await import(/* @vite-ignore */ join(folder, 'bundle.mjs'))) as Record<string, unknown>
  const classes = Object.entries(bundle).filter(([name, value]) => typeof value === 'function' && /^[A-Z]/.test(name))
  expect(classes.length).toBeGreaterThan(22)
  // Fits every constructor.
  const options = Object.assign([{ field: 'f', message: 'm' }], { raw: '' })
  for (const [name, Class] of classes) {
    const { name: kept } = new (Class as new (...args: unknown[]) => Error)({ ...refusal, errors: [] }, options)
    expect([name, kept]).toEqual([name, name])
  }
})

test('isOnAirError accepts errors of other realms and nothing else', () => {
  expect(isOnAirError(runInNewContext(`({ [Symbol.for('onair.error')]: true })`))).toBe(true)
  for (const other of [new Error('x'), null, undefined, 'onair', {}]) expect(isOnAirError(other)).toBe(false)
})
