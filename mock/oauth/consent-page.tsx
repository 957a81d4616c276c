import { renderPage, type RenderedPage } from '../ui/layout.js'
import { ScopeChoice, ScopeList, type ScopeMeaning } from '../ui/scopes.js'

interface ConsentView {
  readonly product: string
  /** The client's name, as its owner registered it. */
  readonly client: string
  readonly account: string
  readonly scopes: readonly ScopeMeaning[]
  readonly labels: { readonly approve: string; readonly deny: string; readonly chooseScopes: boolean }
  /** Where the form goes: the authorization request itself. */
  readonly action: string
  readonly formToken: string
  readonly consolePath: string
}

/** The page that asks a user whether a client may act for them: one form with two buttons named `decision`. */
export function consentPage(view: ConsentView): RenderedPage {
  const { product, client, account, scopes, labels, action, formToken, consolePath } = view
  const page = {
    title: 'Authorization Request',
    product,
    consolePath,
    session: { account, formToken },
    narrow: true,
    formsLeadAway: true,
  }
  return renderPage(
    page,
    <form class="card" method="post" action={action} aria-labelledby="title">
      <h1 id="title">Authorization Request</h1>
      <p>
        <strong>{client}</strong> is requesting permission to access the {product} account <strong>{account}</strong>.
      </p>
      <Asked scopes={scopes} choose={labels.chooseScopes} />
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

const Asked = ({ scopes, choose }: { scopes: readonly ScopeMeaning[]; choose: boolean }) => {
  if (scopes.length === 0) return <p>It asks for no scope.</p>
  if (choose) {
    const legend = 'It asks for these. Uncheck what you do not allow.'
    return <ScopeChoice legend={legend} scopes={scopes} chosen={scopes.map(({ name }) => name)} />
  }
  return (
    <>
      <p>It asks for:</p>
      <ScopeList scopes={scopes} />
    </>
  )
}
