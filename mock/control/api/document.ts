import { control as spec } from '../../../generated/control/mock.js'
import { loadControls } from '../../core/definition/controls.js'
import type { ControlWorld } from '../env.js'
import { describeControls } from './controls.js'

type Json = Record<string, unknown>

/** The document of the control API, with a path for each control of each provider that is served. */
export async function documentOf({ instance, prefix }: ControlWorld, origin: string): Promise<Json> {
  const document = structuredClone(await spec.document!()) as Json & { paths: Json }
  document['servers'] = [{ url: `${origin}${prefix}/_mock` }]
  for (const name of instance.names) {
    for (const control of describeControls(await loadControls(instance.partsOf(name)))) {
      document.paths[`/api/providers/${name}/controls/${control.name}`] = { post: operationOf(name, control) }
    }
  }
  return document
}

const operationOf = (
  provider: string,
  { name, summary, input, output }: ReturnType<typeof describeControls>[number],
): Json => ({
  operationId: `${provider}.${name}`,
  summary,
  tags: ['Providers'],
  security: [{}, { controlToken: [] }],
  requestBody: { content: { 'application/json': { schema: input } } },
  responses: {
    '200': { description: 'The output of the control.', content: { 'application/json': { schema: output } } },
    '4XX': { $ref: '#/components/responses/Refused' },
  },
})
