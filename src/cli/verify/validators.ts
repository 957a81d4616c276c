import type { Ajv2020, ValidateFunction } from 'ajv/dist/2020.js'
import { RefusedError } from '../command.js'

/** What `onair verify` needs beside onair. Its three packages weigh more than onair itself, and few projects verify a provider. */
const install = 'npm install -D ajv ajv-formats @stoplight/prism-http@5.12.0'

/** The two validators, loaded. Throws a `RefusedError` that says how to install them. */
export async function loadValidators() {
  try {
    const [ajv, formats, prism] = await Promise.all([
      import('ajv/dist/2020.js'),
      import('ajv-formats'),
      import('./prism.js'),
    ])
    return { Ajv: ajv.Ajv2020, addFormats: formats.default.default, createPrism: prism.createPrism }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new RefusedError(`onair verify checks answers with Ajv and Prism, which are not installed. Run: ${install}`)
  }
}

export type Validators = Awaited<ReturnType<typeof loadValidators>>

/** Validates values against any schema of one OpenAPI document. */
export class SchemaValidator {
  readonly #ajv: Ajv2020
  readonly #compiled = new Map<string, ValidateFunction>()

  constructor({ Ajv, addFormats }: Pick<Validators, 'Ajv' | 'addFormats'>, document: object) {
    this.#ajv = new Ajv({ allErrors: true, verbose: true, strict: false })
    addFormats(this.#ajv)
    this.#ajv.addFormat('password', true)
    this.#ajv.addSchema({ $id: 'spec', ...document })
  }

  /** The errors of a value against the schema at a JSON pointer such as `#/components/schemas/Zone`. */
  errors(pointer: string, value: unknown): NonNullable<ValidateFunction['errors']> {
    let validate = this.#compiled.get(pointer)
    if (!validate) {
      const $ref = `spec#${pointer.slice(1).split('/').map(encodeURIComponent).join('/')}`
      this.#compiled.set(pointer, (validate = this.#ajv.compile({ $ref })))
    }
    return validate(value) ? [] : (validate.errors ?? [])
  }
}
