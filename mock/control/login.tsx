import { Hono, type Context } from 'hono'
import { readForm } from '../accounts/forms.js'
import { isSame } from '../core/constant-time.js'
import { toResponse } from '../core/http/reply.js'
import { TextInput } from '../ui/field.js'
import { renderPage } from '../ui/layout.js'
import type { ControlEnv } from './env.js'
import { controlCookie } from './guard.js'

/** The log-in of a browser to a mock that has a control token: a page that asks for it, and `/_mock/?token=…`. */
export const login = new Hono<ControlEnv>()

const enter = (c: Context<ControlEnv>, token: string): Response => {
  c.header('set-cookie', controlCookie(token))
  return c.redirect(`${c.env.prefix}/_mock/`, 303)
}

/** The token that a browser sent, if it is the right one. */
const validate = (c: Context<ControlEnv>, sent: string | undefined): string | undefined => {
  const token = c.env.connection?.controlToken
  return token !== undefined && sent !== undefined && isSame(sent, token) ? token : undefined
}

login.get('/', (c, next) => {
  const token = validate(c, c.req.query('token'))
  return token === undefined ? next() : Promise.resolve(enter(c, token))
})

login.get('/login', (c) => loginResponse(c))

login.post('/login', async (c) => {
  const form = await readForm(c.req.raw)
  const token = validate(c, form?.get('token')?.trim())
  return token === undefined ? loginResponse(c, 'This is not the token of this mock.') : enter(c, token)
})

const loginResponse = ({ env: { prefix } }: Context<ControlEnv>, error?: string): Response => {
  const site = { name: 'onair', home: `${prefix}/_mock/`, links: [] }
  const page = { title: 'Log in', site, width: 'narrow' as const }
  const rendered = renderPage(
    page,
    <form class="card fields" method="post" action={`${prefix}/_mock/login`} aria-labelledby="title">
      <h1 id="title">Log in to the mock</h1>
      <TextInput
        name="token"
        label="Control token"
        about="The mock printed it when it started."
        type="password"
        autocomplete="off"
        autofocus
        error={error}
      />
      <div class="actions">
        <button class="primary" type="submit">
          Log in
        </button>
      </div>
    </form>,
  )
  return toResponse({ status: error === undefined ? 200 : 422, ...rendered })
}
