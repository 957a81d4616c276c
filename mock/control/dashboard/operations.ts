import { namesForFaults } from '../../core/faults/fault.js'
import type { MockView } from './mock-view.js'

/** All that a fault can act on and the journal can name: `<provider>.<operation>`, by provider. */
export const operationsOf = ({ instance }: Pick<MockView, 'instance'>): readonly string[] =>
  instance.names.flatMap((name) => namesForFaults(instance.partsOf(name)).map((one) => `${name}.${one}`))
