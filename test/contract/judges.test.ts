import { describe, expect, test } from 'vitest'
import type { Exchange } from '../../mock/index.js'
import { Contract } from '../support/contract.js'
import { testMock } from '../support/mock.js'
import { as } from '../mock/caller.js'
import { secondOpinion } from './second-opinion.js'

/** Whether both validators of the contract, Ajv and Prism, detect errors: one part of a real exchange is changed. */
const judges = {
  'kollus-live': { contract: new Contract('kollus-live'), prism: await secondOpinion('kollus-live') },
  livepush: { contract: new Contract('livepush'), prism: await secondOpinion('livepush') },
}
const mock = await testMock({ limits: false })
const call = await as(mock)

const fields = {
  title: 'Made',
  customer_code: 'C-1',
  concurrently_viewer_limit: '300',
  is_shared: '0',
  live_media_profile_group_key: 'pg-high',
}

function exchange(
  operation: string,
  method: string,
  path: string,
  form: Record<string, string> | null,
  reply: object,
): Exchange {
  const type = form ? 'application/x-www-form-urlencoded' : 'text/plain'
  return {
    provider: 'kollus-live',
    operation,
    request: {
      method,
      url: `http://mock.test/kollus-live/api${path}`,
      path: path.split('?')[0]!,
      headers: new Headers({ 'content-type': type, authorization: 'Bearer x', accept: 'application/json' }),
      body: new URLSearchParams(form ?? {}).toString(),
    },
    reply: reply as Exchange['reply'],
  }
}

const list = '/service-accounts/demo/channels'
const { body: made } = await call('POST', '/channels', fields)
const { body: page } = await call('GET', '/channels')
const create = (form: Record<string, string>, reply: object) => exchange('createChannel', 'POST', list, form, reply)
const read = (query: string, reply: object) => exchange('listChannels', 'GET', `${list}${query}`, null, reply)
const without = (body: typeof made, name: string) => ({ data: { ...body.data, [name]: undefined } })
const { title: _, ...untitled } = fields

/** The findings of each validator: [Ajv on the request, Ajv on the reply, Prism on the request, Prism on the reply]. */
async function opinions(one: Exchange): Promise<boolean[]> {
  const { contract, prism: second } = judges[one.provider as keyof typeof judges]
  const prism = await second.judge({ ...one, request: { ...one.request, headers: [...one.request.headers] } })
  const ajv = [contract.requestProblems(one), contract.problems(one)]
  return [...ajv, prism.request, prism.reply].map((problems) => problems.length > 0)
}

test.each([
  ['creating', create(fields, { status: 201, body: made })],
  ['reading', read('?page=1&order=id_desc', { status: 200, body: page })],
  ['refusing', create(untitled, { status: 422, body: { message: 'x', errors: { title: ['x'] } } })],
] as const)('neither validator finds an error in a real exchange: %s', async (name, one) => {
  const [ajvRequest, ajvReply, prismRequest, prismReply] = await opinions(one)
  expect([ajvReply, prismReply]).toEqual([false, false])
  // For a refused request, the validators should find the error in the request.
  expect([ajvRequest, prismRequest]).toEqual(name === 'refusing' ? [true, true] : [false, false])
})

test.each([
  ['lacks a field', create(fields, { status: 201, body: without(made, 'key') })],
  ['has a string for a number', create(fields, { status: 201, body: { data: { ...made.data, id: 'x' } } })],
  ['has a number for a string', create(fields, { status: 201, body: { data: { ...made.data, title: 5 } } })],
  ['has an invalid time', create(fields, { status: 201, body: { data: { ...made.data, hided_at: 'soon' } } })],
  ['lacks the envelope', create(fields, { status: 201, body: made.data })],
  ['has no body', create(fields, { status: 201 })],
  ['has an undeclared status', create(fields, { status: 418, body: { message: 'x' } })],
  ['has a success status other than the declared one', create(fields, { status: 200, body: made })],
  [
    'has a wrong entry deep in a list',
    read('', { status: 200, body: { ...page, data: [page.data[0], { key: 'x' }] } }),
  ],
  ['lacks its paging fields', read('', { status: 200, body: { data: page.data } })],
  ['is an error without its message', read('', { status: 404, body: {} })],
] as const)('both validators detect a reply that %s', async (_name, one) => {
  const [, ajvReply, , prismReply] = await opinions(one)
  expect([ajvReply, prismReply]).toEqual([true, true])
})

test.each([
  ['lacks a field', create(untitled, { status: 201, body: made })],
  ['has a string for a number', create({ ...fields, concurrently_viewer_limit: 'x' }, { status: 201, body: made })],
  ['has an unknown value', create({ ...fields, is_shared: '2' }, { status: 201, body: made })],
  ['has an empty body', create({}, { status: 201, body: made })],
  ['has an invalid page number', read('?page=0', { status: 200, body: page })],
] as const)('both validators detect an accepted request that %s', async (_name, one) => {
  const [ajvRequest, , prismRequest] = await opinions(one)
  expect([ajvRequest, prismRequest]).toEqual([true, true])
})

describe('JSON', () => {
  const stream = { id: 'st_1', zone: 'zn_1', destinations: [] }
  const created = (json: unknown, body: unknown = stream): Exchange => ({
    provider: 'livepush',
    operation: 'createStream',
    request: {
      method: 'POST',
      url: 'http://mock.test/livepush/octopus/streams',
      path: '/streams',
      headers: new Headers({ 'content-type': 'application/json', authorization: 'Bearer x' }),
      body: JSON.stringify(json),
    },
    reply: { status: 201, body },
  })
  const whole = { category: 'simulcast', name: 'Demo' }

  test('neither validator finds an error in a valid exchange', async () => {
    expect(await opinions(created(whole))).toEqual([false, false, false, false])
  })

  test.each([
    ['lacks a field', { category: 'simulcast' }],
    ['has a number for a string', { ...whole, name: 5 }],
    ['has a string that is not one of the choices', { ...whole, category: 'music' }],
    ['is a list', [whole]],
  ])('both validators detect an accepted request that %s', async (_, json) => {
    expect(await opinions(created(json))).toEqual([true, false, true, false])
  })

  test.each([
    ['has an object for a string', { ...stream, zone: { id: 'zn_1' } }],
    ['lacks a field', { zone: 'zn_1' }],
  ])('both validators detect a reply that %s', async (_, body) => {
    expect(await opinions(created(whole, body))).toEqual([false, true, false, true])
  })
})
