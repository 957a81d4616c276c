import { faultActions } from '../../core/faults/fault.js'
import { Pill } from '../../ui/pill.js'
import { DataTable } from '../../ui/table.js'
import { DashboardAction, FormToken } from './action.js'
import { Card, Live } from './card.js'
import type { Problems } from './control-input.js'
import { actionsWith } from './fault-fields.js'
import { InputField } from './input-field.js'
import { at, type MockView } from './mock-view.js'

/** The values of the fault form, as they were sent or linked to. */
export interface FaultForm {
  readonly values: Pick<URLSearchParams, 'get'>
  readonly problems: Problems
}

/** The help text of each field of a fault. */
const about: Readonly<Record<string, string>> = {
  status: 'An error status from 400 to 599.',
  retryAfter: 'Seconds, for the header Retry-After.',
  duration: "In the mock's time, such as 2s or 1h30m.",
  bytes: 'Bytes of the body before the connection breaks. Default: half of it.',
  bytesPerSecond: "Bytes for each second of the mock's time.",
  code: 'The code of the close frame. Default: 1000',
  reason: 'The reason in the close frame.',
  phase: 'before: the call does nothing. after: the call takes effect, and the client gets no response.',
  nth: 'The first matching call that fails. Default: 1',
  times: 'How many calls fail. Default: all, until the fault is cleared.',
}

/** The faults that are set, and a form that sets one. */
export const FaultsPage = ({
  view,
  operations,
  form,
}: {
  view: MockView
  operations: readonly string[]
  form: FaultForm
}) => (
  <>
    <FaultTable view={view} />
    <NewFault view={view} operations={operations} form={form} />
  </>
)

const FaultTable = ({ view }: { view: MockView }) => {
  const faults = view.mock.faults.list()
  return (
    <Card
      id="set"
      title="Faults that are set"
      aside={faults.length > 0 && <DashboardAction view={view} path="faults/clear" label="Clear all" />}
    >
      <Live id="set-live">
        <DataTable
          label="Faults that are set"
          columns={['Operation', 'Action', 'Details', 'Calls', 'Acted on', 'Clear']}
          empty="No fault is set."
          rows={faults.map(({ id, operation, action, calls, applied, ...details }) => [
            <code>{operation}</code>,
            <Pill tone="warn">{action}</Pill>,
            Object.entries(details)
              .map(([name, value]) => `${name} ${String(value)}`)
              .join(', '),
            String(calls),
            String(applied),
            <DashboardAction
              view={view}
              path="faults/clear"
              fields={{ id: String(id) }}
              about={`${action} on ${operation}`}
              label="Clear"
            />,
          ])}
        />
      </Live>
    </Card>
  )
}

const NewFault = ({
  view,
  operations,
  form: { values, problems },
}: {
  view: MockView
  operations: readonly string[]
  form: FaultForm
}) => {
  const value = (field: string) => values.get(field) ?? undefined
  return (
    <Card id="new" title="Set a fault">
      <form method="post" action={at(view, 'faults')} class="fields fault">
        <FormToken view={view} />
        {problems[''] && (
          <p class="alert" role="alert">
            {problems['']}
          </p>
        )}
        <div class="pair">
          <InputField
            id="operation"
            name="operation"
            label="Operation"
            about="Type to search. <provider>.* stands for every operation of the provider."
            isRequired
            value={value('operation')}
            error={problems['operation']}
            suggestions={operations}
          />
          <InputField
            id="action"
            name="action"
            label="Action"
            choices={Object.keys(faultActions)}
            value={value('action') ?? 'status'}
            error={problems['action']}
          />
        </div>
        <div class="grid">
          {Object.keys(about).map((field) => (
            <div class={['only', ...actionsWith(field).map((action) => `on-${action}`)].join(' ')}>
              <InputField
                id={field}
                name={field}
                label={field}
                about={about[field]}
                choices={field === 'phase' ? ['before', 'after'] : undefined}
                noChoice="default"
                value={value(field)}
                error={problems[field]}
              />
            </div>
          ))}
        </div>
        <div class="actions">
          <button type="submit" class="primary">
            Set fault
          </button>
        </div>
      </form>
    </Card>
  )
}
