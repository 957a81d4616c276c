import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { generate } from '../../src/cli/generate/index.js'

/** What the generator says about token requests that a spec describes wrongly. */
const text = readFileSync('test/generality/specs/heliograph/openapi.yaml', 'utf8')
const root = mkdtempSync(join(tmpdir(), 'heliograph-'))
mkdirSync(join(root, 'specs/heliograph'), { recursive: true })
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** The problems of the spec after replacements, with the lines they point at. */
async function problemsOf(swaps: readonly (readonly [from: string, to: string])[]): Promise<readonly string[]> {
  let broken = text
  for (const [from, to] of swaps) {
    expect(broken).toContain(from)
    broken = broken.replace(from, to)
  }
  writeFileSync(join(root, 'specs/heliograph/openapi.yaml'), broken)
  const result = generate({ specs: join(root, 'specs'), out: join(root, 'out'), strict: true })
  const { problems = [] } = (await result.then(
    () => ({}),
    (error: unknown) => error,
  )) as { problems?: readonly { line: number; message: string }[] }
  return problems.map(({ line, message }) => `${broken.split('\n')[line - 1]!.trim().split(':')[0]}: ${message}`)
}

const key = 'client_credentials: { api_key: key }'
const refresh = 'refresh_token: { refresh_token: renewal }'

test.each<[what: string, swaps: [string, string][], problem: string]>([
  [
    'an unknown name',
    [[key, 'client_credentials: { apiKey: key }']],
    "client_credentials: x-onair.oauth.requestFields.client_credentials: unknown name apiKey. Write the provider's name behind one of these: grant_type, client_id, client_secret, api_key, code, redirect_uri, code_verifier, refresh_token, scope",
  ],
  [
    'an unknown name in the answer',
    [['access_token: access', 'accessToken: access']],
    "answerFields: x-onair.oauth.answerFields: unknown name accessToken. Write the provider's name behind one of these: access_token, refresh_token, expires_in, scope",
  ],
  [
    'an operation for refreshes that is not there',
    [['tokenRefresh: refreshToken', 'tokenRefresh: renewToken']],
    'oauth: OAuth needs an operation called renewToken. Describe it, or describe an OAuth flow with its address.',
  ],
  [
    'a token endpoint that is not named',
    [['token: createToken', '']],
    'oauth: OAuth needs an operation called exchangeToken. Describe it, name yours in `x-onair.oauth.token`, or describe an OAuth flow with its address.',
  ],
  [
    'a field that the request does not have',
    [[key, 'client_credentials: { api_key: apiKey }']],
    'client_credentials: The request of createToken has no field apiKey. It has key: write one of these, or describe the field.',
  ],
  [
    'a field that the answer does not have',
    [['expires_in: lasts', 'expires_in: expiresIn']],
    'answerFields: The answer of createToken has no field expiresIn there. It has access, renewal, lasts: write one of these, or describe the field.',
  ],
  [
    'an envelope that the answer does not have',
    [['result.credentials', 'data']],
    'answerAt: The answer of createToken has no field data there. It has result: write one of these, or describe the field.',
  ],
  [
    'a request without a body',
    [
      [
        `      requestBody:
        required: true
        content:
          application/json:
            schema: { type: object, required: [renewal], properties: { renewal: { type: string } }, additionalProperties: false }
`,
        '',
      ],
    ],
    'refresh_token: refreshToken has no request body. Describe it, with these fields.',
  ],
  [
    'no field for the key',
    [[`      ${key}\n`, '']],
    'clientAuthentication: Name the fields of the request with an API key: `requestFields: { client_credentials: { api_key: apiKey } }`, with the names that the operation takes.',
  ],
  [
    'no field for the refresh token',
    [[refresh, 'refresh_token: { scope: renewal }']],
    "refresh_token: The request needs refresh_token. Write `refresh_token: <the provider's name>`.",
  ],
  [
    'no field for the access token',
    [['access_token: access, ', '']],
    "answerFields: Name the field of the access token: `access_token: <the provider's name>`.",
  ],
  [
    'a key for a client with a secret',
    [['clientAuthentication: api_key', 'clientAuthentication: client_secret_basic']],
    'client_credentials: `clientAuthentication: client_secret_basic` sends no api_key. Leave it out, or change `clientAuthentication`.',
  ],
  [
    'grants that one operation cannot tell apart',
    [
      ['tokenRefresh: refreshToken', ''],
      [refresh, 'refresh_token: { refresh_token: key }'],
    ],
    'client_credentials: createToken takes other grants too. Name the field that tells them apart, `grant_type: <name>`, or give refreshes their own operation, `tokenRefresh: <operationId>`.',
  ],
  [
    'a grant that is not in the list',
    [['[client_credentials, refresh_token]', '[client_credentials]']],
    'refresh_token: `grants` does not have refresh_token. Add it there, or leave its fields out.',
  ],
  [
    'users who sign in with a key',
    [['pkce: null', 'pkce: null\n    revoke: refreshToken']],
    'clientAuthentication: A client with an API key gets tokens of its own only. Write `grants: [client_credentials, refresh_token]`, without an authorization, device or revocation endpoint and without `clientIdHeader`.',
  ],
  [
    'the form of a time without its field',
    [['pkce: null', 'pkce: null\n    expiryForm: epoch-seconds']],
    'expiryForm: Name the field that has the time: `expiry: <name>`.',
  ],
  [
    'another option called apiKey',
    [
      [
        'bearer: { type: http, scheme: bearer }',
        'bearer: { type: http, scheme: bearer }\n    apiKey: { type: apiKey, in: header, name: X-Key }',
      ],
      ['security: [{ bearer: [] }]', 'security: [{ bearer: [], apiKey: [] }]'],
    ],
    'clientAuthentication: The sign-in has the option apiKey. Rename the other one: the security scheme, or the client option.',
  ],
])('%s is refused with what to write instead', async (_, swaps, problem) => {
  expect(await problemsOf(swaps)).toContain(problem)
})

test('a flow does not replace the token endpoint that the profile names', async () => {
  const flow = 'clientCredentials: { tokenUrl: https://api.heliograph.example/auth/api-key, scopes: {} }'
  const swap = ['{ type: http, scheme: bearer }', `{ type: oauth2, flows: { ${flow} } }`] as const
  expect(await problemsOf([swap])).toEqual([])
})

test('the spec as it is has no problem', async () => {
  expect(await problemsOf([])).toEqual([])
})
