/** Makes the types of each provider's spec with openapi-typescript, as its own command does. Arguments: the specs folder, providers. */
import { pathToFileURL } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'

const [folder, ...providers] = process.argv.slice(2)
let length = 0
for (const provider of providers)
  length += astToString(await openapiTS(pathToFileURL(`${folder}/${provider}/openapi.yaml`))).length
if (length < 100_000) throw new Error('The types are too short to be those of the specs.')
