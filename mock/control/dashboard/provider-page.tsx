import type { Child } from 'hono/jsx'
import type { AnyControl, Controls } from '../../core/definition/controls.js'
import type { OverviewList, OverviewRow } from '../../core/definition/overview.js'
import { Copied } from '../../ui/copied.js'
import { Facts } from '../../ui/facts.js'
import { DataTable } from '../../ui/table.js'
import { addressesOf } from '../addresses.js'
import { DashboardAction, FormToken } from './action.js'
import { Card, Live } from './card.js'
import { fieldName, fieldsOf, type ControlField, type Problems } from './control-input.js'
import { FlashMessage } from './flash-message.js'
import type { Flash } from './flash.js'
import { InputField } from './input-field.js'
import { OnAir } from './labels.js'
import { at, below, type MockView } from './mock-view.js'
import { describeLimit } from '../describe-limit.js'
import { roughSpan } from '../span.js'
import { grantsOf, listsOf, suggestionsOf } from './provider-lists.js'

/** A form with errors, as it was sent: the form of a control, or the form for tokens. */
export interface SentForm {
  readonly place: string
  readonly values: Pick<URLSearchParams, 'get' | 'getAll'>
  readonly problems: Problems
}

interface ProviderProps {
  readonly view: MockView
  readonly name: string
  readonly controls: Controls
  readonly flash: Flash | undefined
  readonly sent?: SentForm | undefined
}

/** The page of a provider: its state, grants, credentials, controls and policy. */
export const ProviderPage = (props: ProviderProps) => {
  const { view, name } = props
  const { profile } = view.instance.world(name)
  const { consentPage } = addressesOf(view.instance.partsOf(name), view.instance.world(name), '')
  return (
    <>
      <p class="links">
        <a href={below(view, `${name}/console`)}>Console</a>
        {consentPage && <a href={consentPage}>Consent page</a>}
        <a href={at(view, `${name}/reference`)}>API reference</a>
        <a href={at(view, `journal?provider=${name}`)}>Requests</a>
      </p>
      {listsOf(view, name).map((list, index) => (
        <ListCard {...props} list={list} id={`list-${index}`} />
      ))}
      {profile.oauth && <GrantsCard {...props} />}
      <div class="columns">
        <CredentialsCard {...props} />
        <AccountsCard {...props} />
      </div>
      <ControlsCard {...props} />
      <PolicyCard {...props} />
    </>
  )
}

const ListCard = ({ view, name, flash, list, id }: ProviderProps & { list: OverviewList; id: string }) => {
  const hasState = list.rows.some(({ isOnAir }) => isOnAir !== undefined)
  const hasActions = list.rows.some(({ actions }) => actions !== undefined)
  const columns = [...list.columns, ...(hasState ? ['State'] : []), ...(hasActions ? ['Actions'] : [])]
  const cellsOf = ({ cells, isOnAir, actions = [] }: OverviewRow): Child[] => [
    ...cells,
    ...(hasState ? [isOnAir === undefined ? '' : <OnAir isOnAir={isOnAir} />] : []),
    ...(hasActions
      ? [
          <div class="actions">
            {actions.map(({ label, control, input }) => (
              <DashboardAction
                view={view}
                path={`${name}/act`}
                fields={{ control, input: JSON.stringify(input), place: id }}
                about={`${cells[0]}`}
                label={label}
              />
            ))}
          </div>,
        ]
      : []),
  ]
  return (
    <Card id={id} title={list.title} flash={flash}>
      <Live id={`${id}-live`}>
        <DataTable
          label={list.title}
          columns={columns}
          rows={list.rows.map(cellsOf)}
          empty={`There are no ${list.title.toLowerCase()}.`}
        />
      </Live>
    </Card>
  )
}

const GrantsCard = ({ view, name, flash, sent }: ProviderProps) => {
  const { users, profile, clock } = view.instance.world(name)
  const now = clock.now()
  const wrong = sent?.place === 'grants' ? sent : undefined
  const accounts = users.all().map(({ account }) => account)
  const chosen = wrong?.values.getAll('scope') ?? profile.scopes
  return (
    <Card id="grants" title="Grants" flash={flash}>
      <Live id="grants-live">
        <DataTable
          label="Grants"
          columns={['Account', 'Client', 'Scopes', 'Access token', 'Actions']}
          empty="No one has signed in yet."
          rows={grantsOf(view, name).map(({ id, account, client, scopes, issuedAt, expiresAt, refreshable }) => [
            account ?? 'the application itself',
            client,
            scopes.join(' '),
            <span class="stack">
              <span>{issuedAt === null ? 'ended' : lifeText(expiresAt, now)}</span>
              <span class="quiet">{refreshable ? 'can be refreshed' : 'no refresh token'}</span>
            </span>,
            <DashboardAction
              view={view}
              path={`${name}/revoke`}
              fields={{ id }}
              about={`the grant of ${account ?? client}`}
              label="Revoke"
            />,
          ])}
        />
      </Live>
      <details class="more" open={wrong !== undefined}>
        <summary>Issue tokens without a browser</summary>
        <form method="post" action={at(view, `${name}/grants`)} class="fields">
          <FormToken view={view} />
          {wrong?.problems[''] && (
            <p class="alert" role="alert">
              {wrong.problems['']}
            </p>
          )}
          <InputField
            id="grant-account"
            name="account"
            label="Account"
            choices={accounts}
            value={wrong?.values.get('account') ?? undefined}
          />
          <fieldset class="field">
            <legend>Scopes</legend>
            <ul class="choices tight">
              {profile.scopes.map((scope) => (
                <li>
                  <label>
                    <input type="checkbox" name="scope" value={scope} checked={chosen.includes(scope)} />
                    <code>{scope}</code>
                  </label>
                </li>
              ))}
            </ul>
          </fieldset>
          <div class="actions">
            <button class="primary" type="submit">
              Issue tokens
            </button>
          </div>
        </form>
      </details>
    </Card>
  )
}

/** The remaining lifetime of an access token. */
const lifeText = (expiresAt: number | null, now: number): string =>
  expiresAt === null ? 'no expiry' : `${roughSpan(expiresAt - now)} left`

/** `clientId` → `Client ID`. */
const labelOf = (name: string): string => {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return (words.charAt(0).toUpperCase() + words.slice(1)).replace(/\b(id|uri)\b/g, (word) => word.toUpperCase())
}

const CredentialsCard = ({ view, name }: ProviderProps) => (
  <Card id="credentials" title="Credentials">
    <Facts
      rows={Object.entries(view.instance.world(name).credentials).map(([label, value]) => [
        labelOf(label),
        <Copied value={value} label={labelOf(label)} />,
      ])}
    />
  </Card>
)

const AccountsCard = ({ view, name }: ProviderProps) => (
  <Card id="accounts" title="Accounts">
    <DataTable
      label="Accounts"
      columns={['Account', 'Password']}
      empty="There are no accounts."
      rows={view.instance
        .world(name)
        .users.all()
        .map(({ account, password }) => [account, <Copied value={password} label={`password of ${account}`} />])}
    />
  </Card>
)

const ControlsCard = (props: ProviderProps) => {
  const { view, name, controls } = props
  const suggestions = suggestionsOf(listsOf(view, name))
  return (
    <Card id="controls" title="Controls">
      {Object.keys(controls).length === 0 && <p class="empty">This provider has no controls.</p>}
      <div class="controls">
        {Object.entries(controls).map(([id, control]) => (
          <ControlForm {...props} id={id} control={control} suggestions={suggestions} />
        ))}
      </div>
    </Card>
  )
}

interface ControlProps extends ProviderProps {
  readonly id: string
  readonly control: AnyControl
  readonly suggestions: Readonly<Record<string, readonly string[]>>
}

const ControlForm = ({ view, name, id, control, suggestions, flash, sent }: ControlProps) => {
  const place = `control-${id}`
  const wrong = sent?.place === place ? sent : undefined
  const own = flash?.place === place ? flash : undefined
  return (
    <details class="control" id={place} open={wrong !== undefined || own !== undefined}>
      <summary>
        <span class="name">{id}</span> <span class="quiet">{control.summary}</span>
      </summary>
      <form method="post" action={at(view, `${name}/controls/${id}`)} class="fields">
        <FormToken view={view} />
        {own && <FlashMessage flash={own} />}
        {wrong?.problems[''] && (
          <p class="alert" role="alert">
            {wrong.problems['']}
          </p>
        )}
        {fieldsOf(control.input).map((field) => (
          <ControlInput place={place} field={field} wrong={wrong} suggestions={suggestions[field.name]} />
        ))}
        <div class="actions">
          <button type="submit" class="primary" aria-label={`Run ${id}`}>
            Run
          </button>
        </div>
      </form>
    </details>
  )
}

interface ControlInputProps {
  readonly place: string
  readonly field: ControlField
  readonly wrong: SentForm | undefined
  readonly suggestions: readonly string[] | undefined
}

const ControlInput = ({ place, field, wrong, suggestions }: ControlInputProps) => {
  const { name, kind, about, isRequired, isNullable, initial } = field
  const choices = kind === 'boolean' ? ['true', 'false'] : kind === 'choice' ? field.choices : undefined
  const empty = isNullable ? 'Leave it empty for null.' : ''
  return (
    <InputField
      id={`${place}-${name}`}
      name={fieldName(field)}
      label={name || 'Input'}
      about={[about, empty].filter(Boolean).join(' ')}
      kind={kind === 'json' || kind === 'number' ? kind : 'text'}
      isRequired={isRequired && !isNullable}
      error={wrong?.problems[name]}
      value={wrong ? (wrong.values.get(fieldName(field)) ?? '') : initial}
      choices={choices}
      noChoice={isRequired ? undefined : '(left out)'}
      suggestions={suggestions}
      placeholder={suggestions?.[0]}
    />
  )
}

const PolicyCard = ({ view, name }: ProviderProps) => {
  const { policy, oauth, profile, limits } = view.instance.world(name)
  const switches: [string, unknown][] = [
    ...Object.entries(policy as object),
    ...Object.entries(oauth?.policy ?? {}).map(([key, value]): [string, unknown] => [`oauth.${key}`, value]),
  ]
  return (
    <Card id="policy" title="Policy and limits">
      <DataTable
        label="Limits"
        columns={['Limit', 'Calls', 'Per', 'In this mock', 'Evidence']}
        empty="No limit of the provider is known."
        rows={profile.limits.map((limit) => [
          limit.name,
          describeLimit(limit),
          limit.per,
          limits.has(limit.name) ? 'on' : 'off',
          limit.evidence,
        ])}
      />
      {switches.length > 0 && (
        <details class="more">
          <summary>{String(switches.length)} policy switches</summary>
          <Facts
            rows={switches.map(([key, value]) => [
              <code>{key}</code>,
              typeof value === 'string' ? value : JSON.stringify(value),
            ])}
          />
        </details>
      )}
    </Card>
  )
}
