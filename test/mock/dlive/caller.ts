import type { Mock, MockOptions, Sandbox } from '../../../mock/index.js'
import { testMock } from '../../support/mock.js'
import { read, type Answer } from '../caller.js'

export type Policy = NonNullable<MockOptions['policy']>['dlive']

/** A mock of DLive alone. */
export const dlive = (policy: Policy = {}): Promise<Mock> =>
  testMock({ providers: ['dlive'], policy: { dlive: policy } })

/** Asks GraphQL by POST; a variable that is undefined is not sent. */
export type Ask = (query: string, variables?: Readonly<Record<string, unknown>>) => Promise<Answer>

/** Asks with what stands in `authorization`, or without it. */
export function asking(mock: Sandbox, authorization: string | null, server = 'api'): Ask {
  return async (query, variables) => post(mock, { query, ...(variables && { variables }) }, authorization, server)
}

/** Posts a body as JSON, whatever it is. */
export async function post(
  mock: Sandbox,
  body: unknown,
  authorization: string | null = null,
  server = 'api',
): Promise<Answer> {
  const headers = { 'content-type': 'application/json', ...(authorization !== null && { authorization }) }
  return read(await mock.fetch(`${mock.url}/dlive/${server}/`, { method: 'POST', headers, body: JSON.stringify(body) }))
}

/** Asks as an account, `alice` with all scopes by default. */
export async function as(mock: Sandbox, account = 'alice', scopes?: readonly string[]): Promise<Ask> {
  return asking(mock, await tokenOf(mock, account, scopes))
}

/** A token of an account, `alice` with all scopes by default. */
export async function tokenOf(mock: Sandbox, account = 'alice', scopes?: readonly string[]): Promise<string> {
  return (await mock.grant('dlive', { account, ...(scopes && { scopes }) })).accessToken
}

/** What went wrong, as `path: message`; nothing when nothing did. */
export const problems = ({ body }: Answer): string[] =>
  ((body.errors ?? []) as { path?: string[]; message: string }[]).map(
    ({ path, message }) => `${path?.join('.') ?? ''}: ${message}`,
  )

/** Fields of a user, alice by default, as the caller sees them. */
export const user = async (ask: Ask, fields: string, username = 'alice'): Promise<any> =>
  (await ask(`{ user(username: "${username}") { ${fields} } }`)).body.data.user

/** A mutation by name, with its arguments as they stand in a document: the payload. */
export async function mutate(ask: Ask, field: string, args = '', selection = ''): Promise<Record<string, any>> {
  const answer = await ask(`mutation { ${field}${args && `(${args})`} { err { code message } ${selection} } }`)
  if (answer.body.errors) throw new Error(problems(answer).join('; '))
  return answer.body.data[field] as Record<string, any>
}

/** The code of a mutation's refusal, or null. */
export const codeOf = async (ask: Ask, field: string, args = ''): Promise<number | null> =>
  ((await mutate(ask, field, args)).err as { code: number } | null)?.code ?? null

const send = `mutation($input: SendStreamchatMessageInput!) {
  sendStreamchatMessage(input: $input) {
    message { __typename type ... on ChatText { id content createdAt emojis subLength subscribing role roomRole sender { username displayname } } }
    err { code message }
  }
}`

/** Says something in alice's chat, or another's: the message, or the refusal. */
export async function say(ask: Ask, message: string, fields: Readonly<Record<string, unknown>> = {}): Promise<any> {
  const input = { streamer: 'alice', message, roomRole: 'Member', subscribing: false, ...fields }
  const { body } = await ask(send, { input })
  const { message: said, err } = body.data.sendStreamchatMessage
  return err ?? said
}

/** Says something, and gives the refusal's code, or null. */
export async function sayCode(ask: Ask, message: string, streamer = 'alice'): Promise<number | null> {
  return (await say(ask, message, { streamer })).code ?? null
}
