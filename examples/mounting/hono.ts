/** Mounts the mock under a path of a Hono application. */
import { Hono } from 'hono'
import { createMock } from 'onair/mock'

const mock = await createMock({ basePath: '/mock' })

export const app = new Hono()
app.get('/', (c) => c.text('The application'))
app.all('/mock/*', (c) => mock.fetch(c.req.raw))
