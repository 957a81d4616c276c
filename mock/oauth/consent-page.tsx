import { renderPage, type RenderedPage, type Site } from '../ui/layout.js'
import { ScopeChoice, ScopeList, type ScopeMeaning } from '../ui/scopes.js'

interface ConsentView {
  readonly site: Site
  /** The client's name, as its owner registered it. */
  readonly client: string
  readonly account: string
  readonly scopes: readonly ScopeMeaning[]
  readonly labels: { readonly approve: string; readonly deny: string; readonly chooseScopes: boolean }
  /** Where the form goes: the authorization request itself. */
  readonly action: string
  readonly formToken: string
  /** The code of a device, for the user to compare (RFC 8628, section 3.3.1). Its form does not lead to another site. */
  readonly userCode?: string
}

/** The page that asks a user whether a client may act for them: one form with two buttons named `decision`. */
export function consentPage(view: ConsentView): RenderedPage {
  const { site, client, account, scopes, labels, action, formToken, userCode } = view
  const session = { account, formToken }
  return renderPage(
    { title: 'Authorization Request', site, session, width: 'narrow', formsLeadAway: userCode === undefined },
    <form class="card" method="post" action={action} aria-labelledby="title">
      <h1 id="title">Authorization Request</h1>
      <p>
        <strong>{client}</strong> is requesting permission to access the {site.name} account <strong>{account}</strong>.
      </p>
      {userCode !== undefined && (
        <p>
          Check that your device shows this code. If it does not, deny the request.
          <br />
          <strong>{userCode}</strong>
        </p>
      )}
      <RequestedScopes scopes={scopes} choose={labels.chooseScopes} />
      <input type="hidden" name="form_token" value={formToken} />
      <div class="actions at-hand">
        <button class="primary" type="submit" name="decision" value="approve">
          {labels.approve}
        </button>
        <button type="submit" name="decision" value="deny">
          {labels.deny}
        </button>
      </div>
    </form>,
  )
}

const RequestedScopes = ({ scopes, choose }: { scopes: readonly ScopeMeaning[]; choose: boolean }) => {
  if (scopes.length === 0) return <p>It requests no scopes.</p>
  if (choose) {
    const legend = 'It requests these scopes. Uncheck those that you do not allow.'
    return <ScopeChoice legend={legend} scopes={scopes} chosen={scopes.map(({ name }) => name)} />
  }
  return (
    <>
      <p>It requests these scopes:</p>
      <ScopeList scopes={scopes} />
    </>
  )
}
