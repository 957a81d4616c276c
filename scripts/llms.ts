import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { llmsIndex } from '../site/llms.js'

/** Writes `llms.txt` into a folder (default: this one), for the package. */
writeFileSync(join(process.argv[2] ?? '.', 'llms.txt'), llmsIndex())
