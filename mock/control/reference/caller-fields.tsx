import type { Parts } from '../../core/definition/define-provider.js'
import type { AnyWorld } from '../../core/definition/world.js'
import { described, FormField } from '../../ui/field.js'
import { ScopeChoice } from '../../ui/scopes.js'
import type { TryInput } from './attempt.js'
import { credentialsOf } from './filled.js'
import type { DescribedOperation } from './operations.js'

interface CallerOptions {
  readonly parts: Parts
  readonly world: AnyWorld
  readonly operation: DescribedOperation
  readonly asked: TryInput
}

/** The choice of the account whose token the call uses, or whose grant it exchanges. */
export const CallerFields = ({ parts, world, operation, asked }: CallerOptions) => {
  const { profile, scopeDescriptions = {} } = parts.spec
  const isExchange = operation.id === profile.oauth?.token
  const scopes = Object.entries(scopeDescriptions).map(([name, meaning]) => ({ name, meaning }))
  const accounts = profile.oauth
    ? world.users.all().map(({ account }) => [account, account] as const)
    : [['credentials', 'the application of the seed'] as const]
  return (
    <>
      <FormField id="account" label={isExchange ? 'On behalf of' : 'With a token of'}>
        <select {...described({ id: 'account' })} name="account">
          {accounts.map(([account, label]) => (
            <option value={account} selected={account === asked.account}>
              {label}
            </option>
          ))}
          <option value="" selected={asked.account === null}>
            {isExchange ? 'no account: send only the fields below' : 'no account: send no token'}
          </option>
        </select>
      </FormField>
      {profile.oauth && scopes.length > 0 && (
        <details>
          <summary>
            Scopes: {asked.scopes.length} of {scopes.length}
          </summary>
          <ScopeChoice legend="Scopes of the token" scopes={scopes} chosen={asked.scopes} />
        </details>
      )}
    </>
  )
}

/** The API keys, and the user name and password of HTTP Basic. They begin with those of the seed. */
export const CredentialFields = ({ parts, operation, asked }: Omit<CallerOptions, 'world'>) => {
  const { profile } = parts.spec
  return (
    <>
      {credentialsOf(operation, profile).map((name) => {
        const key = profile.keys?.[name]
        const field = {
          id: `credential-${name}`,
          label: key ? `API key: ${name}` : name === 'username' ? 'User name' : 'Password',
          about: key && `Sent as the ${key.in === 'query' ? 'query parameter' : key.in} ${key.name}.`,
        }
        const value = asked.filled.credentials[name] ?? ''
        return (
          <FormField {...field}>
            <input
              {...described(field)}
              name={`credential.${name}`}
              value={value}
              autocomplete="off"
              spellcheck={false}
            />
          </FormField>
        )
      })}
    </>
  )
}
