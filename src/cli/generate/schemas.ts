import { createClient } from '@hey-api/openapi-ts'
import type { SpecDocument } from './document.js'
import { parts, validatorInput } from './validator-input.js'
import { walk } from './walk.js'

/**
 * The schemas of a document as zod 4, one export a component schema under its own name, and one a request part and success response of each
 * operation, under the operationId with a capital letter in front (`ListChannelsQuery`, `ListChannelsResponse`). A character that is
 * invalid in an identifier becomes `_`. Nothing else changes, so that names can be derived from the spec.
 *
 * They validate without changing anything: fields that the spec does not declare are kept, unless it forbids them, and defaults are not
 * filled in.
 */
export const renderSchemas = async (document: SpecDocument): Promise<string> => {
  const input = validatorInput(document)
  const [context] = await createClient({
    input,
    // Otherwise a config file of the same tool in the reader's folder would apply.
    configFile: 'none-of-onair.ts',
    dryRun: true,
    interactive: false,
    logs: { level: 'silent', file: false },
    output: { path: 'unused', case: 'preserve', header: [], module: { extension: '.js' } },
    // Requests and responses have schemas of their own where a property is in one of them only. The search for such properties takes long.
    parser: { transforms: { readWrite: hasOneWay(input) } },
    plugins: [
      {
        name: 'zod',
        case: 'preserve',
        compatibilityVersion: 4,
        dates: { offset: true },
        definitions: '{{name}}',
        requests: {
          body: parts.body,
          headers: parts.headers,
          name: parts.request,
          path: parts.path,
          query: parts.query,
        },
        responses: parts.response,
        webhooks: false,
        '~resolvers': {
          object: (ctx) => {
            if (ctx.schema.additionalProperties && ctx.schema.additionalProperties.type === 'never') {
              return ctx.$(ctx.symbols.z).attr('strictObject').call(ctx.nodes.shape(ctx))
            }
            // An object that is nothing but additional properties: the plugin's own z.record.
            if (ctx.nodes.additionalProperties(ctx)) return undefined
            return ctx.$(ctx.symbols.z).attr('looseObject').call(ctx.nodes.shape(ctx))
          },
        },
      },
    ],
  })
  return (context?.gen.render() ?? []).map((file) => file.content).join('\n')
}

/** Whether a document has properties in requests or in responses only. */
const hasOneWay = (document: unknown): boolean => {
  for (const [, node] of walk(document)) if (node.readOnly === true || node.writeOnly === true) return true
  return false
}
