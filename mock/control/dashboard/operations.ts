import { namesForFaults } from '../../core/faults/fault.js'
import type { MockView } from './mock-view.js'

/** The names that faults and the journal use, as `<provider>.<operation>`, provider by provider. */
export const operationsOf = ({ instance }: Pick<MockView, 'instance'>): readonly string[] =>
  instance.names.flatMap((name) => namesForFaults(instance.partsOf(name)).map((one) => `${name}.${one}`))
