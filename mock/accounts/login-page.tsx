import { TextField } from '../ui/field.js'
import { renderPage, type RenderedPage } from '../ui/layout.js'

interface LoginView {
  readonly product: string
  readonly consolePath: string
  /** The path to go on to. */
  readonly next: string
  readonly users: readonly { readonly account: string; readonly password: string }[]
  readonly error?: string | undefined
}

/** The log-in page. It says which accounts there are and their passwords: this is a mock, and guards nothing. */
export function loginPage({ product, consolePath, next, users, error }: LoginView): RenderedPage {
  // Logging in may go on to a client's callback at once, where consent was given before.
  const page = { title: 'Log in', product, consolePath, narrow: true, formsLeadAway: true }
  return renderPage(
    page,
    <form
      class="card fields"
      method="post"
      action={`${consolePath}/login?${new URLSearchParams({ next }).toString()}`}
      aria-labelledby="title"
    >
      <h1 id="title">Log in to {product}</h1>
      {error && (
        <p class="alert" role="alert">
          {error}
        </p>
      )}
      <TextField name="account" label="Account" autocomplete="username" autofocus />
      <TextField name="password" label="Password" type="password" autocomplete="current-password" />
      <div class="actions">
        <button class="primary" type="submit">
          Log in
        </button>
      </div>
      <div class="hint">
        <p>This is a mock. It knows these accounts:</p>
        <ul>
          {users.map(({ account, password }) => (
            <li>
              <code>{account}</code>, password <code>{password}</code>
            </li>
          ))}
        </ul>
      </div>
    </form>,
  )
}

/** What a form gets that is not from a page of a live session. */
export function expiredPage({ product, consolePath }: { product: string; consolePath: string }): RenderedPage {
  return renderPage(
    { title: 'Page expired', product, consolePath, narrow: true },
    <div class="card">
      <h1>Page expired</h1>
      <p>
        The form was not sent from a page of this site, in a session that is still logged in. Nothing was changed. Go
        back, load the page again and send it once more.
      </p>
      <div class="actions">
        <a class="button" href={consolePath}>
          To the console
        </a>
      </div>
    </div>,
  )
}
