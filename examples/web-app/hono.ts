/** Users of a web application on Hono connect Livepush. Run with: npx tsx --env-file=.env examples/web-app/hono.ts */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { getCookie, getSignedCookie, setCookie, setSignedCookie } from 'hono/cookie'
import { html } from 'hono/html'
import { begin, complete, explain, redirectUri, streamNames } from './livepush.js'

const { SESSION_SECRET: secret = crypto.randomUUID(), PORT = '3000' } = process.env
const options = { httpOnly: true, sameSite: 'Lax', secure: redirectUri.startsWith('https:') } as const
const app = new Hono<{ Variables: { user: string } }>()
// Stands for your own log-in.
app.use(async (c, next) => {
  const user = (await getSignedCookie(c, secret, 'user')) || crypto.randomUUID()
  await setSignedCookie(c, 'user', user, secret, options)
  c.set('user', user)
  await next()
})
app.get('/', async (c) => {
  const names = await streamNames(c.get('user'))
  return c.html(
    html`<ul>
      ${names.map((name) => html`<li>${name}</li>`)}
    </ul>`,
  )
})
app.get('/connect', async (c) => {
  const { url, state } = await begin(c.get('user'))
  setCookie(c, 'state', state, options)
  return c.redirect(url)
})
app.get('/callback', async (c) => {
  await complete(c.req.url, getCookie(c, 'state'))
  return c.redirect('/')
})
app.onError((error, c) => {
  const { text, status } = explain(error)
  return c.html(html`<p>${text} <a href="/connect">Connect Livepush</a></p>`, status)
})

serve({ fetch: app.fetch, port: Number(PORT) }, ({ port }) => console.log(`http://localhost:${port}`))
