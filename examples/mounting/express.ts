/** Mounts the mock under a path of an Express application. */
import { getRequestListener } from '@hono/node-server'
import express from 'express'
import { createMock } from 'onair/mock'

const mock = await createMock({ basePath: '/mock' })

export const app = express()
// Mount it before anything that reads bodies, such as express.json().
app.all(
  '/mock/{*path}',
  getRequestListener((request) => mock.fetch(request), { overrideGlobalObjects: false }),
)
app.get('/', (_, response) => void response.send('The application'))
