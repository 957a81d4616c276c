import { namesForFaults } from '../../core/faults/fault.js'
import type { Desk } from './desk.js'

/** All that a fault can act on and the journal can name: `<provider>.<operation>`, by provider. */
export const operationsOf = ({ instance }: Pick<Desk, 'instance'>): readonly string[] =>
  instance.names.flatMap((name) => namesForFaults(instance.partsOf(name)).map((one) => `${name}.${one}`))
