import { TextInput } from '../../ui/field.js'
import { renderPage, type RenderedPage, type Site } from '../../ui/layout.js'

interface UserCodeView {
  readonly site: Site
  readonly account: string
  readonly formToken: string
  /** The code that the user typed, if it is wrong. */
  readonly wrong?: string | undefined
}

/** The page at the verification URI, where a user types the code of a device (RFC 8628, section 3.3). */
export const userCodePage = ({ site, account, formToken, wrong }: UserCodeView): RenderedPage =>
  renderPage(
    { title: 'Connect a device', site, session: { account, formToken }, width: 'narrow' },
    <form class="card fields" method="get" action={`${site.home}/device`} aria-labelledby="title">
      <h1 id="title">Connect a device</h1>
      <TextInput
        name="user_code"
        label="Code"
        about="The device shows it."
        value={wrong}
        error={wrong === undefined ? undefined : 'This code is wrong or has ended. Check it, or get a new one.'}
        autocomplete="off"
        autofocus
      />
      <div class="actions">
        <button class="primary" type="submit">
          Continue
        </button>
      </div>
    </form>,
  )

interface DecidedView {
  readonly site: Site
  readonly account: string
  readonly formToken: string
  readonly isAllowed: boolean
}

/** The page after the user's decision. */
export const decidedPage = ({ site, account, formToken, isAllowed }: DecidedView): RenderedPage => {
  const title = isAllowed ? 'Device connected' : 'Device refused'
  return renderPage(
    { title, site, session: { account, formToken }, width: 'narrow' },
    <div class="card">
      <h1>{title}</h1>
      <p>{isAllowed ? 'Go back to your device. It signs in within seconds.' : 'The device was not signed in.'}</p>
    </div>,
  )
}
