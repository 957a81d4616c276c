import { ActionButton } from '../../ui/action.js'
import { Copied } from '../../ui/copied.js'
import { Notice } from '../../ui/notice.js'
import { DataTable } from '../../ui/table.js'
import { Time } from '../../ui/time.js'
import type { Token } from '../state.js'
import { paths, renderTab, type Frame } from './frame.js'
import type { RenderedPage } from '../../ui/layout.js'

interface TokensView extends Frame {
  readonly tokens: readonly Token[]
  /** The value of the seed's token. Undefined if it was renewed or deleted. */
  readonly seeded: string | undefined
  /** The new or renewed token, shown once: `id`, `value` and `how`. */
  readonly made: Readonly<Record<string, string>> | null
}

/** *Settings → REST API → Tokens*, as documented. That there may be several tokens is inferred. */
export function tokensPage(view: TokensView): RenderedPage {
  const { tokens, seeded, made, session, site } = view
  const action = site.home + paths.tokens
  const { formToken } = session
  return renderTab(
    'tokens',
    view,
    'REST API',
    <>
      {made && (
        <Notice title={`Token ${made.how}`}>
          <p>
            Copy it now: it is shown only once.
            {made.how === 'renewed' && ' The old value is refused from now on and cannot be recovered.'}
          </p>
          <Copied value={made.value ?? ''} label="token" />
        </Notice>
      )}
      <section class="card" aria-labelledby="tokens">
        <div class="heading">
          <h2 id="tokens">Tokens</h2>
          <ActionButton action={action} formToken={formToken} label="Generate new token" look="primary" />
        </div>
        <DataTable
          label="Tokens"
          columns={['Token', 'Created', 'Actions']}
          rows={tokens.map(({ id, createdAt }) => [
            `Token ${id}`,
            <Time at={createdAt} />,
            <div class="actions">
              <ActionButton
                action={`${action}/${id}/renew`}
                formToken={formToken}
                label="Renew"
                about={`token ${id}`}
              />
              <ActionButton
                action={`${action}/${id}/delete`}
                formToken={formToken}
                label="Delete"
                about={`token ${id}`}
                look="danger"
              />
            </div>,
          ])}
          empty="There are no tokens. The REST API needs one."
        />
        {seeded !== undefined && (
          <div class="hint">
            <p>This token is part of the mock’s seed. OvenStudio itself would not show it again.</p>
            <Copied value={seeded} label="token" />
          </div>
        )}
      </section>
    </>,
  )
}
