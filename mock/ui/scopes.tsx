/** A scope and a description of what it allows. */
export interface ScopeMeaning {
  readonly name: string
  readonly meaning: string
}

const Words = ({ name, meaning }: ScopeMeaning) => (
  <span>
    {meaning && <span>{meaning}</span>}
    <code>{name}</code>
  </span>
)

/** A list of scopes. */
export const ScopeList = ({ scopes }: { scopes: readonly ScopeMeaning[] }) => (
  <ul class="scopes">
    {scopes.map((scope) => (
      <li>
        <Words {...scope} />
      </li>
    ))}
  </ul>
)

interface ScopeChoiceProps {
  readonly legend: string
  readonly scopes: readonly ScopeMeaning[]
  readonly chosen: readonly string[]
  readonly error?: string | undefined
}

/** A choice of scopes: a checkbox named `scope` for each. */
export const ScopeChoice = ({ legend, scopes, chosen, error }: ScopeChoiceProps) => (
  <fieldset class="field" aria-describedby={error ? 'scope-error' : undefined}>
    <legend>{legend}</legend>
    <ul class="choices">
      {scopes.map((scope) => (
        <li>
          <label>
            <input type="checkbox" name="scope" value={scope.name} checked={chosen.includes(scope.name)} />
            <Words {...scope} />
          </label>
        </li>
      ))}
    </ul>
    {error && (
      <p class="wrong" id="scope-error">
        {error}
      </p>
    )}
  </fieldset>
)
