/** Users of a web application on Express connect Livepush. Run with: npx tsx --env-file=.env examples/web-app/express.ts */
import express, { type ErrorRequestHandler } from 'express'
import session from 'express-session'
import { begin, complete, explain, redirectUri, streamNames } from './livepush.js'

declare module 'express-session' {
  interface SessionData {
    user?: string
    state?: string
  }
}

const { SESSION_SECRET: secret = crypto.randomUUID(), PORT = '3000' } = process.env
const cookie = { httpOnly: true, sameSite: 'lax', secure: redirectUri.startsWith('https:') } as const
const app = express().use(session({ secret, cookie, resave: false, saveUninitialized: false }))
/** Stands for your own log-in. */
const userOf = (request: express.Request) => (request.session.user ??= crypto.randomUUID())

app.get('/', async (request, response) => {
  const names = await streamNames(userOf(request))
  response.type('text').send(names.join('\n'))
})
app.get('/connect', async (request, response) => {
  const { url, state } = await begin(userOf(request))
  request.session.state = state
  response.redirect(url)
})
app.get('/callback', async (request, response) => {
  await complete(request.url, request.session.state)
  response.redirect('/')
})
app.use(((error, _request, response, _next) => {
  const { text, status } = explain(error)
  response.status(status).send(`<p>${text} <a href="/connect">Connect Livepush</a></p>`)
}) satisfies ErrorRequestHandler)

app.listen(Number(PORT), (error) => {
  if (error) throw error
  console.log(`http://localhost:${PORT}`)
})
