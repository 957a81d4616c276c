import { TextInput } from '../ui/field.js'
import { renderPage, type RenderedPage, type Site } from '../ui/layout.js'
import { Alert } from '../ui/notice.js'

interface LoginUser {
  readonly account: string
  readonly password: string
}

interface LoginView {
  readonly site: Site
  /** The path to go on to. */
  readonly next: string
  readonly users: readonly LoginUser[]
  readonly error?: string | undefined
}

/**
 * The log-in page: one click for each account, or a form as the provider has it. It shows the passwords: this is a mock, and guards
 * nothing.
 */
export function loginPage({ site, next, users, error }: LoginView): RenderedPage {
  const action = `${site.home}/login?${new URLSearchParams({ next }).toString()}`
  return renderPage(
    // Logging in may go on to a client's callback at once, where consent was given before.
    { title: 'Log in', site, width: 'narrow', formsLeadAway: true },
    <div class="card">
      <h1 id="title">Log in to {site.name}</h1>
      {error && <Alert>{error}</Alert>}
      {users.length > 0 && (
        <>
          <ul class="people">
            {users.map((user, index) => (
              <li>
                <Person user={user} action={action} autofocus={index === 0 && !error} />
              </li>
            ))}
          </ul>
          <p class="or">or with a password</p>
        </>
      )}
      <form class="fields" method="post" action={action} aria-labelledby="title">
        <TextInput name="account" label="Account" autocomplete="username" autofocus={error !== undefined} />
        <TextInput name="password" label="Password" type="password" autocomplete="current-password" />
        <div class="actions">
          <button class="primary" type="submit">
            Log in
          </button>
        </div>
      </form>
    </div>,
  )
}

/** The way in for one account. Its button is not called *Log in*: scripts look for the other one by that name. */
const Person = ({ user, action, autofocus }: { user: LoginUser; action: string; autofocus: boolean }) => (
  <form method="post" action={action}>
    <input type="hidden" name="account" value={user.account} />
    <input type="hidden" name="password" value={user.password} />
    <button type="submit" autofocus={autofocus}>
      <span>
        Continue as <strong>{user.account}</strong>
      </span>{' '}
      <span>
        password <code>{user.password}</code>
      </span>
    </button>
  </form>
)

/** What a form gets that is not from a page of a live session. */
export function expiredPage(site: Site): RenderedPage {
  return renderPage(
    { title: 'Page expired', site, width: 'narrow' },
    <div class="card">
      <h1>Page expired</h1>
      <p>
        The form was not sent from a page of this site, in a session that is still logged in. Nothing was changed. Go
        back, load the page again and send it once more.
      </p>
      <div class="actions">
        <a class="button" href={site.home}>
          To the console
        </a>
      </div>
    </div>,
  )
}
