/** A peer: a bare Hono app behind @hono/node-server that gives the same two answers. */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { createState } from './state.mjs'

const seed = JSON.parse(process.argv[2])
const state = await createState(seed)
const app = new Hono()

const answer = (c, body, headers) => (typeof body === 'number' ? c.body(null, body) : c.body(body, 200, headers))

app.get(seed.paths.channel.replace('{}', ':account').replace('{}', ':channel'), (c) =>
  answer(
    c,
    state.channel(c.req.param('account'), c.req.param('channel'), c.req.header('authorization')),
    seed.headers.channel,
  ),
)
app.post(seed.paths.token, async (c) =>
  answer(c, await state.token(new URLSearchParams(await c.req.text())), seed.headers.token),
)

serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => process.send({ port }))
