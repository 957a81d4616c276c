import { TextInput } from '../ui/field.js'
import { renderPage, type RenderedPage, type Site } from '../ui/layout.js'
import { Alert } from '../ui/notice.js'

interface LoginUser {
  readonly account: string
  readonly password: string
}

interface LoginView {
  readonly site: Site
  /** The path to go to after the log-in. */
  readonly next: string
  readonly users: readonly LoginUser[]
  readonly error?: string | undefined
}

/**
 * The log-in page: a button for each account, and a form for name and password. It shows the passwords, because a mock protects
 * nothing.
 */
export function loginPage({ site, next, users, error }: LoginView): RenderedPage {
  const action = `${site.home}/login?${new URLSearchParams({ next }).toString()}`
  return renderPage(
    // If the user gave consent before, the log-in redirects to the client's callback at once.
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

/** The button of one account. It is not labelled *Log in*, because scripts find the form's button by that name. */
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

/** The page for a form that does not come from a page of a live session. */
export function expiredPage(site: Site): RenderedPage {
  return renderPage(
    { title: 'Page expired', site, width: 'narrow' },
    <div class="card">
      <h1>Page expired</h1>
      <p>
        The form was not sent from a page of this site, or the session has ended. Nothing was changed. Go back, load the
        page again and send the form again.
      </p>
      <div class="actions">
        <a class="button" href={site.home}>
          To the console
        </a>
      </div>
    </div>,
  )
}
