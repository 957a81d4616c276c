import { Copied } from '../../ui/copied.js'
import { Facts } from '../../ui/facts.js'
import type { Flash } from './flash.js'

/** The result of a form, with the values that it returned. */
export const FlashMessage = ({ flash: { text, isProblem, values, output } }: { flash: Flash }) => (
  <div class={isProblem ? 'alert' : 'notice'} role={isProblem ? 'alert' : 'status'} tabindex={-1} data-told>
    <p>{text}</p>
    {values && (
      <Facts rows={Object.entries(values).map(([label, value]) => [label, <Copied value={value} label={label} />])} />
    )}
    {output !== undefined && (
      <pre tabindex={0} aria-label="Output">
        {typeof output === 'string' ? output : JSON.stringify(output, null, 2)}
      </pre>
    )}
  </div>
)
