import type { MockOperation, Page } from '../../../specs/profile.js'
import type { SpecSchema } from './document.js'
import { isJson } from './media-types.js'
import type { Subject } from './subject.js'
import { rootVocabulary } from './vocabulary.js'
import { dereference, itemsOf, propertiesOf } from './wire-type.js'

interface Said {
  readonly paged?: true
  readonly page?: Page
}

/** How an operation is paged. Reports a missing style, or one that names a parameter or field that the operation lacks. */
export const pageOf = (subject: Subject, { paged, page: own }: Said, fields: MockOperation['fields']): Page | null => {
  const { document, operation, at, report } = subject
  const where = [...at, 'x-onair', own ? 'page' : 'paged']
  const page = own ?? (paged && rootVocabulary.parse(document['x-onair']).page)
  if (!page) {
    if (paged) report(where, 'paging-style', 'Say how lists are paged: `x-onair.page` at the root.')
    return null
  }
  if (fields[page.param]?.in !== 'query') {
    report(where, 'paging-style', `page.param: there is no query parameter ${page.param}.`)
  }
  const body = schemaOfSuccess(subject)
  const { style: _, param: __, ...paths } = page
  for (const [key, path] of Object.entries<string>(paths)) {
    const found = path.split('.').reduce<SpecSchema | undefined>((schema, step) => {
      return step === '' ? schema : propertiesOf(document, schema)[step]
    }, body)
    if (!found) report(where, 'paging-style', `page.${key}: the answer of ${operation.operationId} has no ${path}.`)
    else if (key === 'items' && !itemsOf(document, found)) {
      report(where, 'paging-style', `page.items: ${path || 'the answer'} of ${operation.operationId} is not a list.`)
    }
  }
  return page
}

const schemaOfSuccess = ({ document, operation }: Subject): SpecSchema | undefined => {
  const successes = Object.entries(operation.responses ?? {}).filter(([status]) => status.startsWith('2'))
  return successes
    .flatMap(([, reference]) => Object.entries(dereference(document, reference).content ?? {}))
    .find(([type]) => isJson(type))?.[1].schema
}
