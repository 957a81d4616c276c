import { Hono } from 'hono'
import type { ControlEnv } from '../env.js'

const responses = () => import('./responses.js')

/**
 * The API reference of a provider, below `/_mock/{provider}/reference`: the page, and the form that calls an operation. The renderer is
 * loaded on the first request.
 */
export const reference = new Hono<ControlEnv>()
  .on('GET', ['', '/'], async (c) => (await responses()).getReference(c))
  .get('/try', async (c) => (await responses()).getForm(c))
  .post('/try', async (c) => (await responses()).postForm(c))
